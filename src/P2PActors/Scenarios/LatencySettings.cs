using P2PActors.Network.Latency;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Scenarios;

/// <summary>What a missing data file means.</summary>
public enum MissingFile
{
    /// <summary>The scenario does not run.</summary>
    Fail,
    /// <summary>A synthetic model takes its place, and the report says so.</summary>
    Synthetic,
}

/// <summary>How long packets travel.</summary>
[Choice("constant", typeof(ConstantLatencySettings))]
[Choice("uniform", typeof(UniformLatencySettings))]
[Choice("log-normal", typeof(LogNormalLatencySettings))]
[Choice("coordinates", typeof(CoordinateLatencySettings))]
[Choice("matrix", typeof(MatrixLatencySettings))]
public abstract record LatencySettings
{
    /// <summary>Makes the model.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="peers">Number of participants.</param>
    /// <param name="access">Access delay of each.</param>
    /// <param name="warnings">Takes what the reader of the report must know.</param>
    internal abstract LatencyModel Create(ulong seed, int peers, Func<int, TimeSpan> access, ICollection<string> warnings);
}

/// <summary>The same between all peers.</summary>
public sealed record ConstantLatencySettings : LatencySettings
{
    /// <summary>One-way latency.</summary>
    [Setting("One-way latency", Min = "0.1ms", Max = "1h")]
    public TimeSpan OneWay { get; init; } = TimeSpan.FromMilliseconds(50);

    internal override LatencyModel Create(ulong seed, int peers, Func<int, TimeSpan> access, ICollection<string> warnings) => new ConstantLatency(OneWay);
}

/// <summary>Drawn for every message.</summary>
public sealed record UniformLatencySettings : LatencySettings, IValidatedSettings
{
    /// <summary>Smallest one-way latency.</summary>
    [Setting("Smallest one-way latency", Min = "0.1ms", Max = "1h")]
    public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Greatest one-way latency.</summary>
    [Setting("Greatest one-way latency", Min = "0.1ms", Max = "1h")]
    public TimeSpan Max { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Max < Min) yield return new SettingProblem("max", FormattableString.Invariant($"found {Max.TotalMilliseconds:0.###}ms, expected at least min, {Min.TotalMilliseconds:0.###}ms"));
    }

    internal override LatencyModel Create(ulong seed, int peers, Func<int, TimeSpan> access, ICollection<string> warnings) => new UniformLatency(Min, Max);
}

/// <summary>Drawn once for every pair of peers.</summary>
public sealed record LogNormalLatencySettings : LatencySettings
{
    /// <summary>Median one-way latency.</summary>
    [Setting("Median one-way latency; the PlanetLab set has 67.5 ms", Min = "0.1ms", Max = "1h")]
    public TimeSpan Median { get; init; } = TimeSpan.FromMilliseconds(67.5);

    /// <summary>Standard deviation of the logarithm.</summary>
    [Setting("Standard deviation of the natural logarithm", Min = "0", Max = "3")]
    public double Sigma { get; init; } = 0.6;

    /// <summary>Smallest one-way latency.</summary>
    [Setting("Smallest one-way latency; the lookahead of the run", Min = "0.1ms", Max = "1h")]
    public TimeSpan Floor { get; init; } = TimeSpan.FromMilliseconds(2);

    internal override LatencyModel Create(ulong seed, int peers, Func<int, TimeSpan> access, ICollection<string> warnings) =>
        new LogNormalLatency(seed, Median, Sigma, Floor);
}

/// <summary>Peers on a plane, with the delay of their access links.</summary>
public sealed record CoordinateLatencySettings : LatencySettings
{
    /// <summary>One-way latency along one side of the square on which peers live.</summary>
    [Setting("One-way latency along one side of the square on which peers live; 122 ms gives campus hosts the median round trip of the PlanetLab set, 135 ms", Min = "0ms", Max = "1h")]
    public TimeSpan Side { get; init; } = TimeSpan.FromMilliseconds(122);

    /// <summary>Smallest latency.</summary>
    [Setting("Added to every path; with the access delays it makes the lookahead of the run", Min = "0.1ms", Max = "1h")]
    public TimeSpan Floor { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Whether access links add their delay.</summary>
    [Setting("Whether the access links add their delay at both ends")]
    public bool AccessDelay { get; init; } = true;

    internal override LatencyModel Create(ulong seed, int peers, Func<int, TimeSpan> access, ICollection<string> warnings) =>
        new CoordinateLatency(seed, peers, Side, Floor, AccessDelay ? access : static _ => TimeSpan.Zero);
}

/// <summary>Measured round-trip times.</summary>
public sealed record MatrixLatencySettings : LatencySettings
{
    /// <summary>The file.</summary>
    [Setting("Square text matrix of round-trip times in milliseconds, such as PlanetLabData_1 of github.com/uofa-rzhu3/NetLatency-Data", Required = true)]
    public string File { get; init; } = "";

    /// <summary>Smallest one-way latency.</summary>
    [Setting("Smallest one-way latency, also between two peers on one host; the lookahead of the run", Min = "0.1ms", Max = "1h")]
    public TimeSpan Floor { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Whether access links add their delay.</summary>
    [Setting("Whether the access links add their delay at both ends")]
    public bool AccessDelay { get; init; } = true;

    /// <summary>What to do without the file.</summary>
    [Setting("What to do when the file is missing: fail, or take coordinates with their defaults and say so")]
    public MissingFile IfMissing { get; init; } = MissingFile.Fail;

    internal override LatencyModel Create(ulong seed, int peers, Func<int, TimeSpan> access, ICollection<string> warnings)
    {
        if (!System.IO.File.Exists(File) && IfMissing == MissingFile.Synthetic)
        {
            warnings.Add($"The latency matrix {File} is not there; synthetic coordinates take its place. The PlanetLab set is public: github.com/uofa-rzhu3/NetLatency-Data");
            return new CoordinateLatencySettings { AccessDelay = AccessDelay }.Create(seed, peers, access, warnings);
        }

        return new MatrixLatency(LatencyMatrix.Load(File), seed, peers, Floor, AccessDelay ? access : static _ => TimeSpan.Zero);
    }
}
