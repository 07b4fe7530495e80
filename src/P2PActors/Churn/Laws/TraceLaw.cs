using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>
/// Durations as observed: drawn from the sessions of a file, or, with replay, each peer repeats the sessions of one peer of
/// the file at their recorded times.
/// </summary>
public sealed record TraceLaw : DurationLaw
{
    private readonly Lazy<SessionTrace> _trace = new(() => SessionTrace.Load(""));
    private readonly string _file = "";

    /// <summary>Path of the trace, with lines <c>peer,start_s,end_s,graceful</c>; read when first needed.</summary>
    [Setting("Path of the trace file, with lines peer,start_s,end_s,graceful(0/1).", Required = true)]
    public string File
    {
        get => _file;
        init
        {
            _file = value;
            _trace = new Lazy<SessionTrace>(() => SessionTrace.Load(value));
        }
    }

    /// <summary>Whether peers repeat the recorded sessions at their times, instead of drawing durations from all of them.</summary>
    [Setting("Whether peers repeat the recorded sessions at their recorded times; peer n takes those of the n-th peer of the file.")]
    public bool Replay { get; init; }

    /// <summary>The recorded sessions.</summary>
    /// <exception cref="Scenarios.ScenarioException">The file cannot be read or holds what is not a session.</exception>
    public SessionTrace Trace => _trace.Value;

    /// <inheritdoc />
    public override TimeSpan MeanDuration => Trace.MeanLength;

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Trace.Quantile(0.5);

    /// <summary>The law of a trace that is already in memory.</summary>
    public static TraceLaw From(SessionTrace trace, bool replay = false) => new(trace) { Replay = replay };

    /// <summary>A law that reads its file when first needed.</summary>
    public TraceLaw() { }

    private TraceLaw(SessionTrace trace) => (_file, _trace) = (trace.Name, new Lazy<SessionTrace>(trace));

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Trace.SampleLength(ref random);

    /// <inheritdoc />
    public override TimeSpan SampleResidual(ref RandomStream random) =>
        Ticks(Trace.SampleLengthBiased(ref random).Ticks * random.NextPositive());

    /// <summary>Names the file, without reading it.</summary>
    public override string ToString() => Replay ? $"replay of {File}" : $"trace {File}";

    /// <summary>Two laws are equal if they read the same file in the same way.</summary>
    public bool Equals(TraceLaw? other) => other is not null && File == other.File && Replay == other.Replay;

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(File);
}
