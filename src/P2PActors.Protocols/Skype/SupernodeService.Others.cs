using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <content>Other supernodes: who they are, whether they live; tests of NATs, signals and relays.</content>
internal sealed partial class SupernodeService
{
    /// <summary>Supernodes of other slots that nobody has named for so long are forgotten.</summary>
    private static readonly TimeSpan LongestUnheard = TimeSpan.FromHours(3);

    /// <summary>Entries of the list that is sent to another supernode.</summary>
    private const int ExchangedEntries = 100;

    private readonly SlotMap _map;

    /// <summary>Supernodes that did not answer somebody, since when: they are asked once, and then forgotten.</summary>
    private readonly Dictionary<int, TimeSpan> _suspects = [];

    /// <summary>How full others of the slot said they were, percent.</summary>
    private readonly Dictionary<int, byte> _mateLoads = [];
    private TimeSpan _nextExchange;

    /// <summary>Other supernodes known.</summary>
    public int Known => _map.Count;

    /// <summary>Supernodes known of the own slot, this one included.</summary>
    public int SlotMates => _map.Of(Slot).Count + 1;

    /// <summary>Tells all known supernodes that this one is none any more.</summary>
    public void SayGoodbye()
    {
        foreach (KnownSupernode other in _map.ToArray()) _node.Send(other.Node, SupernodeLeaves.Instance);
        for (int i = 0; i < _settings.Login.Bootstrap; i++) _node.Send(_run.BootstrapSupernode(i), SupernodeLeaves.Instance);
    }

    private bool OnSupernodeMessage(Connection? channel, PeerId sender, Message message)
    {
        switch (message)
        {
            case SupernodeNotice notice:
                Learn(new KnownSupernode(sender, notice.Slot, _node.Clock));
                return true;
            case SlotPing ping:
                Learn(new KnownSupernode(sender, ping.Slot, _node.Clock));
                NoteLoad(sender, ping.Slot, ping.Load);
                _node.Send(sender, new SlotPong(true, Slot, Load));
                return true;
            case SlotPong { IsSupernode: true } pong:
                _suspects.Remove(sender.Value);
                Learn(new KnownSupernode(sender, pong.Slot, _node.Clock));
                NoteLoad(sender, pong.Slot, pong.Load);
                return true;
            case SlotPong or SupernodeLeaves:
                _suspects.Remove(sender.Value);
                _map.Remove(sender);
                return true;
            case SlotMapRequest:
                _node.Send(sender, new SlotMapList(_map.ToArray(), true));
                return true;
            case SlotMapList list:
                OnList(list);
                return true;
            case Signal signal:
                Carry(signal);
                return true;
            case SignalFailed failed:
                if (ClientOf(failed.From) is { } client) Reply(client, failed);
                return true;
            default:
                return false;
        }
    }

    private void Learn(in KnownSupernode other)
    {
        if (other.Node != _node.Self) _map.Add(in other);
    }

    private void OnList(SlotMapList list)
    {
        bool isFirst = list.IsWhole && _map.Count == 0;
        foreach (KnownSupernode other in list.Entries) Learn(in other);
        if (!isFirst) return;
        Announce();
        CopySlot();
    }

    private void NoteLoad(PeerId mate, int slot, byte load)
    {
        if (slot == Slot) _mateLoads[mate.Value] = load;
    }

    /// <summary>How full the supernodes of the slot are, this one included: a sample of all.</summary>
    private double SlotLoad()
    {
        IReadOnlyList<KnownSupernode> mates = _map.Of(Slot);
        double sum = Load;
        int known = 1;
        foreach (KnownSupernode mate in mates)
        {
            if (!_mateLoads.TryGetValue(mate.Node.Value, out byte load)) continue;
            sum += load;
            known++;
        }

        return sum / known / 100;
    }

    private void Announce()
    {
        var notice = new SupernodeNotice(Slot);
        foreach (KnownSupernode other in _map.ToArray()) _node.Send(other.Node, notice);
    }

    /// <summary>Times that another supernode of the slot is asked for what it holds when one was not there to give it.</summary>
    private const int MostCopyCalls = 4;

    private int _copyCalls;

    /// <summary>Fetches what the slot holds from one of the others in it.</summary>
    internal void CopySlot()
    {
        IReadOnlyList<KnownSupernode> mates = _map.Of(Slot);
        if (mates.Count > 0 && _copyCalls++ < MostCopyCalls) _node.Call(mates[_node.Dice.Next(mates.Count)].Node, new DirectoryCopyRequest(Slot));
    }

    private void Suspect(PeerId node)
    {
        if (!_map.Knows(node) || !_suspects.TryAdd(node.Value, _node.Clock)) return;
        _node.Send(node, new SlotPing(Slot, Load));
    }

