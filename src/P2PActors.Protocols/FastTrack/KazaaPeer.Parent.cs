using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.FastTrack;

/// <content>The parent: found, kept, lost, changed; and the way to become a supernode and back.</content>
internal partial class KazaaPeer
{
    private const int SharesInOneGo = 50;
    private static readonly object JoinTimer = new(), PingTimer = new(), PongTimer = new(), HopTimer = new();

    /// <summary>Time a program takes to start; it also lets the supernodes of the beginning be there first.</summary>
    private static readonly TimeSpan LeastStart = TimeSpan.FromSeconds(3), MostStart = TimeSpan.FromSeconds(6);

    private ParentSearch? _seeking;
    private Connection? _parent;
    private TimeSpan? _orphanSince;
    private bool _hadParent;

    /// <summary>Whether this peer has been on line for long enough, and may be a supernode in all other respects.</summary>
    internal bool MayServe(bool whateverUptime) => _run.IsEligible(Self) && (whateverUptime || Now - _since >= _settings.Supernodes.MinUptime);

    private void CheckSavedList()
    {
        SupernodeCache cache = Disk.Supernodes;
        for (int i = 0; Incarnation > 1 && i < cache.Count; i++)
        {
            SupernodeEntry entry = cache[i];
            int age = KazaaMetrics.AgeClass(SupernodeCache.MinuteOf(Now) - entry.Seen);
            Metrics.Add(_metrics.EntriesChecked[age]);
            if (_run.Oracle.IsSupernode(entry.Peer)) Metrics.Add(_metrics.EntriesAlive[age]);
        }
    }

    private void StartJoining()
    {
        if (_run.Oracle.WantsMore && _run.IsEligible(Self)) _run.Oracle.Changes.Append(this, new RoleChange(Now, Self.Value, RoleChangeKind.Offers));
        Timers.StartSingleTimer(JoinTimer, new TimeToJoin(), Random.Next(LeastStart, MostStart));
    }

    private void BeginJoining()
    {
        if (IsSupernode || _parent is not null || _seeking is not null) return;
        if (Incarnation == 1 && !_hadParent)
        {
            LearnShippedList();
            if (_run.Oracle.IsFirst(Self))
            {
                BecomeSupernode(counts: false);
                return;
            }
        }

        Seek();
    }

    /// <summary>The list that comes with the program: some of the supernodes of the beginning.</summary>
    internal void LearnShippedList()
    {
        IReadOnlyList<PeerId> first = _run.Oracle.First;
        if (first.Count == 0) return;
        int most = IsSupernode || _run.Oracle.IsFirst(Self) ? _settings.Bootstrap.ListSize : _settings.Bootstrap.Shipped;
        int start = Random.Next(first.Count), count = Math.Min(most, first.Count);
        // A stretch of the list from a random place would make neighbours of neighbours; every stride-th does not.
        int stride = Math.Max(1, first.Count / Math.Max(1, count));
        for (int i = 0; i < count; i++)
        {
            PeerId peer = count == first.Count ? first[i] : first[(start + i * stride + Random.Next(stride)) % first.Count];
            if (peer != Self) Disk.Supernodes.Add(new SupernodeEntry(peer, SupernodeCache.MinuteOf(Now), 50));
        }
    }

    private void Seek()
    {
        _orphanSince ??= Now;
        _seeking = new ParentSearch(this, _run);
        _seeking.NextRound();
    }

    private void OnSupernodePing()
    {
        if (_service is { HasRoom: true } service) Tell(Sender, new SupernodePong(service.Load));
        else Tell(Sender, SupernodeRefusal.Instance);
    }

    private void OnWelcome(Connection connection, Welcome welcome)
    {
        switch (connection.Tag)
        {
            case ParentSearch seeking when ReferenceEquals(seeking, _seeking):
                TakeParent(connection, seeking, welcome.Load);
                break;
            case MeshLink link:
                _service?.OnWelcome(link, welcome.Load);
                break;
        }
    }

    private void TakeParent(Connection connection, ParentSearch seeking, byte load)
    {
        _seeking = null;
        seeking.EndExcept(connection);
        _parent = connection;
        connection.Tag = ParentLink.Instance;
        Disk.Supernodes.Add(new SupernodeEntry(connection.Remote, SupernodeCache.MinuteOf(Now), load));
        Metrics.Add(_metrics.ParentsFound);
        if (_orphanSince is { } since) Metrics.Record(_hadParent ? _metrics.Rehomed : _metrics.Joined, Now - since);
        _orphanSince = null;
        UploadShares(again: _hadParent);
        _hadParent = true;
        Timers.StartPeriodicTimer(PingTimer, new TimeToPing(), _settings.Parent.Ping);
        if (_run.TraitsOf(Self).IsHopper) Timers.StartSingleTimer(HopTimer, new TimeToHop(), _settings.Parent.HopEvery);
    }

