using P2PActors.Engine;
using P2PActors.Protocols.Tests.Faults;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Wire;

/// <summary>Every system that the product knows, under every kind of fault, with its messages as they are and through bytes.</summary>
public sealed class EverySystemInBytes
{
    /// <summary>The names of all systems.</summary>
    public static TheoryData<string> Systems => [.. EveryKindOfFault.Systems];

    [Theory]
    [MemberData(nameof(Systems))]
    public void Bytes_never_change_the_digest(string system)
    {
        SystemResult plain = Run(system, new RunOptions { Threads = 1, Cohorts = 1 });
        SystemResult inBytes = Run(system, new RunOptions { Threads = 2, Cohorts = 5, RoundTrip = true });

        Assert.Equal(plain.Digest, inBytes.Digest);
        Assert.Equal(plain.Report.ValueOf("handlerFailures"), inBytes.Report.ValueOf("handlerFailures"));
    }

    private static SystemResult Run(string system, RunOptions options)
    {
        var loader = new ScenarioLoader(KnownProtocols.Registry);
        Scenario scenario = loader.Check("bytes", HoconDocument.Parse($"{EveryKindOfFault.Of(system)}peers = 70\nqueries {{ mean-interval = 3m }}", "bytes.conf"));
        return new ScenarioRunner(loader).Run(scenario, new ScenarioRunOptions { Engine = options }).Runs[0].Systems[0];
    }
}
