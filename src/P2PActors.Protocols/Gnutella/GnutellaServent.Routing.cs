using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Gnutella;

/// <content>
/// Descriptors and their ways through the overlay, one method per descriptor. The routing rules of Gnutella 0.4, as the
/// comments number them: 1 PONG and QUERYHIT go back the way of their PING or QUERY, and whoever did not see that drops
/// them; 2 PUSH goes back the way of the QUERYHIT, by servent id; 3 PING and QUERY go to all neighbours but the one they came
/// from; 4 TTL - 1 and Hops + 1 before forwarding, nothing is forwarded with TTL 0, a local answer is given regardless;
/// 5 what has been seen before (same function, same GUID) is dropped; 6 GUIDs are remembered for a while; 7 an answer's TTL
/// is enough to come back.
/// </content>
internal sealed partial class GnutellaServent
{
    /// <summary>Added to the key, so that a PING and a QUERY with one GUID are two things (rule 5).</summary>
    private const ulong PingMark = 0x5049_4E47_0000_0000UL;

    /// <summary>The link number of what this servent asked itself.</summary>
    private const ushort Own = 0;

    private RouteTable _routes = new(run.Settings.RouteCapacity, GnutellaRun.RouteStamps);
    private RouteTable _pushRoutes = new(run.Settings.RouteCapacity, GnutellaRun.RouteStamps);
    private readonly List<(ulong Id, Search Search)> _searches = [];
    private long _kilobytes = -1;

    private ushort Stamp => (ushort)(Now.Ticks >> _run.StampShift);

    private void OnDescriptor(Neighbour from, Descriptor descriptor)
    {
        if (!descriptor.KeepsInvariant) ReportAge(descriptor);
        switch (descriptor)
        {
            case QueryHit hit:
                OnQueryHit(from, hit);
                break;
            case Ping ping:
                OnPing(from, ping);
                break;
            case Pong pong:
                OnPong(pong);
                break;
            case Push push:
                OnPush(push);
                break;
        }
    }

    private void ReportAge(Descriptor descriptor)
    {
        Metrics.Add(_metrics.Violations);
        Violated(_run.DescriptorAge, $"{descriptor.GetType().Name} with TTL {descriptor.Ttl} and {descriptor.Hops} hops, begun with TTL {descriptor.InitialTtl}");
    }

    private void OnQuery(Connection from, Query query)
    {
        if (!query.KeepsInvariant) ReportAge(query);
        if (!_routes.TryAdd(query.Id.High, (ushort)from.Label, Stamp)) return; // rule 5; the usual case, and all that it costs
        int hop = Math.Min((int)query.Hops, _metrics.Reached.Length - 1);
        Metrics.Add(_metrics.Reached[hop]);
        if (query.PayloadSize > _settings.MaxQueryPayload.Bytes)
        {
            Metrics.Add(_metrics.Oversize);
            return;
        }

        // Rule 4: a local answer is produced whatever the TTL.
        if (SharedFiles.Length > 0 && query.Text.Files.Length > 0) Answer(from, query);
        if (query.Ttl <= 1) return;
        int sent = Flood(query.Onward(), from);
        if (sent > 0) Metrics.Add(_metrics.Sent[Math.Min(hop + 1, _metrics.Sent.Length - 1)], sent);
    }

    private void Answer(Connection from, Query query)
    {
        int fit = query.Text.CountIn(SharedFiles);
        if (fit == 0 || UplinkKbps < query.MinSpeed) return;
        int count = Math.Min(fit, _settings.MaxHits);
        if (fit > count) Metrics.Add(_metrics.HitsLeftOut, fit - count);
        int[] files = new int[count];
        query.Text.FindIn(SharedFiles, files);
        bool isBusy = Uploads >= Workload.Settings.UploadSlots;
        var hits = new HitList(Self, _servent, UplinkKbps, IsFirewalled, isBusy, files, Workload.Catalogue);
        byte ttl = AnswerTtl(query);
        SendOver(from, new QueryHit(query.Id, ttl, 0, ttl, hits));
    }

    /// <summary>Rule 7: enough to come back the way the request came, and one to spare.</summary>
    private static byte AnswerTtl(Descriptor request) => (byte)Math.Min(request.Hops + 2, byte.MaxValue);

    private void OnQueryHit(Neighbour from, QueryHit hit)
    {
        _pushRoutes.Set(hit.Hits.Servent.High, from.Serial, Stamp);
        if (!_routes.TryFind(hit.Id.High, Stamp, out ushort serial)) Metrics.Add(_metrics.RouteMisses); // rule 1
        else if (serial == Own) TakeHit(hit);
        else if (hit.Ttl <= 1) Metrics.Add(_metrics.Expired);
        else if (LinkOf(serial) is { } back) SendOver(back, hit.Onward());
        else Metrics.Add(_metrics.RouteBroken);
    }

    private void TakeHit(QueryHit hit)
    {
        Search? search = null;
        foreach ((ulong id, Search open) in _searches)
        {
            if (id == hit.Id.High) search = open;
        }

        if (search is null)
        {
            Metrics.Add(_metrics.LateHits);
            return;
        }

        HitList hits = hit.Hits;
        Metrics.Record(_metrics.HitHops, hit.Hops + 1);
        if (hits.IsFirewalled) Remember(hits.Source, hits.Servent);
        foreach (int file in hits.Files) Found(search, new SearchHit(hits.Source, file, hits.Kbps, hits.IsFirewalled, hit.Hops + 1));
    }