    private void UploadShares(bool again)
    {
        SharedCopy[] all = FilesShared;
        for (int from = 0; from < all.Length; from += SharesInOneGo) SendShares(all[from..Math.Min(all.Length, from + SharesInOneGo)], again);
    }

    private void SendShares(SharedCopy[] files, bool again)
    {
        var shares = new Shares(files, _run.Layout);
        _parent!.Send(shares);
        Metrics.Add(_metrics.FilesShared, files.Length);
        Metrics.Add(_metrics.ShareBytes, shares.WireSize);
        if (again) Metrics.Add(_metrics.ReuploadBytes, shares.WireSize);
    }

    protected override void OnFilesChanged(ReadOnlySpan<int> added, ReadOnlySpan<int> removed)
    {
        if (_service is { } service)
        {
            foreach (int file in removed) service.RemoveOwn(file);
            foreach (SharedCopy copy in CopiesOf(added)) service.AddOwn(copy);
        }
        else if (_parent is not null)
        {
            foreach (int file in removed) _parent.Send(new Unshare(file, _run.Layout));
            if (added.Length > 0) SendShares(CopiesOf(added), again: false);
        }
    }

    private void OnList(Connection connection, SupernodeList list)
    {
        foreach (SupernodeEntry entry in list.Entries)
        {
            if (entry.Peer != Self) Disk.Supernodes.Add(in entry);
            if (entry.Peer == connection.Remote && connection.Tag is MeshLink link) link.Load = entry.Load;
        }

        if (connection.Tag is not ListCall) return;
        connection.Tag = null;
        connection.Close();
        _seeking?.OnServerList(list.Entries.Length);
    }

    private void PingParent()
    {
        if (_parent is null) return;
        _parent.Send(KeepAlive.Instance);
        Timers.StartSingleTimer(PongTimer, new PongOverdue(), _settings.Parent.PongWait);
    }

    private void OnPongOverdue()
    {
        if (_parent is not { } parent) return;
        Metrics.Add(_metrics.ParentsSilent);
        Disk.Supernodes.Remove(parent.Remote);
        parent.Close();
        OnParentLost();
    }

    private void OnParentLost()
    {
        Metrics.Add(_metrics.ParentsLost);
        LeaveParent();
        Seek();
    }

    private void LeaveParent()
    {
        _parent = null;
        Timers.Cancel(PingTimer);
        Timers.Cancel(PongTimer);
        Timers.Cancel(HopTimer);
    }

    /// <summary>Kazaa Lite goes to another parent, which knows others.</summary>
    private void Hop()
    {
        if (_parent is not { } parent) return;
        Metrics.Add(_metrics.Hops);
        parent.Close();
        LeaveParent();
        _orphanSince = Now;
        _seeking = new ParentSearch(this, _run, parent.Remote);
        _seeking.NextRound();
    }

    private void OnPromotionRequest()
    {
        if (!ReferenceEquals(Channel, _parent)) return;
        if (MayServe(whateverUptime: false)) BecomeSupernode(counts: true);
        else Metrics.Add(_metrics.PromotionsRefused);
    }

    /// <summary>This peer is a supernode from now on.</summary>
    /// <param name="counts">Whether it is a promotion; the supernodes of the beginning are not.</param>
    internal void BecomeSupernode(bool counts)
    {
        _seeking?.EndExcept(null);
        _seeking = null;
        _orphanSince = null;
        PeerId former = Parent;
        _parent?.Close();
        LeaveParent();
        if (counts) Metrics.Add(_metrics.Promotions);
        _run.Oracle.Changes.Append(this, new RoleChange(Now, Self.Value, RoleChangeKind.Begins));
        _service = new SupernodeService(this, _run);
        _service.Start(former);
        Announce();
    }

    /// <summary>A superfluous supernode becomes an ordinary node again.</summary>
    internal void Demote()
    {
        if (_service is not { } service) return;
        Metrics.Add(_metrics.Demotions);
        Metrics.Record(_metrics.ServiceTime, Now - service.Since);
        service.End();
        _service = null;
        _run.Oracle.Changes.Append(this, new RoleChange(Now, Self.Value, RoleChangeKind.Ends));
        Seek();
    }

    private void Announce()
    {
        if (IsSupernode) Call(_run.BootstrapServer(Random.Next(_settings.Bootstrap.Servers)), AnnouncementCall.Instance);
    }

    private sealed record TimeToJoin : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToPing : Message
    {
        public override int WireSize => 0;
    }

    private sealed record PongOverdue : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToHop : Message
    {
        public override int WireSize => 0;
    }
}

/// <summary>The tag of the connection to the parent.</summary>
internal sealed class ParentLink
{
    public static ParentLink Instance { get; } = new();
}

/// <summary>The tag of a call for a list.</summary>
internal sealed class ListCall
{
    public static ListCall Instance { get; } = new();
}

/// <summary>The tag of a call that announces a supernode.</summary>
internal sealed class AnnouncementCall
{
    public static AnnouncementCall Instance { get; } = new();
}
