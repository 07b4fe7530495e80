using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <content>The directory: records of the users whose slot this is, and searches for clients.</content>
internal sealed partial class SupernodeService
{
    /// <summary>Searches' results that are kept.</summary>
    private const int MostFound = 256;

    private readonly Dictionary<ulong, PresenceRecord> _records = [];
    private readonly FoundUsers _found;

    /// <summary>Searches for clients without UDP, and look-ups of buddies, by number; numbers are negative, those of clients are not.</summary>
    private readonly Dictionary<int, NameSearch> _searches = [];
    private readonly List<int> _overdue = [];
    private int _lastSearch;

    private bool OnDirectoryMessage(Connection? channel, PeerId sender, Message message)
    {
        switch (message)
        {
            case Publish publish:
                Store(publish.Record);
                return true;
            case DirectoryQuery query:
                if (CountRequest()) _node.Send(sender, new DirectoryAnswer(query.Search, query.User, Answer(query.User)));
                return true;
            case DirectoryAnswer { Search: < 0 } answer:
                OnAnswer(sender, answer);
                return true;
            case DirectoryCopyRequest when channel is not null:
                channel.Send(new DirectoryCopy(AllRecords()));
                return true;
            case DirectoryCopy copy:
                foreach (PresenceRecord record in copy.Records) Store(in record);
                _node.Meters.Add(_metrics.Copied, copy.Records.Length);
                channel?.Close();
                return true;
            case TimeToGoOn next:
                if (_searches.TryGetValue(next.Search, out NameSearch? search)) NextStep(search);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The record of a user, if it is held and not too old: everybody seen in the last 72 hours is found.</summary>
    public PresenceRecord? Find(ulong user)
    {
        if (!_records.TryGetValue(user, out PresenceRecord record)) return null;
        if (_node.Clock - record.Seen <= _settings.Directory.Memory) return record;
        _records.Remove(user);
        _node.Meters.Add(_metrics.Expired);
        return null;
    }

    private PresenceRecord? Answer(ulong user) => _node.MeansHarm
        // A forger sends everybody to itself, but cannot sign it.
        ? new PresenceRecord(user, _node.Self, _node.Self, ClientNat.Open, true, _node.Clock, 0)
        : Find(user);

    private void Store(in PresenceRecord record)
    {
        if (_records.TryGetValue(record.User, out PresenceRecord known) && known.Seen > record.Seen) return;
        _records[record.User] = record;
    }

    private void PublishRecord(ClientLink client, ClientProfile profile, TimeSpan seen)
    {
        client.Published = _node.Clock;
        var record = new PresenceRecord(profile.User, client.Node, _node.Self, profile.Nat, profile.IsOnline, seen, profile.Certificate);
        int slot = _run.SlotOf(profile.User);
        if (slot == Slot) Store(in record);
        var message = new Publish(record);
        int sent = 0;
        IReadOnlyList<KnownSupernode> holders = _map.Of(slot);
        for (int i = holders.Count - 1; i >= 0 && sent <= _settings.Supernodes.SlotSize; i--)
        {
            _node.Send(holders[i].Node, message);
            sent++;
        }

        _node.Meters.Add(_metrics.Published, sent);
    }

    private void OnSearchRequest(ClientLink client, SearchRequest request)
    {
        foreach (PeerId silent in request.Silent) Suspect(silent);
        if (_run.SlotOf(request.User) == Slot && Answer(request.User) is { } record)
        {
            Reply(client, new SearchTargets(request.Search, request.User, record, []));
            return;
        }

        if (request.Anew)
        {
            _found.Forget(request.User);
        }
        else if (_found.Find(request.User, _node.Clock) is { } found)
        {
            Reply(client, new SearchTargets(request.Search, request.User, found, [], IsRemembered: true));
            return;
        }

        if (!request.Yourself)
        {
            Reply(client, new SearchTargets(request.Search, request.User, null, Targets(request.User, request.Count, request.Asked)));
            return;
        }

        var search = new NameSearch(--_lastSearch, request.User, _node.Clock) { For = client, IsReal = true };
        _searches.Add(search.Id, search);
        _clientSearch[search.Id] = request.Search;
        Ask(search);
    }

    /// <summary>By the client's own numbers: the searches done for clients.</summary>
    private readonly Dictionary<int, int> _clientSearch = [];

    /// <summary>Whom to ask next about a user: the rest of its slot, then of its block, then anybody.</summary>
    private PeerId[] Targets(ulong user, int count, IReadOnlyList<PeerId> asked)
    {
        int slot = _run.SlotOf(user), first = _run.BlockOf(slot) * _settings.Supernodes.BlockSlots;
        var targets = new List<PeerId>(count);
        AddOf(slot);
        for (int other = first; other < Math.Min(_run.Slots, first + _settings.Supernodes.BlockSlots) && targets.Count < count; other++)
        {
            if (other != slot) AddOf(other);
        }

        return [.. targets];

        void AddOf(int from)
        {
            IReadOnlyList<KnownSupernode> members = _map.Of(from);
            // A place drawn to begin at spreads the load over the slot.
            int start = members.Count == 0 ? 0 : _node.Dice.Next(members.Count);
            for (int i = 0; i < members.Count && targets.Count < count; i++)
            {
                PeerId member = members[(start + i) % members.Count].Node;
                if (member != _node.Self && !_suspects.ContainsKey(member.Value) && !Contains(asked, member)) targets.Add(member);
            }
        }
    }

    private static bool Contains(IReadOnlyList<PeerId> list, PeerId peer)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] == peer) return true;
        }

        return false;
    }

    private void OnBuddyRequest(ClientLink client, BuddyRequest request)
    {
        foreach (ulong user in request.Users)
        {
            if (_run.SlotOf(user) == Slot)
            {
                if (Find(user) is { } record) Reply(client, new BuddyRecord(record));
                continue;
            }

            // One holder is enough for a status; whoever has not answered is asked again by the client.
            PeerId[] holder = Targets(user, 1, []);
            if (holder.Length == 0) continue;
            var search = new NameSearch(--_lastSearch, user, _node.Clock) { For = client };
            _searches.Add(search.Id, search);
            _node.Send(holder[0], new DirectoryQuery(search.Id, user));
        }
    }

    private void OnAnswer(PeerId sender, DirectoryAnswer answer)
    {
        if (!_searches.TryGetValue(answer.Search, out NameSearch? search)) return;
        search.Pending.Remove(sender);
        bool isSearch = _clientSearch.TryGetValue(search.Id, out int clientSearch);
        if (answer.Record is { } record)
        {
            if (!_run.IsGenuine(in record))
            {
                _node.Meters.Add(_metrics.SearchesForged);
                Suspect(sender);
                return;
            }

            Forget(search);
            if (isSearch) Remember(in record);
            if (IsHere(search.For!)) Reply(search.For!, isSearch ? new SearchTargets(clientSearch, search.User, record, []) : new BuddyRecord(record));
        }
        else if (!isSearch)
        {
            Forget(search);
        }
        else if (search.Pending.Count == 0)
        {
            NextStep(search);
        }
    }

    /// <summary>Keeps what a search has found, if somebody on line: whoever is not may come back at any time.</summary>
    private void Remember(in PresenceRecord record)
    {
        if (record.IsOnline && _settings.Directory.CacheAtSupernodes > TimeSpan.Zero && _run.IsGenuine(in record)) _found.Add(in record, _node.Clock);
    }

    private void Ask(NameSearch search)
    {
        PeerId[] targets = search.Batches >= _settings.Directory.MaxBatches ? [] : Targets(search.User, search.Wanted(_settings.Directory.FirstBatch), search.Asked);
        if (targets.Length == 0)
        {
            Forget(search, out int clientSearch);
            if (IsHere(search.For!)) Reply(search.For!, new SearchTargets(clientSearch, search.User, null, []));
            return;
        }

        search.Batches++;
        search.Asked.AddRange(targets);
        search.Pending.AddRange(targets);
        var query = new DirectoryQuery(search.Id, search.User);
        foreach (PeerId target in targets) _node.Send(target, query);
        _node.Alarms.StartSingleTimer(search, new TimeToGoOn(search.Id), _settings.Directory.Wait);
    }

    private void NextStep(NameSearch search)
    {
        _node.Alarms.Cancel(search);
        foreach (PeerId silent in search.Pending) Suspect(silent);
        search.Pending.Clear();
        Ask(search);
    }

    private bool IsHere(ClientLink client) => ReferenceEquals(client, _own) || client.Connection!.State == ConnectionState.Open;

    private void Forget(NameSearch search) => Forget(search, out _);

    private void Forget(NameSearch search, out int clientSearch)
    {
        _node.Alarms.Cancel(search);
        _searches.Remove(search.Id);
        _clientSearch.Remove(search.Id, out clientSearch);
    }

    /// <summary>Look-ups of buddies that nobody answered are forgotten; from time to time so are records too old to be found.</summary>
    private void CheckSearches()
    {
        _overdue.Clear();
        foreach ((int id, NameSearch search) in _searches)
        {
            // Only collected here; removing them below is the same in any order.
            if (_node.Clock - search.Started > TimeSpan.FromMinutes(1)) _overdue.Add(id);
        }

        foreach (int id in _overdue) Forget(_searches[id]);
        if (_checks % 60 != 0) return;
        var old = new List<ulong>();
        foreach ((ulong user, PresenceRecord record) in _records)
        {
            if (_node.Clock - record.Seen > _settings.Directory.Memory) old.Add(user);
        }

        foreach (ulong user in old) _records.Remove(user);
        _node.Meters.Add(_metrics.Expired, old.Count);
    }

    /// <summary>All records, by user: their order must not depend on that of a table.</summary>
    private PresenceRecord[] AllRecords()
    {
        PresenceRecord[] all = [.. _records.Values];
        Array.Sort(all, static (a, b) => a.User.CompareTo(b.User));
        return all;
    }

    internal sealed record TimeToGoOn(int Search) : Message
    {
        public override int WireSize => 0;
    }
}
