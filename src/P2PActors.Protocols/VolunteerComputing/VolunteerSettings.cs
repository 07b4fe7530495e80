using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>Settings of volunteer computing; the defaults are those of BOINC and of SETI@home where they are known.</summary>
public sealed record VolunteerSettings : IValidatedSettings
{
    /// <summary>Work units.</summary>
    [Setting("What a work unit is and costs")]
    public UnitSettings Unit { get; init; } = new();

    /// <summary>Redundancy.</summary>
    [Setting("How often a unit is computed, and when its result is believed")]
    public ReplicationSettings Replication { get; init; } = new();

    /// <summary>Scheduler.</summary>
    [Setting("How work is handed out")]
    public SchedulerSettings Scheduler { get; init; } = new();

    /// <summary>The recorded sky.</summary>
    [Setting("What the telescope has recorded, and how much of the search is really computed")]
    public SkySettings Sky { get; init; } = new();

    /// <summary>Hosts.</summary>
    [Setting("The volunteers' computers")]
    public HostSettings Hosts { get; init; } = new();

    /// <summary>Client program.</summary>
    [Setting("How the client program behaves")]
    public ClientSettings Client { get; init; } = new();

    /// <summary>Cheaters.</summary>
    [Setting("Volunteers who want credit without work")]
    public CheatingSettings Cheating { get; init; } = new();

    /// <summary>Teams.</summary>
    [Setting("Teams that compete for credit")]
    public TeamSettings Teams { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        ReplicationSettings r = Replication;
        if (r.Target < r.Quorum)
            yield return new SettingProblem("replication.target", $"found {r.Target}, expected at least quorum, {r.Quorum}, else no unit would ever be validated");
        if (r.MaxSuccesses < r.Quorum)
            yield return new SettingProblem("replication.max-successes", $"found {r.MaxSuccesses}, expected at least quorum, {r.Quorum}");
        if (r.MaxTotal < r.Target)
            yield return new SettingProblem("replication.max-total", $"found {r.MaxTotal}, expected at least target, {r.Target}");
        if (r.Adaptive && r.Quorum < 2)
            yield return new SettingProblem("replication.adaptive", $"found on with quorum {r.Quorum}, expected a quorum of at least 2: trust is earned by agreeing with others");
        if (!int.IsPow2(Sky.SubBands))
            yield return new SettingProblem("sky.sub-bands", $"found {Sky.SubBands}, expected a power of two");
        if (!int.IsPow2(Sky.Samples))
            yield return new SettingProblem("sky.samples", $"found {Sky.Samples}, expected a power of two");
        if (Client.MostBackoff < Client.LeastBackoff)
            yield return new SettingProblem("client.most-backoff", "found less than least-backoff, expected at least that");
        if (Client.MostTransferBackoff < Client.LeastTransferBackoff)
            yield return new SettingProblem("client.most-transfer-backoff", "found less than least-transfer-backoff, expected at least that");
    }
}

/// <summary>What a work unit is and costs.</summary>
public sealed record UnitSettings
{
    /// <summary>Cost: 1.87e21 operations for 221 million units in the year to mid-2002 (CACM 45(11), as remembered).</summary>
    [Setting("Floating-point operations of a unit without signals; one with signals takes more, as the search itself shows", Min = "1", Max = "1e18", Unit = "operations")]
    public double Flops { get; init; } = 8.5e12;

    /// <summary>Input file: 2 bits x 2^20 samples at 6 bits a character, with line ends and header.</summary>
    [Setting("Size of the file with a unit's data: 2^20 samples of 2 bits, 6 bits a character, and a header", Min = "1kB", Max = "1GB")]
    public ByteSize Size { get; init; } = new(Science.WorkUnitFile.Size);

