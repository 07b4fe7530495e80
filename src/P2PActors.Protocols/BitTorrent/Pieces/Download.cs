using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.BitTorrent.Pieces;

/// <summary>
/// What a leecher lacks, what it has asked for, and what it asks for next: begun pieces before others, the first pieces at
/// random, then by the order of the settings, and in the end everything from everybody (Cohen 2003, 2.4).
/// </summary>
internal sealed class Download
{
    private readonly Torrent _torrent;
    private readonly RequestSettings _settings;
    private readonly IPieceOrder _order;
    private readonly PieceSet _begun;
    private readonly ushort[] _availability;
    private readonly List<PartialPiece> _partials = [];
    private readonly Stack<PartialPiece> _spare = new();
    private int _unrequested;

    public Download(Torrent torrent, PieceSet have, RequestSettings settings)
    {
        (_torrent, Have, _settings) = (torrent, have, settings);
        _order = PieceOrders.Of(settings.Order);
        _begun = new PieceSet(torrent.PieceCount);
        _availability = new ushort[torrent.PieceCount];
    }

    /// <summary>What is here.</summary>
    public PieceSet Have { get; }

    /// <summary>How many neighbours have each piece.</summary>
    public ReadOnlySpan<ushort> Availability => _availability;

    /// <summary>Pieces of which blocks were asked for.</summary>
    public IReadOnlyList<PartialPiece> Partials => _partials;

    /// <summary>Every missing block was asked for: now everybody who has one is asked for it.</summary>
    public bool IsEndgame => _unrequested == 0 && Have.Count + _partials.Count == _torrent.PieceCount && _settings.Endgame;

