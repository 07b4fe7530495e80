using P2PActors.Engine;
using P2PActors.Protocols.Tests.Faults;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>Skype with everything going on at once: churn, all kinds of faults and NATs, many calls, supernodes that shut down.</summary>
public sealed class BusyWorlds
{
    private const string Busy = """
        network.nat { full-cone = 15%, restricted = 10%, port-restricted = 20%, symmetric = 15%, firewalled = 5%, blocks-udp = 5% }
        systems { skype {
          supernodes { max-clients = 15, min-uptime = 1m, protect-above = 12 }
          hosted = [ { at = 6m, count = 2, max-clients = 30 } ]
          calls { every = 2m, start-after = 1m }
          buddies.chat-every = 30s
          login { rate = 5, queue = 10 }
        } }
        """;

    private static SystemResult Run(RunOptions options)
    {
        var loader = new ScenarioLoader(KnownProtocols.Registry);
        Scenario scenario = loader.Check("busy", HoconDocument.Parse($"{EveryKindOfFault.Of("skype")}{Busy}", "busy.conf"));
        return new ScenarioRunner(loader).Run(scenario, new ScenarioRunOptions { Engine = options }).Runs[0].Systems[0];
    }

    [Fact]
    public void Busy_users_get_calls_of_every_kind_and_one_digest_whatever_the_threads_cohorts_and_bytes()
    {
        SystemResult alone = Run(new RunOptions { Threads = 1, Cohorts = 1 });

        Assert.Equal(alone.Digest, Run(new RunOptions { Threads = 2, Cohorts = 11 }).Digest);
        Assert.Equal(alone.Digest, Run(new RunOptions { Threads = 1, Cohorts = 3, RoundTrip = true }).Digest);
        Assert.All(alone.Report.Invariants, i => Assert.Equal(0, i.Count));
        foreach (string path in (string[])["direct", "reversed", "punched", "relayed"]) Assert.True(alone.Report.ValueOf("path." + path) > 0, path);
        Assert.True(alone.Report.ValueOf("promotions") > 0);
        Assert.True(alone.Report.ValueOf("texts.delivered") > 100);
        Assert.InRange(alone.Report.ValueOf("mos.mean")!.Value, 1, 4.5);
    }
}
