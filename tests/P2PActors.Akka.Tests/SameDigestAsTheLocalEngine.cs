using System.Text.Json;
using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Protocols.Tests.Faults;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;
using P2PActors.Tests.Engine;

namespace P2PActors.Akka.Tests;

/// <summary>Whoever hosts the actors, a scenario and a seed give one result, to the bit.</summary>
public sealed class SameDigestAsTheLocalEngine : IDisposable
{
    private readonly ActorHosting _akka = ClusterEngine.Start();

    public void Dispose() => _akka.Dispose();

    /// <summary>The names of all systems.</summary>
    public static TheoryData<string> Systems => [.. KnownProtocols.Registry.All.Select(p => p.Name)];

    [Theory]
    [InlineData(5, 1, 1)]
    [InlineData(5, 1, 120)]
    [InlineData(6, 2, 11)]
    [InlineData(7, 4, 30)]
    public void A_storm_of_churn_failures_and_every_kind_of_fault_has_one_digest(ulong seed, int threads, int cohorts)
    {
        Storm local = Storm.Run(seed);
        Storm akka = Storm.Run(seed, threads, cohorts, hosting: _akka);

        Assert.Equal(local.World.Digest(), akka.World.Digest());
        Assert.Equal(local.World.Events, akka.World.Events);
        Assert.Equal(local.World.CollectFailures().Count, akka.World.CollectFailures().Count);
        Assert.True(local.World.CollectFailures().Count > 100, "the storm is to fail often");
    }

    [Fact]
    public void A_storm_that_is_shared_by_threads_has_one_digest()
    {
        Storm local = Storm.Run(seed: 8, seconds: 4, busyness: 1500, quietSeconds: 10);
        Storm akka = Storm.Run(seed: 8, threads: 3, cohorts: 12, seconds: 4, busyness: 1500, quietSeconds: 10, hosting: _akka);

        Assert.Equal(local.World.Digest(), akka.World.Digest());
        Assert.True(akka.Outcome.ParallelWindows > 10);
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Each_system_has_one_digest_under_every_kind_of_fault(string system)
    {
        RunResult local = Run(system, null, 1, 1);

        Assert.Equal(local.Digest, Run(system, _akka, 1, 7).Digest);
        Assert.Equal(local.Digest, Run(system, _akka, 2, 11).Digest);
        Assert.True(local.Systems[0].Report.ValueOf("handlerFailures") > 0);
    }

    [Fact]
    public void Results_are_the_same_and_not_only_the_digest()
    {
        SystemReport local = Run("gnutella", null, 1, 1).Systems[0].Report, akka = Run("gnutella", _akka, 1, 3).Systems[0].Report;

        var all = new JsonSerializerOptions { IncludeFields = true };
        Assert.Equal(JsonSerializer.Serialize(local, all), JsonSerializer.Serialize(akka, all));
    }

    [Fact]
    public void A_run_that_is_stopped_half_way_leaves_no_actors_behind_for_the_next_one()
    {
        string whole = Run("napster", _akka, 1, 3).Digest;
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Scenario scenario = Load("napster");
        new ScenarioRunner(Loader).Run(scenario, new ScenarioRunOptions { Engine = new RunOptions { Threads = 1, Hosting = _akka } }, stop.Token);

        Assert.Equal(whole, Run("napster", _akka, 1, 3).Digest);
    }

    private static ScenarioLoader Loader { get; } = new(KnownProtocols.Registry);

    private static Scenario Load(string system) =>
        Loader.Check("faults", HoconDocument.Parse(EveryKindOfFault.Of(system), "faults.conf"));

    private static RunResult Run(string system, ActorHosting? hosting, int threads, int cohorts) =>
        new ScenarioRunner(Loader).Run(Load(system), new ScenarioRunOptions { Engine = new RunOptions { Threads = threads, Cohorts = cohorts, Hosting = hosting } }).Runs[0];
}
