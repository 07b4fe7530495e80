namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>What the search gives for a unit, and what it costs.</summary>
/// <param name="Findings">What is found.</param>
/// <param name="Cost">Operations, in those of a unit without signals.</param>
internal sealed record Analysis(Findings Findings, double Cost);

/// <summary>
/// Where units are searched: really, or by the model with a cost that was calibrated by real searches. The answer to a unit is a
/// function of the unit, so the copies of a unit are searched once; what is kept of that is bounded.
/// </summary>
/// <param name="sky">What was recorded.</param>
/// <param name="settings">How much is really computed.</param>
/// <param name="seed">Seed of the run.</param>
internal sealed class Laboratory(SkyModel sky, SkySettings settings, ulong seed)
{
    private const int MostKept = 2048, CalibrationTones = 4;
    private readonly Dictionary<long, Analysis> _known = [];
    private readonly Queue<long> _order = new();
    private readonly Stack<SearchKernel> _idle = [];
    private readonly Lock _lock = new();
    private readonly Lazy<(double Base, double PerSignal)> _cost = new(() => Calibrate(sky, seed));

    /// <summary>What was recorded.</summary>
    public SkyModel Sky => sky;

    /// <summary>Units that were really searched here.</summary>
    public long Searched { get; private set; }

    /// <summary>Searches a unit.</summary>
    /// <param name="unit">Its number.</param>
    /// <param name="data">Its samples; empty where it is not really computed, null where they are not at hand.</param>
    public Analysis Analyse(long unit, byte[]? data)
    {
        if (!sky.IsReal(unit)) return Model(unit);
        lock (_lock)
        {
            if (_known.TryGetValue(unit, out Analysis? known)) return known;
        }

        data ??= DataOf(sky.StretchOf(unit))[(int)(unit % settings.SubBands)];
        (double rightAscension, double declination) = sky.PointingOf(unit);
        SearchKernel kernel;
        lock (_lock) kernel = _idle.Count > 0 ? _idle.Pop() : new SearchKernel(sky.Plan);
        (Findings findings, double operations) = kernel.Search(data, rightAscension, declination);
        var analysis = new Analysis(findings, operations / _cost.Value.Base);
        lock (_lock)
        {
            _idle.Push(kernel);
            Searched++;
            if (!_known.TryAdd(unit, analysis)) return analysis;
            _order.Enqueue(unit);
            if (_order.Count > MostKept) _known.Remove(_order.Dequeue());
        }

        return analysis;
    }

    /// <summary>Samples of all sub-bands of one stretch of tape.</summary>
    public byte[][] DataOf(long stretch)
    {
        var tones = new Tone[settings.SubBands][];
        for (int b = 0; b < tones.Length; b++) tones[b] = sky.TonesOf(stretch * settings.SubBands + b);
        return Recording.Split(seed, stretch, tones, settings.Samples, sky.Plan.Longest);
    }

    private Analysis Model(long unit)
    {
        Findings findings = sky.Predict(unit);
        double perSignal = settings.Compute == Computing.Model ? 0 : _cost.Value.PerSignal;
        return new Analysis(findings, 1 + perSignal * findings.Signals.Length);
    }

    /// <summary>Two real searches, one of noise and one with tones: what a unit costs, and what each signal adds.</summary>
    private static (double Base, double PerSignal) Calibrate(SkyModel sky, ulong seed)
    {
        SearchPlan plan = sky.Plan;
        var kernel = new SearchKernel(plan);
        double without = kernel.Search(Recording.Single(seed, -1, [], plan.Samples, plan.Longest)).Operations;
        var tones = new Tone[CalibrationTones];
        for (int i = 0; i < tones.Length; i++) tones[i] = new Tone(ToneOrigin.Injected, (i - 1.5) * WorkUnitFile.SampleRate / 5, 0, 4 * SearchPlan.SpikeThreshold);
        (Findings findings, double operations) = kernel.Search(Recording.Single(seed, -2, tones, plan.Samples, plan.Longest));
        return (without, findings.Signals.Length == 0 ? 0 : Math.Max(0, operations - without) / without / findings.Signals.Length);
    }
}
