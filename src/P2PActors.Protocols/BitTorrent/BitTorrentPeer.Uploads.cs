using P2PActors.Actors;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Wire;

namespace P2PActors.Protocols.BitTorrent;

/// <content>Uploading: whom to, and block by block as fast as the uplink takes them.</content>
internal sealed partial class BitTorrentPeer
{
    private bool _isSuperSeed;
    private bool _hasSeenAnother;

    /// <summary>Of a super-seed: how many neighbours have each piece or were told of it.</summary>
    private int[]? _given;

    /// <summary>The order of trying out begins at the first neighbour that is choked and wants something.</summary>
    private void Rotate()
    {
        for (int i = 0; i < _links.Count; i++)
        {
            PeerLink link = _links[i];
            if (!link.AmChoking || !link.IsInterested) continue;
            if (i == 0) return;
            _links.AddRange(_links.GetRange(0, i));
            _links.RemoveRange(0, i);
            return;
        }
    }

    private void Rechoke()
    {
        long now = Now.Ticks;
        _choker.Choose(_links, now, _round, ref Random);
        int busy = 0;
        // Nothing in this loop may change the list.
        for (int i = 0; i < _links.Count; i++)
        {
            PeerLink link = _links[i];
            link.Slot = link.Next;
            bool choke = link.Next == Slot.None;
            if (choke != link.AmChoking)
            {
                if (choke) ChokeLink(link, now);
                else UnchokeLink(link, now);
            }

            if (!link.AmChoking && link.IsInterested) busy++;
        }

        if (busy > _choking.Slots && _behaviour != Behaviour.Tyrant)
            Violated(Run.SlotInvariant, FormattableString.Invariant($"{busy} interested neighbours are unchoked, at most {_choking.Slots} may be"));
    }

    private static void UnchokeLink(PeerLink link, long now)
    {
        link.AmChoking = false;
        link.UnchokedAt = now;
        link.Send(Unchoke.Instance, now);
    }

    private void ChokeLink(PeerLink link, long now)
    {
        link.AmChoking = true;
        link.Send(Choke.Instance, now);
        if (link.Requests is not { Count: > 0 } requests) return;
        // With the fast extension every request is answered; those for allowed pieces stay (BEP 6). Without, they are void (BEP 3).
        for (int left = requests.Count; left > 0; left--)
        {
            Request request = requests.Dequeue();
            if (!link.IsFast) continue;
            if (link.FastForThem.Contains(request.Index)) requests.Enqueue(request);
            else Reject(link, request, now);
        }
    }

    private void Reject(PeerLink link, Request request, long now)
    {
        Metrics.Add(Run.Metrics.Rejected);
        if (link.IsFast) link.Send(new RejectRequest(request.Index, request.Begin, request.Length), now);
    }

    private void OnRequest(PeerLink link, Request request)
    {
        if ((uint)request.Index >= (uint)_torrent.PieceCount || request.Begin < 0 || request.Length <= 0 || request.Begin > _torrent.LengthOf(request.Index) - request.Length)
        {
            Malformed(link);
            return;
        }

        bool mayAsk = !link.AmChoking || (link.IsFast && Uploads && link.FastForThem.Contains(request.Index));
        if (!mayAsk || !Have[request.Index] || request.Length > _torrent.BlockLength || link.Requests?.Count >= _settings.Requests.Queue)
        {
            Reject(link, request, Now.Ticks);
            return;
        }

        (link.Requests ??= new Queue<Request>()).Enqueue(request);
        Pump(link);
    }

    private void OnCancel(PeerLink link, Cancel cancel)
    {
        if (link.Requests is not { Count: > 0 } requests) return;
        for (int left = requests.Count; left > 0; left--)
        {
            Request request = requests.Dequeue();
            if (request.Index == cancel.Index && request.Begin == cancel.Begin && request.Length == cancel.Length) Reject(link, request, Now.Ticks);
            else requests.Enqueue(request);
        }
    }

