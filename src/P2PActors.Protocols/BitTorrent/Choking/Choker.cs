using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Choking;

/// <summary>Decides whom a peer uploads to. It sees nothing but the links, so that it can be tried without a network.</summary>
internal interface IChoker
{
    /// <summary>Whether a round of ten seconds begins a new turn of the list of links, by which optimistic choices are made.</summary>
    /// <param name="round">Number of the round, from 1.</param>
    bool Rotates(int round);

    /// <summary>Sets <see cref="PeerLink.Next"/> of every link.</summary>
    /// <param name="links">The links, in the order in which they are tried out.</param>
    /// <param name="now">Virtual time, ticks.</param>
    /// <param name="round">Number of the round, from 1.</param>
    /// <param name="random">The peer's random numbers.</param>
    void Choose(List<PeerLink> links, long now, int round, ref RandomStream random);
}

/// <summary>Never uploads: a free rider.</summary>
internal sealed class NeverChoker : IChoker
{
    public static NeverChoker Instance { get; } = new();

    public bool Rotates(int round) => false;

    public void Choose(List<PeerLink> links, long now, int round, ref RandomStream random)
    {
        foreach (PeerLink link in links) link.Next = Slot.None;
    }
}

/// <summary>
/// The mainline client's choker: the fastest interested neighbours but one, and with the last slot the first interested one
/// of the list that turns every 30 seconds (Cohen 2003, 3.2 to 3.4; Choker of the mainline client 3). Neighbours at the front
/// of the list that want nothing are unchoked on the way, which costs nothing; if one of them comes to want something, the
/// choice is made anew at once. A seed ranks by the rate at which it uploads.
/// </summary>
internal sealed class RateChoker(ChokingSettings settings, bool isSeed) : IChoker
{
    private readonly List<(double Rate, PeerLink Link)> _ranked = [];

    public bool Rotates(int round) => round % settings.OptimisticRounds == 0;

    public void Choose(List<PeerLink> links, long now, int round, ref RandomStream random)
    {
        long period = settings.Average.Ticks;
        _ranked.Clear();
        foreach (PeerLink link in links)
        {
            link.Next = Slot.None;
            if (!link.IsInterested || (!isSeed && link.IsSnubbed)) continue;
            _ranked.Add((isSeed ? link.Up.At(now, period) : link.Down.At(now, period), link));
        }

        int regular = Math.Min(settings.Slots - 1, _ranked.Count);
        PickBest(regular);
        // A snubbed neighbour that is the only hope is tried again by the optimistic slots that its like have left free.
        int unchoked = regular;
        bool tried = false;
        foreach (PeerLink link in links)
        {
            if (link.Next == Slot.Regular || (unchoked >= settings.Slots && tried)) continue;
            link.Next = link.IsInterested ? Slot.Optimistic : Slot.Idle;
            if (!link.IsInterested) continue;
            unchoked++;
            tried = true;
        }
    }

    /// <summary>Brings the best to the front, one by one: there are few slots. Equal rates keep the order of the list.</summary>
    private void PickBest(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int best = i;
            for (int j = i + 1; j < _ranked.Count; j++)
            {
                if (_ranked[j].Rate > _ranked[best].Rate) best = j;
            }

            (double Rate, PeerLink Link) chosen = _ranked[best];
            _ranked.RemoveAt(best);
            _ranked.Insert(i, chosen);
            chosen.Link.Next = Slot.Regular;
        }
    }
}

/// <summary>
/// The later seed policy: everybody in turn, whatever the rate. Those unchoked and interested are ordered by when they were
/// unchoked, the last first; in two rounds of three the first of them stay and one more is tried out, in the third all slots
/// stay (Legout, Urvoy-Keller, Michiardi 2006).
/// </summary>
internal sealed class RoundRobinChoker(ChokingSettings settings) : IChoker
{
    private readonly List<PeerLink> _unchoked = [];

    public bool Rotates(int round) => round % settings.OptimisticRounds == 0;

    public void Choose(List<PeerLink> links, long now, int round, ref RandomStream random)
    {
        _unchoked.Clear();
        int waiting = 0;
        foreach (PeerLink link in links)
        {
            link.Next = Slot.None;
            if (!link.IsInterested) continue;
            if (link.AmChoking) waiting++;
            else Insert(link);
        }

        int kept = Math.Min(round % 3 == 2 ? settings.Slots : settings.Slots - 1, _unchoked.Count), free = settings.Slots - kept;
        for (int i = 0; i < kept; i++) _unchoked[i].Next = Slot.Regular;
        for (; free > 0 && waiting > 0; free--) TryOut(links, ref waiting, ref random);
        // Where nobody waits, the place to try somebody out goes to the next that was there.
        for (int i = kept; free > 0 && i < _unchoked.Count; i++, free--) _unchoked[i].Next = Slot.Regular;
    }

    private void Insert(PeerLink link)
    {
        int at = _unchoked.Count;
        while (at > 0 && _unchoked[at - 1].UnchokedAt < link.UnchokedAt) at--;
        _unchoked.Insert(at, link);
    }

    private static void TryOut(List<PeerLink> links, ref int waiting, ref RandomStream random)
    {
        int chosen = random.Next(waiting);
        foreach (PeerLink link in links)
        {
            if (!link.IsInterested || !link.AmChoking || link.Next != Slot.None || chosen-- > 0) continue;
            link.Next = Slot.Optimistic;
            waiting--;
            return;
        }
    }
}
