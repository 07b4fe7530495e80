namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// SETI@home on BOINC: a project splits recorded radio data into work units, volunteers fetch, search and return them, and the
/// project believes what enough of them agree about.
/// <para>Modelled: the splitter, which makes a band of radio data (seeded noise with tones in it) and cuts it to sub-bands and to
/// one bit; the scheduler with the states of units and results of BOINC 7.20, target, quorum, limits, deadlines, quotas, adaptive
/// replication, homogeneous redundancy, lost tasks; the data server; the validator, which compares results by the tolerances of
/// SETI@home; the assimilator; credit, teams and leader board; clients that pull work over HTTP through firewalls, work without
/// a network, go down and come back, give up, differ in speed, err or cheat. The search is real (drift rates, transforms, spikes,
/// Gaussians, triplets, pulses) for a sample of the units, or all, or none; what the others give and cost is reckoned from what is in them.</para>
/// <para>Left out: graphics processors, several processors or projects on one host, versions of the program, memory and
/// disk limits, signatures, preferences, trickles, the web site and the master page, the header of a unit's file, hosts that detach
/// or are merged, the measured share of time a host is on, reliable hosts for what is repeated in a hurry, cancelling what hosts
/// have and nobody needs any more. The parts of the project share no database but talk to each
/// other; what that costs them is an assumption. Resumed transfers begin again.</para>
/// <para>Source: BOINC client_release/7.20.5 (sched/, client/, db/, lib/); client and server of SETI@home (seti_boinc); Anderson,
/// Cobb, Korpela, Lebofsky, Werthimer, SETI@home: an experiment in public-resource computing, CACM 45(11), 2002.</para>
/// </summary>
public sealed class VolunteerProtocol : IProtocol
{
    /// <inheritdoc />
    public string Name => "seti-at-home";

    /// <inheritdoc />
    public string Summary => "SETI@home on BOINC: volunteers search radio data in work units, with redundancy, credit, and those who cheat for it";

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["client", "scheduler", "data-server", "splitter", "validator", "assimilator"];

    /// <inheritdoc />
    public IReadOnlyList<string> Statuses { get; } = ["computing", "idle"];

    /// <inheritdoc />
    public IReadOnlyList<string> PeerGauges { get; } = ["credit", "tasks", "speed"];

    /// <inheritdoc />
    public Type Settings => typeof(VolunteerSettings);

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new VolunteerRun(context, (VolunteerSettings)context.Settings);
    }
}