    /// <summary>Sends the next block that a neighbour waits for, once the one before has left.</summary>
    private void Pump(PeerLink link)
    {
        while (link.IsOpen && link.Requests is { Count: > 0 } requests && !link.Connection!.IsSending)
        {
            long now = Now.Ticks;
            if (link.RateLimit > 0 && now < link.NextBlockAt)
            {
                Timers.StartSingleTimer(link, link.Sent!, TimeSpan.FromTicks(link.NextBlockAt - now));
                return;
            }

            Request request = requests.Dequeue();
            if (link.RateLimit > 0) link.NextBlockAt = Math.Max(now, link.NextBlockAt) + (long)(request.Length / link.RateLimit * TimeSpan.TicksPerSecond);
            link.Send(new Piece(request.Index, request.Begin, request.Length, IsPolluter), now);
            link.Up.Add(now, request.Length, _settings.Choking.Average.Ticks);
            _disk.Uploaded += request.Length;
            CountUpload(request.Length);
        }
    }

    private void CountUpload(int bytes)
    {
        Metrics.Add(_isInitialSeed ? Run.Metrics.SeedUpload : Run.Metrics.Upload, bytes);
        if (Run.LinkClassOf(Self) is >= 0 and var link) Metrics.Add(Run.Metrics.LinkUp[link], bytes);
        LeaveByRatio();
    }

    /// <summary>BEP 6: a newcomer with few pieces may ask for some that follow from its address and the torrent.</summary>
    private void SendAllowedFast(PeerLink link, long now)
    {
        if (!link.IsFast || !Uploads || _isSuperSeed || link.FastForThem.Length > 0 || Have.Count == 0 || (link.Has?.Count ?? 0) >= _settings.AllowedFast) return;
        link.FastForThem = AllowedFastSet.Of(PeerAddress.Of(link.Peer), _torrent.InfoHash, _torrent.PieceCount, _settings.AllowedFast);
        foreach (int piece in link.FastForThem)
        {
            if (Have[piece]) link.Send(new AllowedFast(piece), now);
        }
    }

    /// <summary>BEP 16: tells a neighbour of a piece that nobody has and nobody else was told of; if there is none, the others give it all.</summary>
    private void Reveal(PeerLink link)
    {
        int[] given = _given ??= new int[_torrent.PieceCount];
        int chosen = -1, free = 0;
        for (int i = 0; i < given.Length; i++)
        {
            if (given[i] == 0 && Random.Next(++free) == 0) chosen = i;
        }

        link.Revealed = chosen;
        if (chosen < 0) return;
        given[chosen]++;
        link.Send(Run.HaveOf(chosen), Now.Ticks);
    }

    /// <summary>BEP 16: a neighbour has a piece. Whoever was told of it has handed it on, and is told of another.</summary>
    private void Seen(PeerLink by, int piece)
    {
        (_given ??= new int[_torrent.PieceCount])[piece]++;
        foreach (PeerLink link in _links)
        {
            if (link.Revealed == piece && (!ReferenceEquals(link, by) || _links.Count == 1)) Reveal(link);
        }
    }

    /// <summary>A neighbour has said all at once what it has.</summary>
    private void Given(PieceSet? before, PieceSet now)
    {
        int[] given = _given ??= new int[_torrent.PieceCount];
        for (int i = 0; i < now.Length; i++) given[i] += (now[i] ? 1 : 0) - (before is not null && before[i] ? 1 : 0);
    }

    /// <summary>A neighbour that was told of a piece and has not handed it on has gone: another one is told of it.</summary>
    private void Unreveal(PeerLink gone)
    {
        if (gone.Has is { } has)
        {
            for (int i = 0; i < has.Length; i++) _given![i] -= has[i] ? 1 : 0;
        }

        if (gone.Revealed >= 0) _given![gone.Revealed]--;
        foreach (PeerLink link in _links)
        {
            if (link.Revealed < 0) Reveal(link);
        }
    }

    /// <summary>A block has left; the next one may go.</summary>
    /// <param name="Link">Over which connection.</param>
    private sealed record BlockSent(PeerLink Link) : Message
    {
        public override int WireSize => 0;

        public override string ToString() => $"BlockSent {{ to {Link.Peer} }}";
    }
}
