using System.Diagnostics;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Bench;

/// <summary>
/// Bandwidth-limited blocks: every peer keeps connections to four others and asks each for 16 KiB blocks, five at a time, one
/// after the other; up- and downlinks are shared.
/// </summary>
internal static class TransfersBench
{
    private const int Partners = 4;
    private const int Pipeline = 5;
    private const int BlockBytes = 16 * 1024;

    public static BenchResult Run(int peers, int threads, int cohorts, ulong seed)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TimeSpan duration = TimeSpan.FromMinutes(10);
        var options = new RunOptions { Threads = threads, Cohorts = cohorts };
        var world = new World(
            new WorldPlan
            {
                PeerCount = Math.Max(2, peers),
                Seed = seed,
                Duration = duration,
                Network = NetworkModel.WithUniformLinks(
                    new UniformLatency(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100)),
                    new AccessLinkClass("dsl", BitRate.FromKbps(1500), BitRate.FromKbps(256), TimeSpan.Zero),
                    Math.Max(2, peers)),
                Create = (_, _) => new Trader(Math.Max(2, peers)),
            },
            options);
        RunOutcome outcome = LocalEngine.Run(world, options);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        long blocks = world.CollectTraffic().Where(t => t.Type == nameof(Block)).Sum(t => t.Total.MessagesReceived);
        double capacity = (double)peers * 256_000 / 8 * duration.TotalSeconds;
        var result = new BenchResult(
            "transfers", peers, world.Events, world.ThreadCount, world.CohortCount, outcome.WallTime.TotalSeconds, world.Events / outcome.WallTime.TotalSeconds,
            (double)(after - before) / peers, Process.GetCurrentProcess().PeakWorkingSet64, world.Digest(),
            FormattableString.Invariant($"{blocks:N0} blocks of 16 KiB in 10 virtual minutes, {blocks / outcome.WallTime.TotalSeconds:N0} a second; {blocks * (double)BlockBytes / capacity:P1} of all uplink capacity used"));
        GC.KeepAlive(world);
        return result;
    }

    private sealed record Request : Message
    {
        public override int WireSize => 17;
    }

    private sealed record Block : Message
    {
        public override int WireSize => BlockBytes + 13;
    }

    private sealed class Trader(int peers) : PeerActor
    {
        protected override void PreStart()
        {
            for (int i = 0; i < Partners; i++)
            {
                var partner = new PeerId((Self.Value + 1 + Random.Next(peers - 1)) % peers);
                Connect(partner);
            }
        }

        protected override void OnConnected(Connection connection)
        {
            if (!connection.IsOutgoing) return;
            for (int i = 0; i < Pipeline; i++) connection.Send(new Request());
        }

        protected override void OnReceive(Message message) => Channel!.Send(message is Request ? new Block() : new Request());
    }
}
