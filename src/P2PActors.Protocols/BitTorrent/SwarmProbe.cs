using System.Numerics;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>Looks at the swarms at regular times: who is there, and how many copies there are of each piece.</summary>
internal sealed class SwarmProbe(BitTorrentRun run) : IProbe
{
    /// <summary>Seeds and leechers stand before the counts of the pieces.</summary>
    private const int Head = 2;

    /// <summary>Numbers for each swarm; all torrents of a run have as many pieces.</summary>
    private readonly int _width = Head + run.Torrents[0].PieceCount;

    public TimeSpan Interval { get; } = TimeSpan.FromTicks(Math.Max(1, run.Context.Scenario.Duration.Ticks / run.Context.Scenario.SeriesIntervals));

    public List<double?> Leechers { get; } = [];

    public List<double?> Seeds { get; } = [];

    public List<double?> MeanLinks { get; } = [];

    /// <summary>Distributed copies: the least number of copies of a piece, and the share of the pieces that have more (mean over the swarms).</summary>
    public List<double?> Availability { get; } = [];

    /// <summary>Copies of a piece, mean.</summary>
    public List<double?> Copies { get; } = [];

    /// <summary>Share of the leechers' pieces that are there, mean.</summary>
    public List<double?> Progress { get; } = [];

    /// <summary>Copies of each piece of the first swarm at the last look at which somebody was there.</summary>
    public int[] PieceMap { get; private set; } = [];

    /// <summary>Uplinks of those that were on line as peers, initial seeds apart, bytes per second times looks.</summary>
    public double CapacityLooks { get; private set; }

    /// <summary>Looks at which a leecher wanted something of a neighbour, over all pairs of leechers, and all such pairs.</summary>
    public (long Wanted, long Pairs) Interest { get; private set; }

    public int Looks { get; private set; }

    public void Observe(World world)
    {
        Looks++;
        // Of each swarm its seeds, its leechers, and how many of these have each piece: sums, for its peers may be on any machine.
        int[] swarms = new int[run.Torrents.Count * _width];
        IReadOnlyList<(PeerId Peer, Standing Value)> peers = world.Survey(Members(), (peer, actor) => Ask(peer, actor, swarms));
        swarms = world.Sum(swarms);

        int leechers = 0, seeds = 0;
        long links = 0, wanted = 0, pairs = 0, pieces = 0;
        foreach ((PeerId peer, Standing of) in peers)
        {
            if (!run.IsInitialSeed(peer)) CapacityLooks += run.UplinkOf(peer);
            if (of.Kind == Kind.Polluter) continue;
            links += of.Links;
            if (of.Kind == Kind.Seed)
            {
                seeds++;
                continue;
            }

            leechers++;
            pieces += of.Pieces;
            pairs += of.Pairs;
            wanted += of.Wanted;
        }

        Interest = (Interest.Wanted + wanted, Interest.Pairs + pairs);
        Leechers.Add(leechers);
        Seeds.Add(seeds);
        MeanLinks.Add(leechers + seeds == 0 ? null : (double)links / (leechers + seeds));
        Progress.Add(leechers == 0 ? null : (double)pieces / run.Torrents[0].PieceCount / leechers);
        AddCopies(swarms);
    }

    private IEnumerable<PeerId> Members() => Enumerable.Range(0, run.Context.Population + run.InitialSeeds).Select(i => new PeerId(i));

    private Standing? Ask(PeerId id, PeerActor actor, int[] swarms)
    {
        if (actor is not BitTorrentPeer { HasJoined: true } peer) return null;
        if (peer.Behaviour == Behaviour.Polluter) return new Standing(Kind.Polluter, 0, 0, 0, 0);
        Span<int> swarm = swarms.AsSpan(run.SwarmOf(id) * _width, _width);
        if (peer.IsComplete)
        {
            swarm[0]++;
            return new Standing(Kind.Seed, peer.Links.Count, 0, 0, 0);
        }

        swarm[1]++;
        CountPieces(swarm[Head..], peer.Have.Words);
        int pairs = 0, wanted = 0;
        foreach (PeerLink link in peer.Links)
        {
            if (link.IsSeed) continue;
            pairs++;
            wanted += link.AmInterested ? 1 : 0;
        }

        return new Standing(Kind.Leecher, peer.Links.Count, peer.Have.Count, pairs, wanted);
    }

    private void AddCopies(ReadOnlySpan<int> swarms)
    {
        double available = 0, copies = 0;
        int alive = 0;
        for (int s = 0; s < run.Torrents.Count; s++)
        {
            ReadOnlySpan<int> swarm = swarms.Slice(s * _width, _width), counts = swarm[Head..];
            int seeds = swarm[0];
            if (seeds + swarm[1] == 0) continue;
            alive++;
            int least = int.MaxValue;
            long sum = 0;
            foreach (int count in counts)
            {
                least = Math.Min(least, count);
                sum += count;
            }

            available += seeds + least + (double)(counts.Length - counts.Count(least)) / counts.Length;
            copies += seeds + (double)sum / counts.Length;
            if (s != 0) continue;
            PieceMap = counts.ToArray();
            for (int i = 0; i < PieceMap.Length; i++) PieceMap[i] += seeds;
        }

        Availability.Add(alive == 0 ? null : available / alive);
        Copies.Add(alive == 0 ? null : copies / alive);
    }

    private static void CountPieces(Span<int> counts, ReadOnlySpan<ulong> words)
    {
        for (int w = 0; w < words.Length; w++)
        {
            for (ulong bits = words[w]; bits != 0; bits &= bits - 1) counts[w * 64 + BitOperations.TrailingZeroCount(bits)]++;
        }
    }

    private enum Kind : byte
    {
        Leecher,
        Seed,
        Polluter,
    }

    private readonly record struct Standing(Kind Kind, int Links, int Pieces, int Pairs, int Wanted);
}