    /// <summary>Time within which a result is wanted.</summary>
    [Setting("Time within which a copy of a unit must be reported (delay bound)", Min = "1s", Max = "365d")]
    public TimeSpan DelayBound { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>Classes of hosts within which results are equal to the bit.</summary>
public enum HomogeneousRedundancy
{
    /// <summary>Copies of a unit go to any hosts.</summary>
    Off,
    /// <summary>All copies go to hosts of one operating system and one family of processors (type 1).</summary>
    Fine,
    /// <summary>All copies go to hosts of one operating system and one maker of processors (type 2).</summary>
    Coarse,
}

/// <summary>How results of one unit are compared.</summary>
public enum ResultComparison
{
    /// <summary>Within the tolerances of SETI@home.</summary>
    Fuzzy,
    /// <summary>Equal to the bit.</summary>
    Bitwise,
}

/// <summary>How often a unit is computed, and when its result is believed.</summary>
public sealed record ReplicationSettings
{
    /// <summary>Copies made at first.</summary>
    [Setting("Copies of a unit made at first (target_nresults)", Min = "1", Max = "20", Unit = "copies")]
    public int Target { get; init; } = 2;

    /// <summary>Results needed before they are compared.</summary>
    [Setting("Results needed before they are compared (min_quorum); more than half of them must agree", Min = "1", Max = "20", Unit = "results")]
    public int Quorum { get; init; } = 2;

    /// <summary>Most failed copies.</summary>
    [Setting("Failed copies beyond which a unit is given up (max_error_results)", Min = "0", Max = "100", Unit = "copies")]
    public int MaxErrors { get; init; } = 3;

    /// <summary>Most copies.</summary>
    [Setting("Copies beyond which no more are made (max_total_results)", Min = "1", Max = "100", Unit = "copies")]
    public int MaxTotal { get; init; } = 10;

    /// <summary>Most successes without agreement.</summary>
    [Setting("Results without agreement beyond which a unit is given up (max_success_results)", Min = "1", Max = "100", Unit = "results")]
    public int MaxSuccesses { get; init; } = 6;

    /// <summary>Whether proven hosts are believed.</summary>
    [Setting("Adaptive replication: units of hosts with at least ten valid results in a row are mostly not repeated")]
    public bool Adaptive { get; init; }

    /// <summary>Classes of equal hosts.</summary>
    [Setting("Homogeneous redundancy: whether all copies of a unit go to hosts of one class")]
    public HomogeneousRedundancy Homogeneous { get; init; }

    /// <summary>How results are compared.</summary>
    [Setting("How results of a unit are compared: fuzzy by the tolerances of SETI@home, or bitwise")]
    public ResultComparison Compare { get; init; }
}

/// <summary>What the scheduler does for whom there is no fresh work.</summary>
public enum DryPolicy
{
    /// <summary>Says that there is no work, as BOINC does.</summary>
    Refuse,
    /// <summary>Hands out one more copy of a unit that others have already, as SETI@home did at first: nobody who asks is refused.</summary>
    Repeat,
}

/// <summary>How work is handed out.</summary>
public sealed record SchedulerSettings
{
    /// <summary>Most units of one reply.</summary>
    [Setting("Units handed out in one reply at most (max_wus_to_send)", Min = "1", Max = "1000", Unit = "units")]
    public int MaxUnits { get; init; } = 10;

    /// <summary>Most units of a host and day.</summary>
    [Setting("Units a host may get in a day; each failure takes one off, each success doubles what is left, each valid result adds one (daily_result_quota)", Min = "1", Max = "10000", Unit = "units")]
    public int DailyQuota { get; init; } = 100;

    /// <summary>Most units that a host has at a time.</summary>
    [Setting("Units that a host may have at a time (max_wus_in_progress; SETI@home: 100 a processor); 0 for no limit, as BOINC has it", Min = "0", Max = "10000", Unit = "units")]
    public int MaxInProgress { get; init; }

    /// <summary>Pause asked of clients.</summary>
    [Setting("Pause before its next request that a client is asked to keep (request_delay)", Min = "0s", Max = "1d")]
    public TimeSpan RequestDelay { get; init; } = TimeSpan.FromSeconds(11);

    /// <summary>Units kept ready.</summary>
    [Setting("Copies kept ready to be sent; below, the splitter is asked for more", Min = "1", Max = "10000000", Unit = "copies")]
    public int Ready { get; init; } = 500;

    /// <summary>Recording rate.</summary>
    [Setting("Units that the recording yields in an hour at most, as long as it lasts; 0 for no limit. The tapes of SETI@home gave about 10,000 (256 bands, 107 s each, 20 s of overlap)", Min = "0", Unit = "units")]
    public double UnitsPerHour { get; init; }

    /// <summary>What is done when work has run out.</summary>
    [Setting("What is done when there is no fresh work: refuse, or repeat what others have already")]
    public DryPolicy WhenDry { get; init; }

    /// <summary>Whether lost tasks are sent again.</summary>
    [Setting("Whether a host that does not know of a task it was given is given it again (resend_lost_results)")]
    public bool ResendLost { get; init; } = true;

    /// <summary>Connections of each server.</summary>
    [Setting("Connections that the scheduler and the data server each hold at a time; more are refused, and clients back off", Min = "1", Max = "10000000", Unit = "connections")]
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Period of the daemons.</summary>
    [Setting("Time between two passes of the daemons that look for what is to be done", Min = "100ms", Max = "1d")]
    public TimeSpan DaemonPeriod { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How much of the search is really computed.</summary>
public enum Computing
{
    /// <summary>A sample of the units; what the others give is reckoned from what was put into them.</summary>
    Sample,
    /// <summary>All units.</summary>
    Real,
    /// <summary>None.</summary>
    Model,
}

/// <summary>What the telescope has recorded.</summary>
public sealed record SkySettings
{
    /// <summary>How much is really computed.</summary>
    [Setting("Which units are really computed: a sample of the tapes, all, or none")]
    public Computing Compute { get; init; }

    /// <summary>Size of the sample.</summary>
    [Setting("Share of the stretches of tape whose units are really computed, with compute = sample", Min = "0", Max = "1", Unit = "share")]
    public double SampleShare { get; init; } = 0.01;

    /// <summary>Sub-bands: 256 in reality.</summary>
    [Setting("Units into which one stretch of tape is split: sub-bands of 9765.625 Hz (SETI@home: 256 of 2.5 MHz)", Min = "2", Max = "256", Unit = "sub-bands")]
    public int SubBands { get; init; } = 16;

    /// <summary>Samples of a unit that is really computed.</summary>
    [Setting("Samples of a unit that is really computed; SETI@home had 1048576, which takes minutes instead of milliseconds", Min = "4096", Max = "1048576", Unit = "samples")]
    public int Samples { get; init; } = 16_384;

    /// <summary>Drift rates searched.</summary>
    [Setting("Drift rates on each side of zero that are searched in a unit that is really computed", Min = "0", Max = "10000", Unit = "rates")]
    public int DriftRates { get; init; } = 5;

    /// <summary>Injected signals.</summary>
    [Setting("Mean number of drifting tones that are put into a unit, for the search to find", Min = "0", Max = "5", Unit = "tones")]
    public double Tones { get; init; } = 0.1;

    /// <summary>Pulsing tones.</summary>
    [Setting("Mean number of pulsing tones that are put into a unit, for the search to find as triplets and pulses", Min = "0", Max = "5", Unit = "tones")]
    public double PulsingTones { get; init; }

    /// <summary>Terrestrial interference.</summary>
    [Setting("Mean number of tones in a unit that come from the Earth and do not drift", Min = "0", Max = "5", Unit = "tones")]
    public double Interference { get; init; } = 1;

    /// <summary>Strength of tones.</summary>
    [Setting("Power of a tone in its best spectrum, in means, before it is cut to one bit", Min = "1", Max = "10000", Unit = "times the mean")]
    public double Power { get; init; } = 80;

    /// <summary>Planted test signals.</summary>
    [Setting("Share of the units with a planted test signal that only the project knows; a result without it is invalid (ringers)", Min = "0", Max = "1", Unit = "share")]
    public double Ringers { get; init; }
}

/// <summary>The volunteers' computers.</summary>
public sealed record HostSettings
{
    /// <summary>Median speed.</summary>
    [Setting("Median speed of a host; the law is log-normal", Min = "0.000001", Max = "1e9", Unit = "GFLOPS")]
    public double Speed { get; init; } = 1;

    /// <summary>Spread of the speeds.</summary>
    [Setting("Spread of the speeds: sigma of their logarithms; 0 for equal hosts", Min = "0", Max = "3", Unit = "sigma")]
    public double Spread { get; init; } = 0.6;

    /// <summary>Share of a running host's time that the client may compute.</summary>
    [Setting("Share of the time a host is on in which the client computes, its user being away", Min = "0.01", Max = "1", Unit = "share")]
    public double Active { get; init; } = 0.8;

    /// <summary>Share of a running host's time with a network.</summary>
    [Setting("Share of the time a host is on in which it has a network; it computes without one", Min = "0.001", Max = "1", Unit = "share")]
    public double Connected { get; init; } = 0.8;

    /// <summary>Mean time with a network.</summary>
    [Setting("Mean time a host has its network before it is cut off again (exponential law)", Min = "1s", Max = "365d")]
    public TimeSpan ConnectedFor { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Life of a host.</summary>
    [Setting("Mean time after which a host leaves the project for good, without a word (exponential law; about 91 days, Anderson and Fedak 2006, as remembered); 0 for never", Min = "0s", Max = "36500d")]
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(91);

    /// <summary>Tasks that end with an error.</summary>
    [Setting("Share of the tasks that end with an error of the client", Min = "0", Max = "1", Unit = "share")]
    public double CrashRate { get; init; } = 0.01;

    /// <summary>Tasks that end with a wrong result.</summary>
    [Setting("Share of the tasks that end with a wrong result that nobody notices on the host (hot or over-clocked processors)", Min = "0", Max = "1", Unit = "share")]
    public double ErrorRate { get; init; } = 0.005;

    /// <summary>Difference between platforms.</summary>
    [Setting("Differences of computed powers between processor families, as a share of the power; fuzzy comparison allows 0.01", Min = "0", Max = "1", Unit = "share")]
    public double PlatformNoise { get; init; } = 0.001;
}

/// <summary>How the client program behaves.</summary>
public sealed record ClientSettings
{
    /// <summary>Work wanted in store at least.</summary>
    [Setting("Work in store below which a client asks for more", Min = "0s", Max = "30d")]
    public TimeSpan Buffer { get; init; } = TimeSpan.FromDays(0.1);

    /// <summary>More work than that to ask for.</summary>
    [Setting("Work beyond the buffer that a client then asks for", Min = "0s", Max = "30d")]
    public TimeSpan ExtraBuffer { get; init; } = TimeSpan.FromDays(0.5);

    /// <summary>Time until a finished task is reported.</summary>
    [Setting("Time after which finished tasks are reported even if no work is wanted", Min = "0s", Max = "30d")]
    public TimeSpan ReportWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two checkpoints.</summary>
    [Setting("Time between two checkpoints: what a host loses of its work when it goes down (BOINC's default is 60 s; fewer make runs faster)", Min = "1s", Max = "30d")]
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Shortest pause after a failed request.</summary>
    [Setting("Pause after the first failed request to the scheduler; it doubles each time (times 0.5 to 1 at random)", Min = "1s", Max = "30d")]
    public TimeSpan LeastBackoff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest pause after a failed request.</summary>
    [Setting("Longest pause after failed requests to the scheduler", Min = "1s", Max = "30d")]
    public TimeSpan MostBackoff { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Shortest pause after a failed transfer.</summary>
    [Setting("Pause after the first failed transfer of a file; it doubles each time (times 0.5 to 1 at random)", Min = "1s", Max = "30d")]
    public TimeSpan LeastTransferBackoff { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Longest pause after a failed transfer.</summary>
    [Setting("Longest pause after failed transfers of a file", Min = "1s", Max = "30d")]
    public TimeSpan MostTransferBackoff { get; init; } = TimeSpan.FromHours(6);
}

/// <summary>What a cheater returns.</summary>
public enum CheatKind
{
    /// <summary>A result without any signal: what was mostly seen (SETI@home newsletter 8, 2001).</summary>
    Empty,
    /// <summary>Made-up signals, others for each cheater.</summary>
    Forged,
    /// <summary>Made-up signals that all cheaters agree about.</summary>
    Colluding,
}

/// <summary>Volunteers who want credit without work.</summary>
public sealed record CheatingSettings
{
    /// <summary>Cheaters.</summary>
    [Setting("Share of the volunteers who cheat from the beginning; those that faults make malicious, and Sybils, do so too", Min = "0", Max = "1", Unit = "share")]
    public double Share { get; init; }

    /// <summary>What they return.</summary>
    [Setting("What a cheater returns: no signals, made-up ones, or made-up ones that all cheaters agree about")]
    public CheatKind Kind { get; init; }

    /// <summary>Time they take.</summary>
    [Setting("Time a cheater takes for a unit, as a share of what computing it would take", Min = "0.0001", Max = "1", Unit = "share")]
    public double Effort { get; init; } = 0.05;

    /// <summary>What they claim.</summary>
    [Setting("Credit a cheater claims, as a multiple of what computing the unit would earn", Min = "0", Max = "1000", Unit = "times")]
    public double Claim { get; init; } = 2;
}

/// <summary>Teams that compete for credit.</summary>
public sealed record TeamSettings
{
    /// <summary>Teams.</summary>
    [Setting("Teams; the larger a team, the more join it (Zipf)", Min = "0", Max = "100000", Unit = "teams")]
    public int Count { get; init; } = 20;

    /// <summary>Members.</summary>
    [Setting("Share of the volunteers who belong to a team", Min = "0", Max = "1", Unit = "share")]
    public double Share { get; init; } = 0.5;
}
