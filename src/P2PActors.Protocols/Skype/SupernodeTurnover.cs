using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Skype;

/// <summary>
/// Looks every half hour which users' clients are supernodes, as Guha, Daswani and Jain did (IPTPS 2006), and how many of those
/// of the last look are none any more. Machines of the company are left out: they do not come and go.
/// </summary>
internal sealed class SupernodeTurnover : IProbe
{
    private List<(PeerId Node, TimeSpan Since)> _last = [];

    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Share of the supernodes of one look that were none at the next, for each half hour in which there were any.</summary>
    public List<double> Gone { get; } = [];

    public void Observe(World world)
    {
        var now = new List<(PeerId Node, TimeSpan Since)>();
        foreach ((PeerId id, TimeSpan since) in world.Survey(null, static (_, actor) => actor is SkypeClient { Service: { } service } ? service.Since : (TimeSpan?)null)) now.Add((id, since));
        var still = new HashSet<(PeerId, TimeSpan)>(now);
        int gone = 0;
        foreach ((PeerId, TimeSpan) supernode in _last) gone += still.Contains(supernode) ? 0 : 1;
        if (_last.Count > 0) Gone.Add((double)gone / _last.Count);
        _last = now;
    }
}
