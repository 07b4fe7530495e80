using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent.Pieces;

namespace P2PActors.Protocols.BitTorrent;

/// <content>Downloading: what neighbours say, what is asked of them, and what comes.</content>
internal sealed partial class BitTorrentPeer
{
    /// <summary>Bytes that are asked of a web server at once.</summary>
    private const int RangeLength = 16 << 20;

    private long _fetched;

    private void OnPeerMessage(PeerLink link, Message message)
    {
        if (!link.IsOpen && message is not Handshake)
        {
            // What was under way when the connection was given up, or a caller that does not greet.
            if (!link.IsGone) Malformed(link);
            return;
        }

        switch (message)
        {
            case Have have:
                OnHave(link, have.Index);
                break;
            case Haves haves:
                foreach (int index in haves.Indexes)
                {
                    if (link.IsOpen) OnHave(link, index);
                }

                break;
            case Piece piece:
                OnBlock(link, piece);
                break;
            case Request request:
                OnRequest(link, request);
                break;
            case Choke:
                OnChoked(link);
                break;
            case Unchoke:
                link.IsChoking = false;
                RequestMore(link);
                break;
            case Interested:
                OnInterest(link, true);
                break;
            case NotInterested:
                OnInterest(link, false);
                break;
            case Cancel cancel:
                OnCancel(link, cancel);
                break;
            case RejectRequest reject:
                OnReject(link, reject);
                break;
            case Bitfield bitfield:
                OnBitfield(link, bitfield.Pieces);
                break;
            case HaveAll:
                OnBitfield(link, Run.FullSetOf(_torrent));
                break;
            case HaveNone or KeepAlive or Port or SuggestPiece:
                break;
            case AllowedFast allowed:
                OnAllowedFast(link, allowed.Index);
                break;
            case Handshake handshake:
                OnHandshake(link, handshake);
                break;
            case ExtensionHandshake extensions:
                OnExtensions(link, extensions);
                break;
            default:
                foreach (PeerFinder finder in _finders)
                {
                    if (finder.Receive(message, Channel)) return;
                }

                Malformed(link);
                break;
        }
    }

    private void OnAllowedFast(PeerLink link, int piece)
    {
        if (_download is null || (uint)piece >= (uint)_torrent.PieceCount || link.FastForMe?.Count >= 100) return;
        (link.FastForMe ??= []).Add(piece);
        if (link.IsChoking) RequestMore(link);
    }

    /// <summary>Keeps the pipeline full.</summary>
    private void RequestMore(PeerLink link)
    {
        if (_download is not { } download || !link.AmInterested) return;
        long now = Now.Ticks;
        while (link.PendingCount < _settings.Requests.Pipeline)
        {
            if (link.PendingCount >= _settings.Requests.EndgamePipeline && download.IsEndgame) return;
            bool found = link.IsChoking
                ? download.TryPickAllowed(link, out PartialPiece piece, out int block)
                : download.TryPick(link, ref Random, out piece, out block);
            if (!found) return;
            if (link.PendingCount == 0) link.LastBlock = now;
            link.AddPending(piece, block);
            link.Send(new Request(piece.Index, block * _torrent.BlockLength, _torrent.LengthOf(piece.Index, block)), now);
        }
    }

    private void OnBlock(PeerLink link, Piece message)
    {
        long now = Now.Ticks;
        link.Down.Add(now, message.Length, _settings.Choking.Average.Ticks);
        link.LastBlock = now;
        link.IsSnubbed = false;
        _disk.Downloaded += message.Length;
        if (Run.LinkClassOf(Self) is >= 0 and var line) Metrics.Add(Run.Metrics.LinkDown[line], message.Length);
        int block = message.Begin / _torrent.BlockLength;
        int at = link.FindPending(message.Index, block);
        PartialPiece? piece;
        if (at >= 0)
        {
            piece = link.Pending[at].Piece;
            link.RemovePending(at);
        }
        else
        {
            Metrics.Add(Run.Metrics.Unrequested);
            piece = (uint)message.Index < (uint)_torrent.PieceCount ? _download?.Find(message.Index) : null;
        }

        if (piece is null || (uint)block >= (uint)piece.Blocks || piece.IsReceived(block))
        {
            Metrics.Add(Run.Metrics.Wasted, message.Length);
        }
        else
        {
            Metrics.Add(Run.Metrics.Payload, message.Length);
            bool isAskedElsewhere = piece.Askers(block) > (at < 0 ? 0 : 1);
            _download!.Receive(piece, block, link, message.IsCorrupt);
            if (isAskedElsewhere) CancelElsewhere(piece.Index, block);
            if (piece.Missing == 0) Finish(piece);
        }

        if (link.IsOpen) RequestMore(link);
    }

