using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Trackers;

/// <summary>The trackers of a torrent in the order in which they are tried (BEP 12): tier by tier; within a tier in an order
/// drawn once; one that answers moves to the front of its tier.</summary>
internal sealed class TierList
{
    private readonly int[][] _tiers;

    /// <param name="sizes">Trackers of each tier; they are numbered through.</param>
    /// <param name="random">For the order within tiers.</param>
    public TierList(IReadOnlyList<int> sizes, ref RandomStream random)
    {
        _tiers = new int[sizes.Count][];
        int next = 0;
        for (int i = 0; i < sizes.Count; i++)
        {
            _tiers[i] = new int[sizes[i]];
            for (int j = 0; j < sizes[i]; j++) _tiers[i][j] = next++;
            random.Shuffle<int>(_tiers[i]);
        }

        Count = next;
    }

    /// <summary>Number of trackers.</summary>
    public int Count { get; }

    /// <summary>The tracker to try after some have failed.</summary>
    /// <param name="failed">How many have failed in this round, less than <see cref="Count"/>.</param>
    public int At(int failed)
    {
        foreach (int[] tier in _tiers)
        {
            if (failed < tier.Length) return tier[failed];
            failed -= tier.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(failed), failed, "There are not so many trackers.");
    }

    /// <summary>A tracker has answered.</summary>
    public void Answered(int tracker)
    {
        foreach (int[] tier in _tiers)
        {
            int at = Array.IndexOf(tier, tracker);
            if (at < 0) continue;
            Array.Copy(tier, 0, tier, 1, at);
            tier[0] = tracker;
            return;
        }
    }
}
