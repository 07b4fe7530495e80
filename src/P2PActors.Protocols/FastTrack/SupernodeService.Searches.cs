using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.FastTrack;

/// <content>Searches: answered from the index, flooded among supernodes, results on their way back; and push requests.</content>
internal sealed partial class SupernodeService
{
    /// <summary>A unicast packet is dropped when it has made so many hops (giFT-FastTrack).</summary>
    private const int MostHops = 6;

    private const int RememberedSearches = 16_384, RememberedWays = 65_536;
    private readonly SeenSearches _seen = new(TimeSpan.FromMinutes(1), RememberedSearches);
    private readonly LinkTable _ways = new();
    private readonly Dictionary<ushort, PendingSearch> _pending = [];
    private readonly List<(int Child, SharedCopy Copy)> _found = [];
    private readonly List<Connection> _chosen = [];
    private ushort _lastSearch;

    /// <summary>0x06 of a child.</summary>
    public void OnRequest(Child child, SearchRequest request) => Take(child, request);

    /// <summary>A search of the supernode's own user: the same, without the way to the parent.</summary>
    public void OnOwnRequest(SearchRequest request) => Take(null, request);

    /// <summary>0x0A: a search of another supernode's child.</summary>
    public void OnForwardedSearch(MeshLink from, ForwardedSearch search)
    {
        if (search.Origin == _peer.Self || !_seen.TryAdd(search.Key, _peer.Clock))
        {
            _peer.Meters.Add(_metrics.Duplicates);
            return;
        }

        int hop = Math.Min((int)search.Hops, _metrics.Reached.Length - 1);
        _peer.Meters.Add(_metrics.Reached[hop]);
        Learn(search.Origin, from);
        // Others' children are told at most as many copies as one request may bring.
        if (Lookup(search.Text, search.Repetition, search.Origin, -1, _settings.Search.Results) is { Length: > 0 } copies)
        {
            var results = new SearchResults(search.Id, _peer.Self, search.Hops + 2, copies, _run.Layout);
            Send(from, new Unicast(_peer.Self, search.Origin, 1, results));
        }

        if (search.Ttl > 1) Forward(search.Onward(), from.Connection);
    }

    /// <summary>A packet for this supernode, or for another one that it is passed on to.</summary>
    public void OnUnicast(MeshLink from, Unicast unicast)
    {
        Learn(unicast.Source, from);
        if (unicast.Destination != _peer.Self) PassOn(unicast);
        else if (unicast.Packet is SearchResults results) TakeResults(results);
        else if (unicast.Packet is PushRequest push) Deliver(push);
    }

    /// <summary>0x0D of a child: for another child, or for a child of another supernode.</summary>
    public void OnPushRequest(Child asker, PushRequest push)
    {
        _ = asker;
        SendPush(push);
    }

    public void SendPush(PushRequest push)
    {
        if (push.Supernode == _peer.Self) Deliver(push);
        else PassOn(new Unicast(_peer.Self, push.Supernode, 0, push));
    }

    public void OnSearchTime(PendingSearch search) => EndSearch(search);

    private void Take(Child? child, SearchRequest request)
    {
        if (++_lastSearch == 0) _lastSearch = 1;
        if (_pending.TryGetValue(_lastSearch, out PendingSearch? stale)) EndSearch(stale);
        var search = new PendingSearch(child, request, _lastSearch) { Left = Math.Min(request.Most, _settings.Search.Results) };
        _pending.Add(search.Number, search);
        _peer.Meters.Add(_metrics.Asked);
        _peer.Meters.Add(_metrics.Supernodes, Math.Max(0, _run.Oracle.Count - 1));
        int own = child?.Slot ?? OwnSlot;
        if (Lookup(request.Text, request.Repetition, _peer.Self, own, search.Left) is { Length: > 0 } copies)
            Give(search, new SearchResults(request.Id, _peer.Self, 1, copies, _run.Layout));
        if (search.HasEnded) return;
        if (_settings.Search.Ttl > 0 && _links.Count > 0)
        {
            var forwarded = new ForwardedSearch(_peer.Self, search.Number, (byte)_settings.Search.Ttl, 0, request.Repetition, request.Text);
            Forward(forwarded, null);
            _peer.Alarms.StartSingleTimer(search, new SearchTime(search), _settings.Search.Wait);
        }
        else
        {
            EndSearch(search);
        }
    }

    private void Forward(ForwardedSearch search, Connection? except)
    {
        int fanOut = _settings.Search.FanOut;
        List<Connection> over = fanOut == 0 || _open.Count <= fanOut ? _open : Choose(fanOut, except);
        int sent = _peer.Broadcast(over, search, except);
        if (sent > 0) _peer.Meters.Add(_metrics.Sent[Math.Min((int)search.Hops, _metrics.Sent.Length - 1)], sent);
    }

