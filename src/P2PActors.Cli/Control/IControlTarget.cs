using P2PActors.Cli.Terminal;
using P2PActors.Inspection;

namespace P2PActors.Cli.Control;

/// <summary>What is behind a control port: a run of this process, or a machine of a cluster.</summary>
internal interface IControlTarget
{
    /// <summary>Where it stands, for a prompt.</summary>
    string Standing { get; }

    /// <summary>Carries out a line as typed; the answer is laid out for a width.</summary>
    IEnumerable<string> Execute(string line, int width);

    /// <summary>What may stand where a line ends.</summary>
    IEnumerable<string> Complete(string line);

    /// <summary>Waits until it is paused or over.</summary>
    void WaitUntilPaused();
}

/// <summary>A run of this process.</summary>
internal sealed class RunTarget(InspectionSession session) : IControlTarget
{
    public string Standing => session.Standing;

    public IEnumerable<string> Execute(string line, int width) => PlainText.Of(session.Execute(line), width);

    public IEnumerable<string> Complete(string line) => InspectionCommands.Complete(session, line);

    public void WaitUntilPaused() => session.WaitUntilPaused();
}