    private void OnPing(Neighbour from, Ping ping)
    {
        if (!_routes.TryAdd(ping.Id.High ^ PingMark, from.Serial, Stamp)) return; // rule 5
        // Who cannot be called answers only his neighbours, who want to know whether he lives.
        if (!IsFirewalled || ping is { Ttl: 1, Hops: 0 }) SendOver(from, OwnPong(ping));
        if (ping.Ttl > 1) Flood(ping.Onward(), from.Connection);
    }

    private Pong OwnPong(Ping ping)
    {
        if (_kilobytes < 0)
        {
            _kilobytes = 0;
            foreach (int file in SharedFiles) _kilobytes += Workload.Catalogue.Size(file).Bytes / 1024;
        }

        byte ttl = AnswerTtl(ping);
        return new Pong(ping.Id, ttl, 0, ttl, Self, SharedFiles.Length, (int)Math.Min(_kilobytes, int.MaxValue));
    }

    protected override void OnFilesChanged(ReadOnlySpan<int> added, ReadOnlySpan<int> removed) => _kilobytes = -1;

    private void OnPong(Pong pong)
    {
        if (!_routes.TryFind(pong.Id.High ^ PingMark, Stamp, out ushort serial))
        {
            // The answer to a keep-alive needs no route: it has come, that is all.
            if (pong.InitialTtl > 2 || pong.Hops > 0) Metrics.Add(_metrics.RouteMisses); // rule 1
            return;
        }

        if (serial == Own)
        {
            if (pong.Source != Self && pong.Hops > 0) Hosts.Add(pong.Source);
            if (_isSeeking) Seek();
        }
        else if (pong.Ttl <= 1) Metrics.Add(_metrics.Expired);
        else if (LinkOf(serial) is { } back) SendOver(back, pong.Onward());
        else Metrics.Add(_metrics.RouteBroken);
    }

    private void PingAll()
    {
        if (_links.Count > 0) Flood(NewPing(), null);
    }

    private void PingOver(Neighbour link) => SendOver(link, NewPing());

    private Ping NewPing()
    {
        byte ttl = (byte)_settings.Ping.Ttl;
        var ping = new Ping(DescriptorId.New(ref Random), ttl, 0, ttl);
        _routes.TryAdd(ping.Id.High ^ PingMark, Own, Stamp);
        return ping;
    }

    private void OnPush(Push push)
    {
        if (push.Servent == _servent)
        {
            Metrics.Add(_metrics.PushArrived);
            AnswerPush(push);
            return;
        }

        // Rule 2: back along the way of the hits, by servent id.
        if (!_pushRoutes.TryFind(push.Servent.High, Stamp, out ushort serial)) Metrics.Add(_metrics.PushNoRoute);
        else if (push.Ttl <= 1) Metrics.Add(_metrics.Expired);
        else if (LinkOf(serial) is { } towards) SendOver(towards, push.Onward());
        else Metrics.Add(_metrics.PushNoRoute);
    }

    protected override bool BeginSearch(Search search)
    {
        var id = DescriptorId.New(ref Random);
        byte ttl = (byte)_settings.Ttl;
        var query = new Query(id, ttl, 0, ttl, (ushort)_settings.MinSpeed, search.Text);
        if (_links.Count == 0 || query.PayloadSize > _settings.MaxQueryPayload.Bytes) return false;
        _routes.TryAdd(id.High, Own, Stamp);
        int sent = Flood(query, null);
        if (sent == 0) return false;
        Metrics.Add(_metrics.Flooded);
        Metrics.Add(_metrics.Others, Math.Max(0, _run.ServentsOnline - 1));
        Metrics.Add(_metrics.Sent[0], sent);
        _searches.Add((id.High, search));
        Timers.StartSingleTimer(search, new SearchOver(search), _settings.QueryLifetime);
        return true;
    }

    private void OnSearchOver(Search search)
    {
        for (int i = 0; i < _searches.Count; i++)
        {
            if (ReferenceEquals(_searches[i].Search, search))
            {
                _searches.RemoveAt(i);
                break;
            }
        }

        EndSearch(search);
    }

    private Neighbour? LinkOf(ushort serial)
    {
        foreach (Neighbour link in _links)
        {
            if (link.Serial == serial) return link;
        }

        return null;
    }

    /// <summary>Rule 3: to all neighbours but the one it came from. One object goes to all.</summary>
    /// <returns>To how many.</returns>
    private int Flood(Descriptor descriptor, Connection? except)
    {
        int targets = _open.Count - (except is null ? 0 : 1);
        if (targets == 0) return 0;
        if (UplinkBacklog > _settings.MaxBacklog)
        {
            Metrics.Add(_metrics.DroppedBacklog, targets);
            return 0;
        }

        return SendToAll(_open, descriptor, except);
    }

    private void SendOver(Neighbour link, Descriptor descriptor) => SendOver(link.Connection, descriptor);

    private void SendOver(Connection link, Descriptor descriptor)
    {
        if (UplinkBacklog > _settings.MaxBacklog) Metrics.Add(_metrics.DroppedBacklog);
        else link.Send(descriptor);
    }

    private void StartFloods()
    {
        foreach ((TimeSpan at, int file, SearchText text) in _run.FloodsOf(Self))
            Timers.StartSingleTimer(at, new TimeToFlood(file, text), at - Now);
    }

    private sealed record SearchOver(Search Search) : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToFlood(int File, SearchText Text) : Message
    {
        public override int WireSize => 0;
    }
}