    private void CheckSlot()
    {
        TimeSpan now = _node.Clock;
        var dead = new List<PeerId>();
        foreach ((int node, TimeSpan since) in _suspects)
        {
            if (now - since > TimeSpan.FromSeconds(5)) dead.Add(new PeerId(node));
        }

        dead.Sort();
        foreach (PeerId node in dead)
        {
            _suspects.Remove(node.Value);
            _map.Remove(node);
        }

        var ping = new SlotPing(Slot, Load);
        TimeSpan unheard = 3.5 * _settings.Supernodes.Check;
        IReadOnlyList<KnownSupernode> mates = _map.Of(Slot);
        for (int i = mates.Count - 1; i >= 0; i--)
        {
            if (now - mates[i].Seen > unheard) _map.Remove(mates[i].Node);
            else _node.Send(mates[i].Node, ping);
        }

        if (_map.Count == 0) _node.Send(_run.BootstrapSupernode(_node.Dice.Next(_settings.Login.Bootstrap)), SlotMapRequest.Instance);
        if (now < _nextExchange || _map.Count == 0) return;
        _nextExchange = now + _settings.Directory.Exchange;
        _map.RemoveBefore(now - LongestUnheard);
        PeerId[] some = _map.Sample(1, ref _node.Dice, PeerId.None);
        if (some.Length > 0) _node.Send(some[0], new SlotMapList(SomeEntries(), false));
        _node.Send(_run.BootstrapSupernode(_node.Dice.Next(_settings.Login.Bootstrap)), new SupernodeNotice(Slot));
    }

    private KnownSupernode[] SomeEntries()
    {
        KnownSupernode[] all = _map.ToArray();
        int count = Math.Min(ExchangedEntries - 1, all.Length);
        for (int i = 0; i < count; i++)
        {
            int j = i + _node.Dice.Next(all.Length - i);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return [.. all.AsSpan(0, count), new KnownSupernode(_node.Self, Slot, _node.Clock)];
    }

    /// <summary>RFC 3489 section 8.1: the answer says where the request came from, and comes from where the client wants it.</summary>
    private void OnBindingRequest(PeerId client, BindingRequest request)
    {
        var response = new BindingResponse(request.Test, _node.SeenFrom);
        switch (request.Change)
        {
            case StunChange.None:
                _node.Send(client, response);
                break;
            case StunChange.Port:
                _node.SendFromOtherPort(client, response);
                break;
            default:
                _node.Send(Stranger(client, request.Contacted), new BindingHandOver(request.Test, client, response.Mapped));
                break;
        }
    }

    /// <summary>Somebody whom the client has not sent anything to; a bootstrap supernode if no other is known.</summary>
    private PeerId Stranger(PeerId client, PeerId[] contacted)
    {
        foreach (PeerId other in _map.Sample(8, ref _node.Dice, client))
        {
            if (!Contains(contacted, other)) return other;
        }

        int first = _node.Dice.Next(_settings.Login.Bootstrap);
        for (int i = 0; i < _settings.Login.Bootstrap; i++)
        {
            PeerId bootstrap = _run.BootstrapSupernode((first + i) % _settings.Login.Bootstrap);
            if (!Contains(contacted, bootstrap)) return bootstrap;
        }

        return _run.BootstrapSupernode(first);
    }

    private PeerId Tester(PeerId client)
    {
        PeerId[] other = _map.Sample(1, ref _node.Dice, client);
        return other.Length > 0 ? other[0] : _run.BootstrapSupernode(_node.Dice.Next(_settings.Login.Bootstrap));
    }

    private ClientLink? ClientOf(PeerId node) => node == _node.Self ? _own : _byNode.GetValueOrDefault(node.Value);

    /// <summary>Takes a signal one step further: to the receiver, if it is a client here, or to its supernode.</summary>
    private void Carry(Signal signal)
    {
        if (ClientOf(signal.To) is { } client)
        {
            Reply(client, signal);
        }
        else if (signal.ToSupernode != _node.Self)
        {
            _node.Send(signal.ToSupernode, signal);
        }
        else
        {
            _node.Meters.Add(_metrics.SignalsFailed);
            var failed = new SignalFailed(signal.From, signal.To, signal.Inner);
            if (ClientOf(signal.From) is { } sender) Reply(sender, failed);
            else if (signal.FromSupernode != _node.Self) _node.Send(signal.FromSupernode, failed);
        }
    }

    /// <summary>Relays for a call: clients with public addresses, the supernode itself, and other supernodes.</summary>
    private PeerId[] RelaysFor(PeerId asker, int count)
    {
        var relays = new List<PeerId>(count);
        for (int draws = 4 * count; draws > 0 && _clients.Count > 0 && 2 * relays.Count < count; draws--)
        {
            ClientLink drawn = _clients[_node.Dice.Next(_clients.Count)];
            if (drawn.Profile is { Nat: ClientNat.Open, IsOnline: true } && drawn.Node != asker && !relays.Contains(drawn.Node)) relays.Add(drawn.Node);
        }

        if (_node is SkypeClient && _node.Self != asker) relays.Add(_node.Self);
        foreach (PeerId other in _map.Sample(count, ref _node.Dice, asker))
        {
            if (relays.Count >= count) break;
            if (!relays.Contains(other)) relays.Add(other);
        }

        return [.. relays];
    }
}
