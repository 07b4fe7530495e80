using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Choking;

/// <summary>What BitTyrant believes of a neighbour.</summary>
internal sealed class TyrantEstimate
{
    /// <summary>Rate at which it would upload, bytes per second.</summary>
    public double Download { get; set; }

    /// <summary>Rate at which it must be uploaded to for that, bytes per second.</summary>
    public double Upload { get; set; }

    /// <summary>Rounds for which it has answered.</summary>
    public int Rounds { get; set; }
}

/// <summary>
/// BitTyrant: those neighbours are uploaded to that give the most for what they must be given, until the uplink is full, and
/// each gets no more than it must (Piatek, Isdal, Anderson, Krishnamurthy, Venkataramani, NSDI 2007). What must be given
/// falls by gamma for those that have answered for three rounds and rises by delta for those that do not answer.
/// </summary>
/// <param name="settings">Rounds and steps.</param>
/// <param name="capacity">Rate of the uplink, bytes per second.</param>
internal sealed class TyrantChoker(ChokingSettings settings, double capacity) : IChoker
{
    private const int RoundsOfProof = 3;

    /// <summary>Least rate at which it is worth uploading, bytes per second.</summary>
    private const double Least = 500;

    private readonly List<PeerLink> _ranked = [];

    public bool Rotates(int round) => false;

    public void Choose(List<PeerLink> links, long now, int round, ref RandomStream random)
    {
        _ranked.Clear();
        foreach (PeerLink link in links)
        {
            link.Next = Slot.None;
            Judge(link, now);
            if (link.IsInterested) Insert(link);
        }

        double left = capacity;
        foreach (PeerLink link in _ranked)
        {
            double upload = link.Estimate!.Upload;
            if (upload > left && left < capacity) break;
            link.Next = Slot.Regular;
            link.RateLimit = upload;
            left -= upload;
        }
    }

    private void Judge(PeerLink link, long now)
    {
        // Nothing is known of a newcomer: it is taken for one that splits a line like this one's over four slots.
        TyrantEstimate estimate = link.Estimate ??= new TyrantEstimate { Download = capacity / settings.Slots, Upload = capacity / settings.Slots };
        if (link.AmChoking) return;
        if (link.IsChoking)
        {
            estimate.Rounds = 0;
            estimate.Upload = Math.Min(capacity, estimate.Upload * (1 + settings.TyrantDelta));
            return;
        }

        estimate.Download = Math.Max(1, link.Down.At(now, settings.Average.Ticks));
        if (++estimate.Rounds >= RoundsOfProof) estimate.Upload = Math.Max(Least, estimate.Upload * (1 - settings.TyrantGamma));
    }

    private void Insert(PeerLink link)
    {
        double worth = Worth(link);
        int at = _ranked.Count;
        while (at > 0 && Worth(_ranked[at - 1]) < worth) at--;
        _ranked.Insert(at, link);
    }

    private static double Worth(PeerLink link) => link.Estimate!.Download / link.Estimate.Upload;
}
