using BenchmarkDotNet.Attributes;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Benchmarks;

/// <summary>Reading a scenario: the text alone, and with all checks.</summary>
[MemoryDiagnoser]
public class HoconBenchmark
{
    private const string Text = """
        title = "A scenario of usual size"
        vars { peers = 2000, latency = 40ms }
        peers = ${vars.peers}
        duration = 3h
        churn { sessions = saroiu-2002, crash-share = 30%, arrivals { model = steady, spread = 10m } }
        network { links = 2001, nat.firewalled = 20%, jitter = 5%, latency { model = constant, one-way = ${vars.latency} } }
        content { catalogue.files = 5000, placement { preset = saroiu-2002, max-shared = 500 } }
        queries { mean-interval = 15m, start-after = 20m }
        systems { gnutella { ttl = 7 }, napster { servers = 1 } }
        faults = [ { fault = kill, role = server, at = 90m }, { fault = restart, role = server, at = 135m } ]
        """;

    /// <summary>Syntax and substitutions.</summary>
    [Benchmark]
    public HoconObject Parse() => HoconDocument.Parse(Text, "benchmark.conf");

    /// <summary>Syntax, substitutions, and every setting checked.</summary>
    [Benchmark]
    public Scenario ParseAndCheck() => new ScenarioLoader(KnownProtocols.Registry).Check("benchmark", Parse());
}
