using P2PActors.Protocols.BitTorrent.Wire;

namespace P2PActors.Protocols.BitTorrent;

/// <content>Uploading: whom to, and block by block as fast as the uplink takes them.</content>
internal sealed partial class BitTorrentPeer
{
    private bool _isSuperSeed;
    private bool _hasSeenAnother;
    private int[]? _revealed;

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

        if (busy > _settings.Choking.Slots && _behaviour != Behaviour.Tyrant)
            Violated(Run.SlotInvariant, FormattableString.Invariant($"{busy} interested neighbours are unchoked, at most {_settings.Choking.Slots} may be"));
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
                Timers.StartSingleTimer(link, link.Sent, TimeSpan.FromTicks(link.NextBlockAt - now));
                return;
            }

            Request request = requests.Dequeue();
            if (link.RateLimit > 0) link.NextBlockAt = Math.Max(now, link.NextBlockAt) + (long)(request.Length / link.RateLimit * TimeSpan.TicksPerSecond);
            link.Send(new Piece(request.Index, request.Begin, request.Length, IsPolluter), now);
            link.Up.Add(now, request.Length, _settings.Choking.Average.Ticks);
            link.BytesUp += request.Length;
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

    /// <summary>BEP 16: tells a neighbour of the one piece that the fewest have been told of.</summary>
    private void Reveal(PeerLink link)
    {
        int[] revealed = _revealed ??= new int[_torrent.PieceCount];
        int best = -1, ties = 0;
        for (int i = 0; i < revealed.Length; i++)
        {
            if (link.Has is { } has && has[i] || best >= 0 && revealed[i] > revealed[best]) continue;
            if (best < 0 || revealed[i] < revealed[best]) (best, ties) = (i, 0);
            if (Random.Next(++ties) == 0) best = i;
        }

        if (best < 0) return;
        revealed[best]++;
        link.Revealed = best;
        link.Send(Run.HaveOf(best), Now.Ticks);
    }

    /// <summary>BEP 16: a neighbour has a piece. Whoever was told of it has handed it on, and is told of another.</summary>
    private void Seen(PeerLink by, int piece)
    {
        foreach (PeerLink link in _links)
        {
            if (link.Revealed == piece && (!ReferenceEquals(link, by) || _links.Count == 1)) Reveal(link);
        }
    }
}
