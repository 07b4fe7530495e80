using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Tests.Scenarios;

public enum SampleTransport { Datagram, LongLivedStream }

/// <summary>Settings of every kind there is.</summary>
public sealed record SampleSettings
{
    [Setting("Name of the run.")] public string Name { get; init; } = "sample";
    [Setting("How many peers.", Min = "1", Max = "1000000", Unit = "peers")] public int MaxPeers { get; init; } = 100;
    [Setting("Where random numbers start.")] public long Seed { get; init; } = 1;
    [Setting("Speed of virtual time.", Min = "0.1")] public double Factor { get; init; } = 1;
    [Setting("Share of messages lost.", Unit = "share")] public double Loss { get; init; } = 0.01;
    [Setting("Whether to trace.")] public bool Trace { get; init; }
    [Setting("When to end.", Min = "1s", Max = "30d")] public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);
    [Setting("When to start measuring.")] public TimeSpan? WarmUp { get; init; }
    [Setting("Largest message.", Max = "1MiB")] public ByteSize Frame { get; init; } = new(1500);
    [Setting("Rate of the uplink.", Min = "1kbps")] public BitRate Uplink { get; init; } = BitRate.FromKbps(33.6);
    [Setting("How messages travel.")] public SampleTransport Transport { get; init; }
    [Setting("Delay between peers.")] public SampleLatency Latency { get; init; } = new SampleUniform();
    [Setting("Delay of the backup path.")] public SampleLatency? Backup { get; init; }
    [Setting("Places.")] public IReadOnlyList<string> Regions { get; init; } = ["eu", "us"];
    [Setting("What goes wrong.")] public IReadOnlyList<SampleFault> Faults { get; init; } = [];
    [Setting("Kinds of links.")]
    public IReadOnlyDictionary<string, SampleLink> Links { get; init; } =
        new Dictionary<string, SampleLink> { ["modem"] = new(new BitRate(56000)) };
    [Setting("Weights by name.", Min = "0")]
    public IReadOnlyDictionary<string, double> Weights { get; init; } =
        new Dictionary<string, double>();
}

[Choice("constant", typeof(SampleConstant))]
[Choice("uniform", typeof(SampleUniform))]
[Presets(typeof(SamplePresets))]
public abstract record SampleLatency
{
    [Setting("Added to every delay.")] public TimeSpan Extra { get; init; }
}

public sealed record SampleConstant : SampleLatency
{
    [Setting("The delay.", Required = true)] public TimeSpan Delay { get; init; }
}

public sealed record SampleUniform : SampleLatency, IValidatedSettings
{
    [Setting("Shortest delay.")] public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(10);
    [Setting("Longest delay.")] public TimeSpan Max { get; init; } = TimeSpan.FromMilliseconds(100);

    public IEnumerable<SettingProblem> Validate()
    {
        if (Max < Min) yield return new SettingProblem("max", "found less than min, expected at least min");
    }
}

public static class SamplePresets
{
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("lan", new SampleConstant { Delay = TimeSpan.FromMilliseconds(1) }, "A local network."),
        new("internet-2002", new SampleUniform { Min = TimeSpan.FromMilliseconds(40) }, "As measured in 2002."),
    ];
}

public sealed record SampleFault(
    [property: Setting("When.")] TimeSpan At,
    [property: Setting("How many peers.", Unit = "share")] double Share = 0.5);

public sealed record SampleLink([property: Setting("Up.")] BitRate Up)
{
    [Setting("Down.")] public BitRate? Down { get; }

    public SampleLink(BitRate up, BitRate? down) : this(up) => Down = down;
}