    private List<Connection> Choose(int count, Connection? except)
    {
        _chosen.Clear();
        while (_chosen.Count < count)
        {
            Connection connection = _open[_peer.Dice.Next(_open.Count)];
            if (ReferenceEquals(connection, except))
            {
                if (_open.Count <= count + 1) return _open;
                continue;
            }

            if (!_chosen.Contains(connection)) _chosen.Add(connection);
        }

        return _chosen;
    }

    private FoundCopy[] Lookup(Content.SearchText text, int repetition, PeerId origin, int except, int most)
    {
        _found.Clear();
        // A repetition begins elsewhere among the fitting files, or it would bring the same again.
        int from = repetition == 0 ? 0 : (int)(Engine.RandomStream.Mix(((ulong)(uint)origin.Value << 8) | (uint)repetition) >> 33);
        _index.Find(text, from, except, most, _found);
        if (_found.Count == 0) return [];
        var copies = new FoundCopy[_found.Count];
        for (int i = 0; i < copies.Length; i++)
        {
            (int slot, SharedCopy copy) = _found[i];
            ref readonly ChildSource source = ref _sources[slot];
            copies[i] = new FoundCopy(source.Peer, copy.File, source.Kbps, source.IsFirewalled, copy.Hash);
        }

        return copies;
    }

    private void TakeResults(SearchResults results)
    {
        if (!_pending.TryGetValue(results.Id, out PendingSearch? search))
        {
            _peer.Meters.Add(_metrics.ResultsLate, results.Copies.Length);
            return;
        }

        FoundCopy[] copies = results.Copies;
        if (copies.Length > search.Left)
        {
            _peer.Meters.Add(_metrics.ResultsDropped, copies.Length - search.Left);
            copies = copies[..search.Left];
        }

        Give(search, new SearchResults(search.Request.Id, results.Supernode, results.Hops, copies, _run.Layout));
    }

    private void Give(PendingSearch search, SearchResults results)
    {
        search.Left -= results.Copies.Length;
        if (search.Child is { } child) child.Connection.Send(results);
        else _peer.OnResults(results);
        if (search.Left == 0) EndSearch(search);
    }

    private void EndSearch(PendingSearch search)
    {
        if (search.HasEnded) return;
        search.HasEnded = true;
        _pending.Remove(search.Number);
        _peer.Alarms.Cancel(search);
        if (search.Child is { } child) child.Connection.Send(new SearchEnd(search.Request.Id));
        else _peer.OnSearchEnd(search.Request.Id);
    }

    /// <summary>Searches that are open when the service ends are left to the patience of those who asked.</summary>
    private void EndSearches()
    {
        // Only timers are stopped, so the order does not matter.
        foreach (PendingSearch search in _pending.Values) _peer.Alarms.Cancel(search);
        _pending.Clear();
    }

    private void Deliver(PushRequest push)
    {
        foreach (Child child in _children)
        {
            if (child.Connection.Remote != push.Source) continue;
            child.Connection.Send(new PushOrder(push.PushId, push.Requester));
            return;
        }

        _peer.Meters.Add(_metrics.NoRoute);
    }

    /// <summary>What comes from a supernode over a link shows the way back to it.</summary>
    private void Learn(PeerId supernode, MeshLink link)
    {
        if (_ways.Count >= RememberedWays) _ways.Clear();
        _ways.Set(supernode.Value, link);
    }

    private void PassOn(Unicast unicast)
    {
        if (unicast.Hops >= MostHops)
        {
            _peer.Meters.Add(_metrics.Expired);
            return;
        }

        MeshLink? link = _linkOf.Find(unicast.Destination.Value) ?? _ways.Find(unicast.Destination.Value);
        if (link is not { Connection.State: ConnectionState.Open }) _peer.Meters.Add(_metrics.NoRoute);
        else Send(link, unicast.Onward());
    }

    private void Send(MeshLink link, Unicast unicast)
    {
        link.Connection.Send(unicast);
        _peer.Meters.Add(_metrics.Forwarded);
    }

    internal sealed record SearchTime(PendingSearch Search) : Message
    {
        public override int WireSize => 0;
    }
}

/// <summary>A search that a supernode carries for a child, or for its own user.</summary>
internal sealed class PendingSearch(Child? child, SearchRequest request, ushort number)
{
    public readonly Child? Child = child;
    public readonly SearchRequest Request = request;
    public readonly ushort Number = number;

    /// <summary>Copies it may still bring.</summary>
    public int Left;

    public bool HasEnded;
}
