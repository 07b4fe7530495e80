using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent.Pieces;

namespace P2PActors.Protocols.BitTorrent;

/// <content>Neighbours: calling and being called, handshakes, what each has, and parting.</content>
internal sealed partial class BitTorrentPeer
{
    private const int MostCandidates = 1000;

    /// <summary>Time for which a peer that could not be reached is left alone (rTorrent).</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    /// <summary>Time for which a neighbour that was lost is left alone.</summary>
    private static readonly TimeSpan AfterLoss = TimeSpan.FromMinutes(1);

    private readonly List<PeerLink> _links = [];
    private readonly CandidatePool _candidates = new(MostCandidates);
    private readonly HashSet<int> _banned = [];

    /// <summary>Connections asked for or taken whose handshakes are not complete.</summary>
    private int _greeting;
    private Bitfield? _ownBitfield;
    private ExtensionHandshake? _ownExtensions;
    private Handshake? _ownHandshake;

    private int MostLinks => OwnLinks ?? _settings.Connections.Max;

    private int LinksToCall => OwnLinks ?? _settings.Connections.Initiate;

    /// <summary>Connections of those that want more than the others.</summary>
    private int? OwnLinks => _behaviour switch
    {
        Behaviour.LargeView => _settings.Behaviours.LargeViewConnections,
        Behaviour.Tyrant => _settings.Behaviours.TyrantConnections,
        _ => null,
    };

    /// <summary>Takes note of a peer that somebody has named, and calls it if there is room.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="source">Who has named it.</param>
    /// <param name="isSeed">Whether it was said to have everything: of no use to one that has everything too.</param>
    public void Learn(PeerId peer, PeerSource source, bool isSeed = false)
    {
        if (peer == Self || (isSeed && _download is null) || _banned.Contains(peer.Value) || IsLinked(peer) || !_candidates.Add(peer, source, isSeed, Now.Ticks)) return;
        Metrics.Add(Run.Metrics.Learnt[(int)source]);
        FillConnections();
    }

    protected override bool OnConnecting(PeerId peer) =>
        _hasJoined && _links.Count + _greeting < MostLinks && !_banned.Contains(peer.Value) && !IsLinked(peer);

    private void FillConnections()
    {
        if (_download is null && !_settings.Seeding.Calls) return;
        while (_hasJoined && _links.Count + _greeting < LinksToCall && _candidates.TryTake(out PeerId peer, out PeerSource source))
        {
            if (IsLinked(peer) || _banned.Contains(peer.Value)) continue;
            _greeting++;
            Connection connection = Connect(peer);
            connection.Tag = new PeerLink(connection, peer, source, Now.Ticks);
        }
    }

    private bool IsLinked(PeerId peer) => LinkTo(peer) is not null;

    /// <summary>The connection to a peer; none if it is no neighbour.</summary>
    public PeerLink? LinkTo(PeerId peer)
    {
        foreach (PeerLink link in _links)
        {
            if (link.Peer == peer) return link;
        }

        return null;
    }

    private void Accept(Connection connection)
    {
        _greeting++;
        connection.Tag = new PeerLink(connection, connection.Remote, PeerSource.Incoming, Now.Ticks);
    }

    private void Greet(PeerLink link)
    {
        link.HasGreeted = true;
        link.Send(_ownHandshake ??= new Handshake(_torrent.InfoHash, _key, _reserved), Now.Ticks);
    }

    private void OnHandshake(PeerLink link, Handshake handshake)
    {
        if (link.IsOpen) return;
        if (handshake.Hash != _torrent.InfoHash || handshake.PeerKey == _key || _banned.Contains(link.Peer.Value))
        {
            CloseUseless(link);
            return;
        }

        if (LinkTo(link.Peer) is { } other)
        {
            // Both have called each other: the call of the lower number stays, so that both ends close the same one.
            if ((link.Connection!.IsOutgoing ? Self : link.Peer) > (other.Connection!.IsOutgoing ? Self : other.Peer))
            {
                CloseUseless(link);
                return;
            }

            CloseUseless(other);
        }

        TellGained();
        if (!link.HasGreeted) Greet(link);
        _greeting--;
        link.IsOpen = true;
        link.Shared = handshake.Reserved & _reserved;
        Metrics.Add(Run.Metrics.LinksOpened);
        long now = Now.Ticks;
        // BEP 6, BEP 3: what one has is the first message.
        SendBitfield(link, now);
        if ((link.Shared & Reserved.Extensions) != 0) link.Send(OwnExtensions(), now);
        _links.Insert(PlaceOfNewcomer(_links.Count, ref Random), link);
        link.Connection!.Drained = link.Sent = new BlockSent(link);
        foreach (PeerFinder finder in _finders) finder.LinkOpened(link);
        if (_isSuperSeed) Reveal(link);
        Rechoke();
    }

    /// <summary>The mainline client puts a new neighbour at the front of the turn three times as likely as anywhere else.</summary>
    internal static int PlaceOfNewcomer(int links, ref RandomStream random) => Math.Max(0, random.Next(-2, links + 1));

    private void SendBitfield(PeerLink link, long now)
    {
        int count = _isSuperSeed ? 0 : Have.Count;
        if (link.IsFast && count == Have.Length) link.Send(HaveAll.Instance, now);
        else if (link.IsFast && count == 0) link.Send(HaveNone.Instance, now);
        else if (count > 0) link.Send(_ownBitfield ??= new Bitfield(Have.IsComplete ? Have : Have.Copy()), now);
    }

