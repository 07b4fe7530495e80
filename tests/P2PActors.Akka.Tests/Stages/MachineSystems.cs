using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using P2PActors.Akka.Cluster;
using P2PActors.Protocols;
using P2PActors.Scenarios;

namespace P2PActors.Akka.Tests.Stages;

/// <summary>Actor systems with the settings and the serialization of machines, for tests that put other actors into them.</summary>
internal static class MachineSystems
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The settings of a machine on a free port; gossip is quick, so that tests are.</summary>
    public static Config Config(int port, string more = "", int? join = null)
    {
        Config own = ConfigurationFactory.ParseString(more + """

            akka.loglevel = DEBUG
            akka.loggers = ["Akka.Event.DefaultLogger"]
            akka.stdout-loglevel = OFF
            akka.cluster { gossip-interval = 100ms, leader-actions-interval = 100ms, periodic-tasks-initial-delay = 100ms, seed-node-timeout = 1s, retry-unsuccessful-join-after = 1s }
            akka.cluster.failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 10s }
            akka.cluster.sharding.retry-interval = 200ms
            akka.cluster.distributed-data.gossip-interval = 200ms
            """);
        return own.WithFallback(ClusterMachine.ConfigOf(new MachineOptions
        {
            Loader = new ScenarioLoader(KnownProtocols.Registry),
            Version = "1",
            DataFolder = Path.GetTempPath(),
            Write = static (_, _, _) => { },
            Host = "127.0.0.1",
            Port = port,
            Join = [$"127.0.0.1:{join ?? port}"],
        }));
    }

    public static ActorSystemSetup Setup(int port, string more = "", int? join = null) =>
        BootstrapSetup.Create().WithConfig(Config(port, more, join)).And(ClusterMachine.Serialization);

    public static ActorSystem Start(int port, string more = "", int? join = null) => ActorSystem.Create("p2p", Setup(port, more, join));

    /// <summary>Waits until a system sees a number of members that are up.</summary>
    public static void WaitForMembers(ActorSystem system, int members)
    {
        var cluster = global::Akka.Cluster.Cluster.Get(system);
        Xunit.Assert.True(
            SpinWait.SpinUntil(() => cluster.State.Members.Count(m => m.Status == MemberStatus.Up) == members && cluster.State.Unreachable.Count == 0, Patience),
            $"{members} members were to be up: {string.Join(", ", cluster.State.Members)}");
    }
}
