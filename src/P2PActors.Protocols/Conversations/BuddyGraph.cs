using P2PActors.Engine;

namespace P2PActors.Protocols.Conversations;

/// <summary>
/// Who is on whose buddy list. A fixed graph of the run that needs no memory: users i and j are buddies when their distance is
/// among those drawn for the run and a draw of the pair says so; numbers of buddies are binomial around their mean.
/// </summary>
internal sealed class BuddyGraph
{
    private const ulong Distances = 0x4255_4444, Pairs = 0x5041_4952;

    /// <summary>Share of the pairs at a drawn distance that are buddies.</summary>
    private const double Density = 0.5;

    private readonly ulong _seed;
    private readonly int _users;
    private readonly int[] _distances;

    /// <param name="seed">Seed of the run.</param>
    /// <param name="users">Users, numbered from 0.</param>
    /// <param name="mean">Buddies of a user on average; fewer where there are not so many users.</param>
    public BuddyGraph(ulong seed, int users, int mean)
    {
        (_seed, _users) = (seed, users);
        var random = RandomStream.For(seed, Distances);
        var drawn = new SortedSet<int>();
        // A distance d gives two candidates, i + d and i - d; above half the circle they would come again.
        int possible = (users - 1) / 2, wanted = Math.Min(possible, (int)Math.Round(mean / (2 * Density)));
        while (drawn.Count < wanted) drawn.Add(1 + random.Next(possible));
        _distances = [.. drawn];
    }

    /// <summary>The buddies of a user, ascending by distance; to each buddy this user is a buddy too.</summary>
    public int[] Of(int user)
    {
        if (user >= _users) return [];
        var buddies = new List<int>();
        foreach (int distance in _distances)
        {
            Consider((user + distance) % _users);
            Consider((user - distance + _users) % _users);
        }

        return [.. buddies];

        void Consider(int other)
        {
            ulong pair = ((ulong)(uint)Math.Min(user, other) << 32) | (uint)Math.Max(user, other);
            if (RandomStream.For(_seed, Pairs, pair).NextDouble() < Density) buddies.Add(other);
        }
    }
}
