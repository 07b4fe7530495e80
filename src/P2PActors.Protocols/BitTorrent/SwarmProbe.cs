using System.Numerics;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>Looks at the swarms at regular times: who is there, and how many copies there are of each piece.</summary>
internal sealed class SwarmProbe(BitTorrentRun run) : IProbe
{
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
        var swarms = new int[run.Torrents.Count][];
        var full = new int[run.Torrents.Count];
        var members = new int[run.Torrents.Count];
        int leechers = 0, seeds = 0;
        long links = 0, wanted = 0, pairs = 0;
        double progress = 0;
        for (int i = 0; i < run.Context.Population + run.InitialSeeds; i++)
        {
            var id = new PeerId(i);
            if (world.ActorOf(id) is not BitTorrentPeer { HasJoined: true } peer) continue;
            if (!run.IsInitialSeed(id)) CapacityLooks += run.UplinkOf(id);
            if (peer.Behaviour == Behaviour.Polluter) continue;
            int swarm = run.SwarmOf(id);
            members[swarm]++;
            links += peer.Links.Count;
            if (peer.IsComplete)
            {
                seeds++;
                full[swarm]++;
                continue;
            }

            leechers++;
            progress += (double)peer.Have.Count / peer.Torrent.PieceCount;
            CountPieces(swarms[swarm] ??= new int[peer.Torrent.PieceCount], peer.Have.Words);
            foreach (PeerLink link in peer.Links)
            {
                if (link.Has is { IsComplete: true }) continue;
                pairs++;
                wanted += link.AmInterested ? 1 : 0;
            }
        }

        Interest = (Interest.Wanted + wanted, Interest.Pairs + pairs);
        Leechers.Add(leechers);
        Seeds.Add(seeds);
        MeanLinks.Add(leechers + seeds == 0 ? null : (double)links / (leechers + seeds));
        Progress.Add(leechers == 0 ? null : progress / leechers);
        AddCopies(swarms, full, members);
    }

    private void AddCopies(int[]?[] swarms, int[] full, int[] members)
    {
        double available = 0, copies = 0;
        int alive = 0;
        for (int s = 0; s < swarms.Length; s++)
        {
            if (members[s] == 0) continue;
            alive++;
            Torrent torrent = run.Torrents[s];
            int[] counts = swarms[s] ?? new int[torrent.PieceCount];
            int least = counts.Min();
            available += full[s] + least + (double)counts.Count(c => c > least) / counts.Length;
            copies += full[s] + counts.Average();
            if (s == 0) PieceMap = [.. counts.Select(c => c + full[0])];
        }

        Availability.Add(alive == 0 ? null : available / alive);
        Copies.Add(alive == 0 ? null : copies / alive);
    }

    private static void CountPieces(int[] counts, ReadOnlySpan<ulong> words)
    {
        for (int w = 0; w < words.Length; w++)
        {
            for (ulong bits = words[w]; bits != 0; bits &= bits - 1) counts[w * 64 + BitOperations.TrailingZeroCount(bits)]++;
        }
    }
}
