using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Protocols;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>Inspects whatever system of a run is running: one session after the other.</summary>
internal sealed class InspectedSystem : IRunControl
{
    private volatile InspectionSession? _session;

    public void Begin(InspectionSession session, SystemRun run)
    {
        Close();
        session.Prepared(run);
        _session = session;
    }

    public Answer Execute(string line) => _session?.Execute(line) ?? Answer.Error("no system is running at the moment");

    public bool OnBarrier(RunBarrier barrier) => _session!.OnBarrier(barrier);

    public void OnEnded(bool isComplete) => _session!.OnEnded(isComplete);

    /// <summary>Whoever still waits for an answer is told that there is nothing more to ask.</summary>
    public void Close()
    {
        _session?.Abandon();
        _session = null;
    }
}
