using System.Globalization;
using P2PActors.Engine;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>
/// 22 December 2010, as Skype reported it: 25 to 30 % of the supernodes crashed, the clients that came back at the same time brought
/// the others far more than they usually had, these shut themselves down to protect their hosts, and the company's own
/// mega-supernodes healed it. Half of the places are free; a supernode protects itself from six requests a second on.
/// </summary>
[Trait("fidelity", "skype")]
public sealed class OutageOf2010
{
    private const int Users = 1500, Supernodes = 30, Intervals = 90;

    /// <summary>A crash of 27 % of the supernodes at 40 min, and mega-supernodes at 70 min of 90.</summary>
    private static SystemReport Run(string storm)
    {
        var loader = new ScenarioLoader(KnownProtocols.Registry);
        Scenario scenario = loader.Check("2010", HoconDocument.Parse($$"""
            peers = {{Users}}
            duration = 90m
            series-intervals = {{Intervals}}
            churn { preset = none, arrivals { model = steady, spread = 10m } }
            network { loss = 0.5%, bandwidth = false, death-timeout = 10s, nat { full-cone = 15%, restricted = 15%, port-restricted = 30%, symmetric = 8%, blocks-udp = 2% } }
            queries.askers = 0
            systems { skype {
              supernodes { max-clients = 100, initial = {{Supernodes}}, protect-above = 6 }
              login.keep-alive = 30s
              buddies { mean = 2, chat-every = 0s }
              calls.every = 1000d
              hosted = [ { at = 70m, count = 2, max-clients = 10000 } ]
            } }
            faults = [ { fault = kill, at = 40m, status = supernode, share = 27% } {{storm}} ]
            """, "2010.conf"));
        return new ScenarioRunner(loader).Run(scenario, new ScenarioRunOptions { Engine = new RunOptions { Threads = 1 } }).Runs[0].Systems[0].Report;
    }

    private static double At(SystemReport report, string series, int minute) => report.Series.Single(s => s.Name == series).Values[minute * Intervals / 90]!.Value;

    // 1 / 0.73 = 1.37 times the load, and room for twice.
    [Fact]
    public void The_crash_of_27_percent_of_the_supernodes_alone_ends_with_everybody_back()
    {
        SystemReport report = Run("");

        Assert.Equal(0, report.ValueOf("shutdowns"));
        Assert.Equal(Users - Math.Round(0.27 * Supernodes, MidpointRounding.AwayFromZero), At(report, "usable", 69));
        Assert.InRange(At(report, "supernodes", 69), 0.7 * Supernodes, Supernodes);
    }

    // A fifth of the clients crash and come back within minutes, and again, for the late answer that crashed them still waits.
    [Fact]
    public void With_the_clients_coming_back_the_supernodes_drag_each_other_down_until_the_company_helps()
    {
        string storm = string.Concat(Enumerable.Range(0, 3).Select(i => string.Create(CultureInfo.InvariantCulture,
            $", {{ fault = outage, at = {40 + 2 * i}m, status = \"ordinary node\", share = 20%, for = 1m, over = 30s }}")));
        SystemReport report = Run(storm);

        double[] supernodes = [.. Enumerable.Range(41, 29).Select(minute => At(report, "supernodes", minute))];
        Assert.True(report.ValueOf("shutdowns") > 0);
        Assert.True(supernodes[^1] < 0.5 * Supernodes, $"{supernodes[^1]} supernodes before the company's come");
        Assert.All(supernodes.Zip(supernodes.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
        Assert.InRange(At(report, "usable", 69), 0, 0.5 * Users);
        Assert.InRange(report.ValueOf("usable.end")!.Value, 0.9 * Users, Users);
    }
}
