using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// What a peer does as a supernode. This part keeps the children and their index; the others keep the links to other
/// supernodes and carry searches. It ends with the session or by demotion, and everything in it is forgotten.
/// </summary>
internal sealed partial class SupernodeService
{
    /// <summary>The slot of the supernode's own files.</summary>
    private const int OwnSlot = 0;

    private static readonly object CheckTimer = new(), AnnounceTimer = new(), ShuffleTimer = new();
    private readonly KazaaPeer _peer;
    private readonly KazaaRun _run;
    private readonly KazaaSettings _settings;
    private readonly KazaaMetrics _metrics;
    private readonly int _limit;

    /// <summary>Children by slot; free ones are null. Slot 0 is the supernode itself.</summary>
    private readonly List<Child?> _slots = [null];

    /// <summary>What results say of the child in each slot, side by side: a look-up names dozens of them.</summary>
    private ChildSource[] _sources = new ChildSource[16];
    private readonly List<Child> _children = [];
    private readonly ChildIndex _index;
    private SupernodeList? _list;
    private TimeSpan _listMade;
    private TimeSpan _nextQuestion;
    private TimeSpan? _superfluousSince;

    public SupernodeService(KazaaPeer peer, KazaaRun run)
    {
        (_peer, _run, _settings, _metrics) = (peer, run, run.Settings, run.Metrics);
        _limit = run.ChildLimit(peer.Self);
        _index = new ChildIndex(run.Workload.Catalogue.Count);
        Since = peer.Clock;
    }

    /// <summary>When it began.</summary>
    public TimeSpan Since { get; }

    public int Children => _children.Count;

    public int ChildLimit => _limit;

    public int IndexedFiles => _index.Files;

    public bool HasRoom => _children.Count < _limit;

    /// <summary>Children in percent of those it takes.</summary>
    public byte Load => (byte)(100 * _children.Count / _limit);

