using P2PActors.Churn;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Network.Topology;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Scenarios;

/// <summary>A scenario: everything that is not the protocol's own. The systems to run stand beside it, under <c>systems</c>.</summary>
public sealed record ScenarioSettings : IValidatedSettings
{
    /// <summary>Name of the scenario.</summary>
    [Setting("Name of the scenario, for reports")]
    public string Title { get; init; } = "";

    /// <summary>What the scenario is to find out.</summary>
    [Setting("The question the scenario answers, for reports")]
    public string Question { get; init; } = "";

    /// <summary>Seed of the run.</summary>
    [Setting("Seed of the run; the same scenario and seed give the same result to the bit", Min = "0")]
    public long Seed { get; init; } = 1;

    /// <summary>Virtual time the run lasts.</summary>
    [Setting("Virtual time the run lasts", Min = "1ms", Max = "3650d")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Ordinary peers that exist, on line or not.</summary>
    [Setting("Ordinary peers that exist, on line or not; servers and the like come on top", Min = "1", Max = "4000000", Unit = "peers")]
    public int Peers { get; init; } = 1000;

    /// <summary>The emulated Internet.</summary>
    [Setting("The emulated Internet")]
    public NetworkSettings Network { get; init; } = new();

    /// <summary>How peers come and go.</summary>
    [Setting("How peers come and go")]
    public ChurnSettings Churn { get; init; } = new();

    /// <summary>Which files exist and who shares them.</summary>
    [Setting("Which files exist and who shares them")]
    public ContentSettings Content { get; init; } = new();

    /// <summary>Who searches for what, and how often.</summary>
    [Setting("Who searches for what, and how often")]
    public QuerySettings Queries { get; init; } = new();

    /// <summary>The overlay a system without a given structure begins with.</summary>
    [Setting("The overlay that an unstructured system begins with")]
    public TopologySettings Topology { get; init; } = new GrownTopology();

    /// <summary>What supervisors do with failed peers.</summary>
    [Setting("What supervisors do with peers whose handlers fail")]
    public SupervisorStrategy Supervision { get; init; } = new();

    /// <summary>What is done to the world on purpose.</summary>
    [Setting("What is done to the world on purpose, in any order")]
    public IReadOnlyList<FaultSettings> Faults { get; init; } = [];

    /// <summary>Time between two checks of what must always hold.</summary>
    [Setting("Virtual time between two checks of the invariants that concern the whole world; those of single peers are checked all the time", Min = "1ms", Max = "3650d")]
    public TimeSpan InvariantsEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What the sources say to expect.</summary>
    [Setting("What the sources say to expect of the results; the report sets it beside what was measured")]
    public IReadOnlyList<ExpectationSettings> Expect { get; init; } = [];

    /// <summary>Parts of the run that have results of their own.</summary>
    [Setting("Parts of the run that have results of their own, such as before, during and after an attack; they may overlap")]
    public IReadOnlyList<PhaseSettings> Phases { get; init; } = [];

    /// <summary>A comparison of the systems by marks.</summary>
    [Setting("A comparison of the systems by marks, as tables in text books have it: one row per property")]
    public IReadOnlyList<ScorecardRowSettings> Scorecard { get; init; } = [];

    /// <summary>A setting whose values are gone through, one run each.</summary>
    [Setting("A setting whose values are gone through, one run each")]
    public SweepSettings Sweep { get; init; } = new();

    /// <summary>Sybils that the faults bring in.</summary>
    public int Sybils => Faults.Sum(f => f.Sybils);

    /// <summary>Intervals of the series over time.</summary>
    [Setting("Intervals into which series over time are divided", Min = "2", Max = "2000", Unit = "intervals")]
    public int SeriesIntervals { get; init; } = 120;

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Sweep.Setting.Length > 0 && Sweep.Values.Count == 0)
            yield return new SettingProblem("sweep.values", "found no values, expected a list of at least one value for " + Sweep.Setting);
        if (Sweep.Setting.Length == 0 && Sweep.Values.Count > 0)
            yield return new SettingProblem("sweep.setting", "found values but no setting, expected the key of the setting that takes them");
        foreach (ExpectationSettings expected in Expect)
        {
            // Without a sweep, as after --set sweep=null, it is 'not measured': so it is shown, and the rest is judged.
            if (expected.At.Length > 0 && Sweep.Setting.Length > 0 && !Sweep.Values.Contains(expected.At))
                yield return new SettingProblem("expect", $"{expected.Metric} is expected at {Sweep.Setting} = {expected.At}, which is not among sweep.values; expected one of {string.Join(", ", Sweep.Values)}");
        }

        foreach (SettingProblem problem in PhaseSettings.Check(Phases, Duration, SeriesIntervals)) yield return problem;
        for (int i = 0; i < Faults.Count; i++)
        {
            if (Faults[i].At > Duration)
                yield return new SettingProblem("faults", $"fault {i + 1} is due at {Faults[i].At}, after the end of the run at {Duration}");
        }
    }
}

/// <summary>Which files exist and who shares them.</summary>
public sealed record ContentSettings
{
    /// <summary>The files that exist.</summary>
    [Setting("The files that exist")]
    public CatalogueSettings Catalogue { get; init; } = new();

    /// <summary>Who shares how much of them.</summary>
    [Setting("Who shares how much of them")]
    public PlacementSettings Placement { get; init; } = (PlacementSettings)PlacementPresets.All[0].Value;
}

/// <summary>What the sources say to expect of one result.</summary>
public sealed record ExpectationSettings : IValidatedSettings
{
    /// <summary>Name of the result, as in summary.json.</summary>
    [Setting("Name of the result, with the system's name before it: napster.recall", Required = true)]
    public string Metric { get; init; } = "";

    /// <summary>Smallest value that agrees with the source.</summary>
    [Setting("Smallest value that agrees with the source")]
    public double? Min { get; init; }

    /// <summary>Greatest value that agrees with the source.</summary>
    [Setting("Greatest value that agrees with the source")]
    public double? Max { get; init; }

    /// <summary>The point of the sweep it is about.</summary>
    [Setting("Value of the swept setting at which it is expected, one of sweep.values; the first of them if not given")]
    public string At { get; init; } = "";

    /// <summary>Where the expectation comes from.</summary>
    [Setting("Where the expectation comes from, and what it says", Required = true)]
    public string Source { get; init; } = "";

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Min is null && Max is null) yield return new SettingProblem("min", "found neither min nor max, expected at least one of them");
        if (Min > Max) yield return new SettingProblem("max", FormattableString.Invariant($"found {Max}, expected at least min, {Min}"));
    }
}

/// <summary>A setting whose values are gone through.</summary>
public sealed record SweepSettings
{
    /// <summary>The key of the setting.</summary>
    [Setting("Key of the setting that takes the values, such as systems.gnutella.ttl; empty for no sweep")]
    public string Setting { get; init; } = "";

    /// <summary>Its values.</summary>
    [Setting("The values, as they would stand in the scenario")]
    public IReadOnlyList<string> Values { get; init; } = [];
}