    public void Count(PieceSet has, int by)
    {
        ReadOnlySpan<ulong> words = has.Words;
        for (int w = 0; w < words.Length; w++)
        {
            for (ulong bits = words[w]; bits != 0; bits &= bits - 1)
                _availability[w * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits)] += (ushort)by;
        }
    }

    public void CountOne(int piece) => _availability[piece]++;

    /// <summary>The next block to ask somebody for; it is noted as asked for.</summary>
    /// <returns>False if there is nothing to ask them for.</returns>
    public bool TryPick(PeerLink link, ref RandomStream random, out PartialPiece piece, out int block)
    {
        piece = null!;
        block = 0;
        if (link.Has is not { } theirs) return false;
        if (link.Current is { Unrequested: > 0 } current && current.IsBegun && current.Index == link.CurrentIndex && theirs[current.Index] && MayTake(current, link))
        {
            piece = current;
            block = Take(current, link);
            return true;
        }

        PartialPiece? begun = _unrequested > 0 ? RarestBegun(link, theirs) : null;
        IPieceOrder order = OrderNow;
        bool comparesRarity = order == PieceOrders.RarestFirst || !_settings.StrictPriority;
        int index = begun is null || comparesRarity ? order.Pick(theirs, Have, _begun, _availability, ref random) : -1;
        // The mainline client goes on with what is begun unless something rarer is to be had: else a lone seed would be
        // asked for the rest of pieces that others have too.
        if (index >= 0 && (begun is null || !_settings.StrictPriority || _availability[index] < _availability[begun.Index]))
        {
            piece = Begin(index);
            // Whoever had a part in a bad piece is given whole pieces, so that the next bad one tells who it was.
            if (link.Failures > 0) piece.Owner = link;
            block = Take(piece, link);
            (link.Current, link.CurrentIndex) = (piece, index);
            return true;
        }

        if (begun is not null)
        {
            piece = begun;
            block = Take(begun, link);
            (link.Current, link.CurrentIndex) = (begun, begun.Index);
            return true;
        }

        return IsEndgame && TryEndgame(link, theirs, out piece, out block);
    }

    /// <summary>The same among pieces that may be asked for while choked (BEP 6).</summary>
    public bool TryPickAllowed(PeerLink link, out PartialPiece piece, out int block)
    {
        (piece, block) = (null!, 0);
        if (link.FastForMe is not { } allowed || link.Has is not { } theirs) return false;
        foreach (int index in allowed)
        {
            if (Have[index] || !theirs[index]) continue;
            if (!_begun[index])
            {
                piece = Begin(index);
                block = Take(piece, link);
                return true;
            }

            piece = Find(index)!;
            if (piece.Unrequested == 0 || piece.Owner is not null) continue;
            block = Take(piece, link);
            return true;
        }

        return false;
    }

    /// <summary>The begun piece with a number; none if it is not begun.</summary>
    public PartialPiece? Find(int index)
    {
        if (!_begun[index]) return null;
        foreach (PartialPiece partial in _partials)
        {
            if (partial.Index == index) return partial;
        }

        return null;
    }

    /// <summary>A block that somebody was asked for will not come from there.</summary>
    public void Release(PartialPiece piece, int block, PeerLink link)
    {
        if (piece.IsReceived(block) || !piece.IsRequested(block)) return;
        if (piece.Release(block, link)) _unrequested++;
        if (piece.Owner is { IsOpen: false }) piece.Owner = null;
    }

    public void Receive(PartialPiece piece, int block, PeerLink from, bool isCorrupt)
    {
        if (!piece.IsRequested(block)) _unrequested--;
        piece.Receive(block, from, isCorrupt);
    }

    /// <summary>All blocks of a piece have come and it is what it should be.</summary>
    public void Accept(PartialPiece piece)
    {
        Have.Add(piece.Index);
        _begun.Remove(piece.Index);
        _partials.Remove(piece);
        piece.End();
        _spare.Push(piece);
    }

    /// <summary>All blocks of a piece have come and it is not what it should be: all over again.</summary>
    public void Refuse(PartialPiece piece)
    {
        _begun.Remove(piece.Index);
        _partials.Remove(piece);
        piece.End();
        _spare.Push(piece);
    }

    /// <summary>Nobody may be an owner of a piece after it has gone.</summary>
    public void Gone(PeerLink link)
    {
        foreach (PartialPiece partial in _partials)
        {
            if (ReferenceEquals(partial.Owner, link)) partial.Owner = null;
        }
    }

    private IPieceOrder OrderNow => Have.Count < _settings.RandomFirst && _settings.Order == PieceOrderKind.RarestFirst ? PieceOrders.Random : _order;

    private PartialPiece Begin(int index)
    {
        PartialPiece piece = _spare.Count > 0 ? _spare.Pop() : new PartialPiece(_torrent.BlocksOf(0));
        piece.Begin(index, _torrent.BlocksOf(index));
        _begun.Add(index);
        _partials.Add(piece);
        _unrequested += piece.Blocks;
        return piece;
    }

    private int Take(PartialPiece piece, PeerLink link)
    {
        int block = piece.NextBlock();
        _ = piece.Request(block, link);
        _unrequested--;
        return block;
    }

    /// <summary>The begun piece that the fewest neighbours have, of which something can be asked of one of them; the first begun of equals.</summary>
    private PartialPiece? RarestBegun(PeerLink link, PieceSet theirs)
    {
        PartialPiece? best = null;
        foreach (PartialPiece partial in _partials)
        {
            if (partial.Unrequested == 0 || !theirs[partial.Index] || !MayTake(partial, link)) continue;
            if (best is null || _availability[partial.Index] < _availability[best.Index]) best = partial;
        }

        return best;
    }

    private static bool MayTake(PartialPiece partial, PeerLink link) =>
        partial.Owner is { } owner ? ReferenceEquals(owner, link) : link.Failures == 0;

    /// <summary>
    /// A block that somebody else was asked for and that would come much sooner from here; of those the one for which the other
    /// lets wait longest. As in Transmission (peer-mgr.c of 3.00): two are asked for a block at most, and the second one only if
    /// it is the faster one; and as in libtorrent, of all blocks each neighbour is asked for one such at a time.
    /// </summary>
    private bool TryEndgame(PeerLink link, PieceSet theirs, out PartialPiece piece, out int block)
    {
        (piece, block) = (null!, 0);
        double worth = _settings.EndgameGain > 0 ? _settings.EndgameGain * link.SecondsFor(link.PendingCount + 1, _torrent.BlockLength) : 0, longest = -1;
        foreach (PartialPiece partial in _partials)
        {
            if (!theirs[partial.Index] || partial.Owner is not null && !ReferenceEquals(partial.Owner, link)) continue;
            for (int b = 0; b < partial.Blocks; b++)
            {
                if (partial.IsReceived(b) || partial.Askers(b) >= _settings.EndgameAskers || link.FindPending(partial.Index, b) >= 0) continue;
                double wait = WaitFor(partial, b);
                if (wait < worth || wait <= longest) continue;
                (piece, block, longest) = (partial, b, wait);
            }
        }

        if (piece is null) return false;
        _ = piece.Request(block, link);
        return true;
    }

    /// <summary>Seconds in which a block should come from the one that was asked first; without end if that one is not heard of.</summary>
    private double WaitFor(PartialPiece piece, int block)
    {
        if (piece.From(block) is not { IsSnubbed: false } asked) return double.PositiveInfinity;
        int before = asked.FindPending(piece.Index, block);
        return before < 0 ? double.PositiveInfinity : asked.SecondsFor(before + 1, _torrent.BlockLength);
    }
}