    private void CancelElsewhere(int piece, int block)
    {
        long now = Now.Ticks;
        for (int i = 0; i < _links.Count; i++)
        {
            PeerLink link = _links[i];
            int at = link.FindPending(piece, block);
            if (at < 0) continue;
            link.RemovePending(at);
            link.Send(new Cancel(piece, block * _torrent.BlockLength, _torrent.LengthOf(piece, block)), now);
            Metrics.Add(Run.Metrics.Cancels);
        }
    }

    /// <summary>All blocks of a piece have come: its hash tells whether it is what it should be.</summary>
    private void Finish(PartialPiece piece)
    {
        if (piece.IsCorrupt)
        {
            Refuse(piece);
            return;
        }

        int index = piece.Index;
        _download!.Accept(piece);
        _ownBitfield = null;
        RecordProgress();
        Gained(index);
        if (Have.IsComplete) OnComplete();
    }

    private void RecordProgress()
    {
        TimeSpan gap = Now - _disk.LastPiece;
        _disk.LastPiece = Now;
        int count = Have.Count, tenth = Math.Max(1, _torrent.PieceCount / 10);
        if (count == 1)
        {
            Metrics.Record(Run.Metrics.FirstPiece, gap);
            return;
        }

        Metrics.Record(count <= tenth ? Run.Metrics.EarlyGap : count > _torrent.PieceCount - tenth ? Run.Metrics.LateGap : Run.Metrics.MiddleGap, gap);
    }

    /// <summary>A bad piece is fetched again; whoever sent all of it is banned, others when they had a part in too many.</summary>
    private void Refuse(PartialPiece piece)
    {
        Metrics.Add(Run.Metrics.BadPieces);
        bool isOfOne = piece.IsOfOne();
        var guilty = new List<PeerLink>();
        for (int b = 0; b < piece.Blocks; b++)
        {
            if (piece.From(b) is { } from && !guilty.Contains(from)) guilty.Add(from);
        }

        _download!.Refuse(piece);
        foreach (PeerLink link in guilty)
        {
            link.Failures++;
            if (link.IsGone || (!isOfOne && link.Failures < _settings.BanAfter)) continue;
            _banned.Add(link.Peer.Value);
            Metrics.Add(Run.Metrics.Bans);
            Part(link);
        }

        RequestFromAll();
    }

    private void OnChoked(PeerLink link)
    {
        link.IsChoking = true;
        // With the fast extension each request is still answered, by a block or a refusal.
        if (link.IsFast) return;
        ReleaseAll(link);
    }

    private void OnReject(PeerLink link, RejectRequest reject)
    {
        if (_download is not { } download) return;
        int block = reject.Begin / _torrent.BlockLength, at = link.FindPending(reject.Index, block);
        if (at < 0) return;
        PartialPiece piece = link.Pending[at].Piece;
        link.RemovePending(at);
        link.FastForMe?.Remove(reject.Index);
        download.Release(piece, block, link);
        RequestFromAll();
    }

    private void ReleaseAll(PeerLink link)
    {
        if (_download is not { } download || link.PendingCount == 0) return;
        while (link.PendingCount > 0)
        {
            PendingBlock pending = link.Pending[^1];
            link.RemovePending(link.PendingCount - 1);
            download.Release(pending.Piece, pending.Block, link);
        }

        RequestFromAll();
    }

    private void RequestFromAll()
    {
        for (int i = 0; i < _links.Count; i++)
        {
            PeerLink link = _links[i];
            if (!link.IsChoking && link.PendingCount < _settings.Requests.Pipeline) RequestMore(link);
        }
    }

    private void AskForRange(Connection connection)
    {
        int length = (int)Math.Min(RangeLength, _torrent.Length - _fetched);
        connection.Send(new FileRequest(_torrent.Swarm, _fetched, length));
    }

    private void OnFileRange(Connection connection, FileRange range)
    {
        _fetched += range.Length;
        _disk.Downloaded += range.Length;
        Metrics.Add(Run.Metrics.Payload, range.Length);
        Metrics.Add(Run.Metrics.SeedUpload, range.Length);
        if (_fetched < _torrent.Length)
        {
            AskForRange(connection);
            return;
        }

        connection.Close();
        OnComplete();
    }
}
