namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// KaZaA, the best known client of the FastTrack network (Consumer Empowerment, March 2001): strong peers become supernodes,
/// each an index for about a hundred ordinary nodes, and searches are flooded among the supernodes only.
/// </summary>
/// <remarks>
/// <para>Modelled: the choice of a parent by UDP pings and several connections at once, with load and round trip; lists of
/// 200 supernodes and the user's cache of them; upload of the metadata of shared files, to each parent anew; the supernode's
/// index of its children, forgotten when they go; the mesh of supernodes, which is not complete and changes all the time;
/// searches with a TTL, results and their ends; "search more"; promotion by bandwidth, time on line and need, and demotion;
/// download by parts from several sources by HTTP; upload queues ordered by the participation level that askers claim of
/// themselves; push requests through supernodes for sources behind a firewall. Sizes are those of the known packets.</para>
/// <para>Choices where nothing is known. Searches go over all links of a supernode unless <c>search.fan-out</c> says
/// otherwise. Results come back in unicast packets, which carry source, destination and hops and are dropped above six:
/// a supernode learns the way to another from the packets it has had from it, as a bridge does, and push requests go the
/// same way. Load is read as fullness. A full supernode asks an eligible child to become one, so that their share settles
/// near one in a hundred; a peer that is refused everywhere becomes one unasked. A queued request keeps its connection
/// open. Supernodes tell a bootstrap server that they are there.</para>
/// <para>Left out: encryption; the statistics packets 0x09 and 0x24; searches by hash for more sources; searches over other
/// fields than the words of a name; integrity ratings, which counted files double; resumption in a later session; instant
/// messages. Partial files are not shared, as in the original.</para>
/// <para>Sources: the packets and times of giFT-FastTrack (T. Hargreaves, PROTOCOL, 2004, and its code); J. Liang, R. Kumar,
/// K. W. Ross, "Understanding KaZaA" (2004) and "The FastTrack overlay: a measurement study" (Computer Networks 50, 2006);
/// figures of lectures that go back to these.</para>
/// </remarks>
public sealed class KazaaProtocol : IProtocol
{
    private readonly IReadOnlyList<int>? _supernodes;

    /// <summary>The protocol.</summary>
    public KazaaProtocol() { }

    /// <summary>The protocol with given supernodes at the beginning.</summary>
    internal KazaaProtocol(IReadOnlyList<int> supernodes) => _supernodes = supernodes;

    /// <inheritdoc />
    public string Name => "kazaa";

    /// <inheritdoc />
    public string Summary => "KaZaA (FastTrack): strong peers become supernodes that index the files of their children and flood searches among each other; downloads from several sources.";

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["peer", "bootstrap"];

    /// <inheritdoc />
    public Type Settings => typeof(KazaaSettings);

    /// <inheritdoc />
    public IReadOnlyList<string> Statuses { get; } = [KazaaPeer.Supernode, KazaaPeer.OrdinaryNode, KazaaPeer.Joining];

    /// <inheritdoc />
    public IReadOnlyList<string> PeerGauges { get; } = ["children", "files", "level"];

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new KazaaRun(context, (KazaaSettings)context.Settings, _supernodes);
    }
}
