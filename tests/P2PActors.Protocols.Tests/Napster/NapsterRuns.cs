using P2PActors.Churn;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>Whole runs of Napster for tests.</summary>
internal static class NapsterRuns
{
    public static ScenarioSettings Scenario { get; } = new()
    {
        Peers = 100,
        Duration = TimeSpan.FromMinutes(30),
        Churn = ChurnPresets.None,
        Network = new NetworkSettings { Latency = new ConstantLatencySettings(), Links = Links("lan") },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 500 },
            Placement = new UniformPlacement { FreeRiders = 0.3, Files = 30 },
        },
        Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(5), StartAfter = TimeSpan.FromMinutes(2) },
    };

    public static LinkMixSettings Links(string name) => new() { Shares = new SortedDictionary<string, double>(StringComparer.Ordinal) { [name] = 1 } };

    public static LinkMixSettings Links(params (string Name, double Share)[] shares)
    {
        var mix = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double share) in shares) mix.Add(name, share);
        return new LinkMixSettings { Shares = mix };
    }

    public static SystemResult Run(ScenarioSettings scenario, NapsterSettings? settings = null, int threads = 1, int cohorts = 0) =>
        Prepare(scenario, settings, threads, cohorts).Run();

    public static SystemRun Prepare(ScenarioSettings scenario, NapsterSettings? settings = null, int threads = 1, int cohorts = 0) =>
        new("napster", new NapsterProtocol(), settings ?? new NapsterSettings(), scenario, new RunOptions { Threads = threads, Cohorts = cohorts });

    public static double Value(this SystemResult result, string name) =>
        result.Report.ValueOf(name) ?? throw new InvalidOperationException($"No value {name}.");

    /// <summary>The run failed in no handler.</summary>
    public static SystemResult Healthy(this SystemRun run)
    {
        SystemResult result = run.Run();
        (long count, IReadOnlyCollection<HandlerFailure> first) = run.World.CollectFailures();
        Assert.True(count == 0, string.Join(Environment.NewLine, first));
        return result;
    }
}