    private ExtensionHandshake OwnExtensions()
    {
        if (_ownExtensions is { } made && made.IsUploadOnly == IsUploadOnly) return made;
        List<ExtensionName> names = [new ExtensionName(Wire.ExtensionCodec.Metadata, 2)];
        if (_settings.Exchange.Enabled) names.Add(new ExtensionName(Wire.ExtensionCodec.Exchange, 1));
        return _ownExtensions = new ExtensionHandshake(names, PeerAddress.Port, "P2PActors 0.1", _settings.Requests.Queue, _torrent.InfoBytes, IsUploadOnly);
    }

    /// <summary>A super-seed does not say so (BEP 16).</summary>
    private bool IsUploadOnly => _download is null && !_isSuperSeed;

    private void OnExtensions(PeerLink link, ExtensionHandshake handshake)
    {
        foreach (ExtensionName extension in handshake.Extensions)
        {
            if (extension.Name == Wire.ExtensionCodec.Exchange && _settings.Exchange.Enabled) link.ExchangeNumber = extension.Number;
        }

        link.IsUploadOnly = handshake.IsUploadOnly;
        if (link.IsUploadOnly && !_settings.Haves.Redundant) MeetsSeed(link);
    }

    private void OnBitfield(PeerLink link, PieceSet has)
    {
        if (has.Length != _torrent.PieceCount)
        {
            Malformed(link);
            return;
        }

        // A client may send another one later, for many pieces at once (aria2).
        PieceSet? before = link.Has;
        if (before is not null) _download?.Count(before, -1);
        link.Has = has.IsComplete ? Run.FullSetOf(_torrent) : has.Copy();
        if (_isSuperSeed) Given(before, link.Has);
        _download?.Count(link.Has, 1);
        if (link.Has.IsComplete && MeetsSeed(link)) return;
        UpdateInterest(link);
        RequestMore(link);
    }

    private void OnHave(PeerLink link, int piece)
    {
        if ((uint)piece >= (uint)_torrent.PieceCount)
        {
            Malformed(link);
            return;
        }

        PieceSet has = link.Has ??= new PieceSet(_torrent.PieceCount);
        if (has.IsComplete || !has.Add(piece)) return;
        if (_isSuperSeed) Seen(link, piece);
        if (_download is { } download)
        {
            download.CountOne(piece);
            if (!Have[piece])
            {
                SetInterest(link, true);
                if (!link.IsChoking) RequestMore(link);
            }
        }

        if (!has.IsComplete) return;
        link.Has = Run.FullSetOf(_torrent);
        MeetsSeed(link);
    }

    /// <summary>Two seeds are of no use to each other.</summary>
    /// <returns>Whether the connection was closed.</returns>
    private bool MeetsSeed(PeerLink link)
    {
        if (_isInitialSeed && !_hasSeenAnother && !Run.IsInitialSeed(link.Peer))
        {
            _hasSeenAnother = true;
            Metrics.Add(Run.Metrics.SeedUploadBefore, _disk.Uploaded);
        }

        if (_download is not null) return false;
        PartFromSeed(link);
        return true;
    }

    private void PartFromSeed(PeerLink link)
    {
        CloseUseless(link);
        _candidates.Rest(link.Peer, long.MaxValue);
    }

    private void UpdateInterest(PeerLink link) => SetInterest(link, _download is not null && link.Has is { } has && has.HasMoreThan(Have));

    private void SetInterest(PeerLink link, bool interested)
    {
        if (interested == link.AmInterested) return;
        link.AmInterested = interested;
        link.Send(interested ? Interested.Instance : NotInterested.Instance, Now.Ticks);
    }

    private void OnInterest(PeerLink link, bool isInterested)
    {
        if (link.IsInterested == isInterested) return;
        link.IsInterested = isInterested;
        if (isInterested) SendAllowedFast(link, Now.Ticks);
        // The slot it has so far had for nothing now counts, or is free.
        if (!link.AmChoking) Rechoke();
    }

    /// <summary>Keeps quiet connections alive, gives up dead ones, and finds out who keeps this peer waiting.</summary>
    private void CheckLinks(long now)
    {
        ConnectionSettings connections = _settings.Connections;
        for (int i = _links.Count - 1; i >= 0; i--)
        {
            PeerLink link = _links[i];
            if (now - link.Connection!.LastReceivedAt.Ticks > connections.Idle.Ticks)
            {
                CloseUseless(link);
                continue;
            }

            if (now - link.LastSent >= connections.KeepAlive.Ticks) link.Send(KeepAlive.Instance, now);
            if (link.IsSnubbed || link.IsChoking || link.PendingCount == 0 || now - link.LastBlock <= _settings.Choking.Snub.Ticks) continue;
            link.IsSnubbed = true;
            Metrics.Add(Run.Metrics.Snubs);
        }
    }

    private void CloseUseless(PeerLink link)
    {
        Metrics.Add(Run.Metrics.Refused);
        Part(link);
    }

    private void Malformed(PeerLink link)
    {
        Metrics.Add(Run.Metrics.Malformed);
        Part(link);
    }

    private void Part(PeerLink link)
    {
        link.Connection!.Close();
        Lost(link);
    }

    private void Lost(PeerLink link)
    {
        if (link.IsGone) return;
        link.IsGone = true;
        _candidates.Rest(link.Peer, (Now + AfterLoss).Ticks);
        if (!link.IsOpen)
        {
            _greeting--;
            return;
        }

        link.IsOpen = false;
        _links.Remove(link);
        if (_download is { } download)
        {
            if (link.Has is { } has) download.Count(has, -1);
            download.Gone(link);
            ReleaseAll(link);
        }

        if (_isSuperSeed) Unreveal(link);
        foreach (PeerFinder finder in _finders) finder.LinkClosed(link);
        if (link.IsInterested && !link.AmChoking) Rechoke();
        FillConnections();
    }
}
