using BenchmarkDotNet.Attributes;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;

namespace P2PActors.Benchmarks;

/// <summary>From Tell to handler and back, 100,000 datagrams between 100 peers on one thread.</summary>
[MemoryDiagnoser]
public class SendPathBenchmark
{
    private const int Peers = 100;
    private const int Messages = 100_000;

    /// <summary>Whether access links have limited rates.</summary>
    [Params(false, true)]
    public bool Bandwidth { get; set; }

    /// <summary>Ping-pong over the network path.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public string Datagrams()
    {
        var latency = new UniformLatency(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));
        var options = new RunOptions { Threads = 1 };
        var world = new World(
            new WorldPlan
            {
                PeerCount = Peers,
                Seed = 1,
                Duration = TimeSpan.FromMilliseconds(55.0 * Messages / Peers),
                Network = Bandwidth
                    ? NetworkModel.WithUniformLinks(latency, StandardLinks.All.First(l => l.Name == "campus"), Peers)
                    : new NetworkModel { Latency = latency },
                Create = static (_, _) => new Echo(),
            },
            options);
        LocalEngine.Run(world, options);
        return world.Digest();
    }

    private sealed record Ball : Message
    {
        public override int WireSize => 64;
    }

    private sealed class Echo : PeerActor
    {
        protected override void PreStart() => Tell(new PeerId((Self.Value + 1) % Peers), new Ball());

        protected override void OnReceive(Message message) => Tell(Sender, message);
    }
}
