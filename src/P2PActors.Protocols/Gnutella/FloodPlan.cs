using P2PActors.Actors;
using P2PActors.Content;

namespace P2PActors.Protocols.Gnutella;

/// <summary>Queries that are sent at given times by given servents, beside those of the users: for benchmarks and checks.</summary>
internal sealed class FloodPlan
{
    private readonly Dictionary<int, List<TimeSpan>> _byPeer = [];

    public static FloodPlan None { get; } = new();

    private FloodPlan() { }

    public FloodPlan(IEnumerable<(int Origin, TimeSpan At)> floods)
    {
        foreach ((int origin, TimeSpan at) in floods)
        {
            if (!_byPeer.TryGetValue(origin, out List<TimeSpan>? times)) _byPeer.Add(origin, times = []);
            times.Add(at);
        }
    }

    /// <summary>What a servent is to ask, and when: for the most popular file, by its whole name.</summary>
    public IReadOnlyList<(TimeSpan At, int File, SearchText Text)> Of(PeerId peer, SharedContent content)
    {
        if (!_byPeer.TryGetValue(peer.Value, out List<TimeSpan>? times)) return [];
        var text = SearchText.Parse(content.Index, content.Catalogue.Name(0));
        return times.ConvertAll(at => (at, 0, text));
    }
}
