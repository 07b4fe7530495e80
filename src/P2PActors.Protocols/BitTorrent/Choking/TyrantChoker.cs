using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Choking;

/// <summary>What BitTyrant believes of a neighbour.</summary>
internal sealed class TyrantEstimate
{
    /// <summary>Rate at which it would upload, bytes per second: d of the paper.</summary>
    public double Download { get; set; }

    /// <summary>Rate at which it must be uploaded to for that, bytes per second: u of the paper.</summary>
    public double Upload { get; set; }

    /// <summary>Rounds for which it has uploaded.</summary>
    public int Rounds { get; set; }

    /// <summary>When it was first looked at, ticks.</summary>
    public long Since { get; init; }

    /// <summary>Pieces it had then.</summary>
    public int Pieces { get; init; }
}

/// <summary>
/// BitTyrant: those neighbours are uploaded to that give the most for what they must be given, until the uplink is full, and
/// each gets no more than it must (Piatek, Isdal, Anderson, Krishnamurthy, Venkataramani, NSDI 2007). What must be given
/// falls by gamma for those that have answered for three rounds and rises by delta for those that do not answer. What a
/// neighbour gives is measured while it gives; before that it is taken from its messages "have": who gets pieces at a rate is
/// believed to have an uplink of that rate, split evenly over as many slots as the mainline client would have.
/// </summary>
/// <param name="settings">Rounds and steps.</param>
/// <param name="capacity">Rate of the uplink, bytes per second.</param>
/// <param name="pieceLength">Bytes of a piece.</param>
internal sealed class TyrantChoker(ChokingSettings settings, double capacity, int pieceLength) : IChoker
{
    private const int RoundsOfProof = 3, RoundsOfMeasure = 2;

    /// <summary>Least rate at which it is worth uploading, bytes per second.</summary>
    private const double Least = 500;

    /// <summary>Time over which messages "have" are counted at least.</summary>
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(30);

    private readonly List<PeerLink> _ranked = [];
    private int _judged = -1;

    public bool Rotates(int round) => false;

    public void Choose(List<PeerLink> links, long now, int round, ref RandomStream random)
    {
        // The choice is made anew whenever somebody comes, goes or changes his mind; beliefs change once a round.
        bool isNewRound = round != _judged;
        _judged = round;
        _ranked.Clear();
        foreach (PeerLink link in links)
        {
            link.Next = Slot.None;
            TyrantEstimate estimate = link.Estimate ??= NewEstimate(link, now);
            if (isNewRound) Judge(link, estimate, now);
            // Who has nothing to give is given nothing.
            if (link.IsInterested && link.AmInterested) Insert(link);
        }

        double left = capacity;
        foreach (PeerLink link in _ranked)
        {
            double upload = link.Estimate!.Upload;
            // Who does not fit in any more leaves the rest to others that cost less.
            if (upload > left && left < capacity) continue;
            link.Next = Slot.Regular;
            link.RateLimit = upload;
            left -= upload;
        }
    }

    /// <summary>Nothing is known of a newcomer: it is taken for one with a line like this one's.</summary>
    private TyrantEstimate NewEstimate(PeerLink link, long now)
    {
        double own = SplitOf(capacity);
        return new TyrantEstimate { Download = own, Upload = own, Since = now, Pieces = link.Has?.Count ?? 0 };
    }

    private void Judge(PeerLink link, TyrantEstimate estimate, long now)
    {
        if (link.IsChoking)
        {
            estimate.Rounds = 0;
            if (!link.AmChoking) estimate.Upload = Math.Min(capacity, estimate.Upload * (1 + settings.TyrantDelta));
            if (now - estimate.Since >= Watch.Ticks && link.Has is { IsComplete: false } has)
                estimate.Download = Math.Max(1, SplitOf((has.Count - estimate.Pieces) * (double)pieceLength / TimeSpan.FromTicks(now - estimate.Since).TotalSeconds));
            return;
        }

        // A rate is an average over two rounds: before that it says too little.
        if (++estimate.Rounds >= RoundsOfMeasure) estimate.Download = Math.Max(1, link.Down.At(now, settings.Average.Ticks));
        if (!link.AmChoking && estimate.Rounds >= RoundsOfProof) estimate.Upload = Math.Max(Least, estimate.Upload * (1 - settings.TyrantGamma));
    }

    /// <summary>What each neighbour gets of an uplink.</summary>
    private double SplitOf(double uplink) => uplink / settings.SlotsOf(uplink);

    private void Insert(PeerLink link)
    {
        double worth = Worth(link);
        int at = _ranked.Count;
        while (at > 0 && Worth(_ranked[at - 1]) < worth) at--;
        _ranked.Insert(at, link);
    }

    private static double Worth(PeerLink link) => link.Estimate!.Download / link.Estimate.Upload;
}
