using System.Diagnostics;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Network.Latency;

namespace P2PActors.Cli.Bench;

/// <summary>
/// The engine's own speed: N peers, N messages in flight; every handler forwards what it got to a random one of its five
/// neighbours, over paths of 10 to 100 ms, without bandwidth limits. Real actors, the real network path, digest on.
/// </summary>
internal static class ForwardingBench
{
    private const int Neighbours = 5;

    public static BenchResult Run(int peers, long events, int threads, int cohorts, ulong seed, ActorHosting? hosting)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        // The mean delay is 55 ms, so each message in flight makes 1 / 0.055 s events a second.
        TimeSpan duration = TimeSpan.FromSeconds(Math.Max(0.2, 0.055 * events / peers));
        var memory = new MemoryAtEnd();
        var options = new RunOptions { Threads = threads, Cohorts = cohorts, Hosting = hosting, Control = memory };
        var world = new World(
            new WorldPlan
            {
                PeerCount = peers,
                Seed = seed,
                Duration = duration,
                Network = new NetworkModel { Latency = new UniformLatency(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100)) },
                Create = (_, _) => new Forwarder(peers),
            },
            options);
        RunOutcome outcome = LocalEngine.Run(world, options);
        var result = new BenchResult(
            "forwarding", peers, world.Events, world.ThreadCount, world.CohortCount, outcome.WallTime.TotalSeconds, world.Events / outcome.WallTime.TotalSeconds,
            (double)(memory.Bytes - before) / peers, Process.GetCurrentProcess().PeakWorkingSet64, world.Digest());
        GC.KeepAlive(world);
        return result;
    }

    /// <summary>Measures while the actors of all peers are still there: the engine that hosts them may end them with the run.</summary>
    private sealed class MemoryAtEnd : IRunControl
    {
        public long Bytes { get; private set; }

        public bool OnBarrier(RunBarrier barrier) => true;

        public void OnEnded(bool isComplete) => Bytes = GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed record Token(int Value) : Message
    {
        public override int WireSize => 64;
    }

    private sealed class Forwarder(int peers) : PeerActor
    {
        private readonly int[] _neighbours = new int[Neighbours];

        protected override void PreStart()
        {
            for (int i = 0; i < Neighbours; i++) _neighbours[i] = Random.Next(peers);
            Forward(new Token(Self.Value));
        }

        protected override void OnReceive(Message message) => Forward(new Token(((Token)message).Value + 1));

        private void Forward(Token token) => Tell(new PeerId(_neighbours[Random.Next(Neighbours)]), token);
    }
}