    public void Start(PeerId former)
    {
        _sources[OwnSlot] = new ChildSource(_peer.Self, _peer.Uplink, false);
        foreach (SharedCopy copy in _peer.FilesShared) AddOwn(copy);
        // The parent that asked is the first to be linked with.
        if (former.IsPeer) CallLink(former);
        TimeSpan check = _settings.Supernodes.CheckInterval, announce = _settings.Bootstrap.AnnounceEvery, shuffle = _settings.Supernodes.Shuffle;
        _peer.Alarms.StartPeriodicTimer(CheckTimer, new TimeToCheck(), _peer.Dice.Next(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)), check);
        _peer.Alarms.StartPeriodicTimer(AnnounceTimer, new TimeToAnnounce(), announce);
        _peer.Alarms.StartPeriodicTimer(ShuffleTimer, new TimeToShuffle(), _peer.Dice.Next(shuffle / 2, shuffle * 1.5), shuffle);
    }

    public void End()
    {
        _peer.Alarms.Cancel(CheckTimer);
        _peer.Alarms.Cancel(AnnounceTimer);
        _peer.Alarms.Cancel(ShuffleTimer);
        foreach (Child child in _children) Dismiss(child.Connection);
        EndMesh();
        EndSearches();
    }

    public void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        foreach (MeshLink link in _links) neighbours.Add(link.Connection.Remote);
        foreach (Child child in _children) neighbours.Add(child.Connection.Remote);
    }

    /// <summary>An ordinary node asks to be a child: welcomed with a list of supernodes, or turned away when there are too many.</summary>
    public void OnChild(Connection connection, ChildHello hello)
    {
        if (connection.Tag is not null) return;
        if (!HasRoom)
        {
            _peer.Meters.Add(_metrics.ChildrenRefused);
            connection.Close();
            return;
        }

        int slot = _slots.IndexOf(null, 1);
        if (slot < 0)
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        var child = new Child(connection, slot, hello.Kbps, hello.IsFirewalled, _peer.Clock);
        _slots[slot] = child;
        if (slot >= _sources.Length) Array.Resize(ref _sources, _sources.Length * 2);
        _sources[slot] = new ChildSource(connection.Remote, hello.Kbps, hello.IsFirewalled);
        _children.Add(child);
        connection.Tag = child;
        connection.Send(new Welcome(Load));
        connection.Send(List());
    }

    /// <summary>0x22: the metadata of a child's files.</summary>
    public void OnShares(Child child, Shares shares)
    {
        foreach (SharedCopy copy in shares.Files)
        {
            if (child.Files.Count >= _settings.Supernodes.MaxFiles)
            {
                _peer.Meters.Add(_metrics.FilesRefused);
            }
            else
            {
                child.Files.Add(copy.File);
                _index.Add(child.Slot, copy.File, copy.Hash);
            }
        }
    }

    /// <summary>0x05: one of them less.</summary>
    public void OnUnshare(Child child, Unshare unshare)
    {
        if (!_index.Remove(child.Slot, unshare.File)) return;
        child.Files.Remove(unshare.File);
        _peer.Meters.Add(_metrics.Unshared);
    }

    public void AddOwn(SharedCopy copy) => _index.Add(OwnSlot, copy.File, copy.Hash);

    public void RemoveOwn(int file) => _index.Remove(OwnSlot, file);

    /// <summary>A child has gone, and its files with it.</summary>
    public void OnChildGone(Child child)
    {
        if (!ReferenceEquals(_slots[child.Slot], child)) return;
        foreach (int file in child.Files) _index.Remove(child.Slot, file);
        _slots[child.Slot] = null;
        _children.Remove(child);
    }

    public void Check()
    {
        TimeSpan silent = _settings.Parent.Ping + _settings.Parent.PongWait + _settings.Supernodes.CheckInterval;
        for (int i = _children.Count - 1; i >= 0; i--) CheckChild(_children[i], silent);
        CheckMesh(silent);
        ConsiderHelp();
        CheckNeed();
    }

    private void CheckChild(Child child, TimeSpan silent)
    {
        if (_peer.Clock - child.Connection.LastReceivedAt > silent)
        {
            _peer.Meters.Add(_metrics.ChildrenSilent);
            Dismiss(child.Connection);
            OnChildGone(child);
        }
        else if (_peer.Clock - child.Listed >= _settings.Bootstrap.ListEvery)
        {
            child.Listed = _peer.Clock;
            child.Connection.Send(List());
        }
    }

    /// <summary>
    /// Nearly full, and so are the others as far as known: one of the children is asked to help. All supernodes see the same
    /// need, so each asks only with the probability that makes up for what is missing, twice over, to be sure.
    /// </summary>
    private void ConsiderHelp()
    {
        double limit = 100 * _settings.Supernodes.PromoteAbove;
        if (Load < limit || _peer.Clock < _nextQuestion) return;
        double sum = Load;
        foreach (MeshLink link in _links) sum += link.Load;
        double missing = sum / (_links.Count + 1) / limit - 1;
        if (missing < 0) return;
        _nextQuestion = _peer.Clock + _settings.Supernodes.PromoteEvery;
        if (_peer.Dice.NextBool(0.05 + 2 * missing)) AskForHelp();
    }

    /// <summary>The child with the best line that has been here for long enough is asked to become a supernode too.</summary>
    private void AskForHelp()
    {
        Child? best = null;
        foreach (Child child in _children)
        {
            bool isEligible = !child.IsFirewalled && !child.WasAsked && child.Kbps * 1000.0 >= _settings.Supernodes.MinUplink.BitsPerSecond
                && _peer.Clock - child.Since >= _settings.Supernodes.MinUptime / 2;
            if (isEligible && (best is null || child.Kbps > best.Kbps)) best = child;
        }

        if (best is null) return;
        best.WasAsked = true;
        best.Connection.Send(PromotionRequest.Instance);
    }

    /// <summary>A supernode that hardly anybody needs, and that is not the only one, gives up after a while.</summary>
    private void CheckNeed()
    {
        if (_children.Count >= _settings.Supernodes.DemoteBelow || _links.Count == 0) _superfluousSince = null;
        else if (_superfluousSince is not { } since) _superfluousSince = _peer.Clock;
        else if (_peer.Clock - since >= _settings.Supernodes.DemoteAfter) _peer.Demote();
    }

    /// <summary>The newest supernodes known here; made once a minute.</summary>
    private SupernodeList List()
    {
        if (_list is not null && _peer.Clock - _listMade < TimeSpan.FromMinutes(1)) return _list;
        SupernodeCache known = _peer.Disk.Supernodes;
        int now = SupernodeCache.MinuteOf(_peer.Clock);
        known.RemoveBefore(now - SupernodeCache.OldestMinutes);
        foreach (MeshLink link in _links) known.Add(new SupernodeEntry(link.Connection.Remote, SupernodeCache.MinuteOf(link.Connection.LastReceivedAt), link.Load));
        known.Add(new SupernodeEntry(_peer.Self, now, Load));
        _listMade = _peer.Clock;
        return _list = new SupernodeList(known.Newest(_settings.Bootstrap.ListSize));
    }

    /// <summary>What is wrong with children and index, in words; null if nothing is. For the check of the invariant.</summary>
    public string? FamilyFault()
    {
        int files = _index.CountOf(OwnSlot, _peer.FilesShared);
        foreach (Child child in _children)
        {
            if (child.Connection.State != ConnectionState.Open) return $"keeps child {child.Connection.Remote}, whose connection is closed";
            files += child.Files.Count;
        }

        if (_children.Count > _limit) return $"has {_children.Count} children, and takes {_limit}";
        return files == _index.Files ? null : $"lists {_index.Files} files, but it and its children share {files}";
    }

    private static void Dismiss(Connection connection)
    {
        connection.Tag = null;
        connection.Close();
    }

    internal sealed record TimeToCheck : Message
    {
        public override int WireSize => 0;
    }

    internal sealed record TimeToAnnounce : Message
    {
        public override int WireSize => 0;
    }

    internal sealed record TimeToShuffle : Message
    {
        public override int WireSize => 0;
    }
}

/// <summary>An ordinary node at its supernode; the tag of their connection.</summary>
internal sealed class Child(Connection connection, int slot, int kbps, bool isFirewalled, TimeSpan since)
{
    public readonly Connection Connection = connection;
    public readonly int Slot = slot;
    public readonly int Kbps = kbps;
    public readonly bool IsFirewalled = isFirewalled;
    public readonly TimeSpan Since = since;
    public readonly List<int> Files = [];
    public TimeSpan Listed = since;
    public bool WasAsked;
}

/// <summary>A child as results name it.</summary>
internal readonly record struct ChildSource(PeerId Peer, int Kbps, bool IsFirewalled);
