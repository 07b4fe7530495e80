using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.FastTrack;

/// <content>Links to other supernodes: 30 to 50, kept up, and one of them replaced now and then.</content>
internal sealed partial class SupernodeService
{
    private readonly List<MeshLink> _links = [];
    private readonly LinkTable _linkOf = new();

    /// <summary>The connections of the links, in the same order: a flood needs no more.</summary>
    private readonly List<Connection> _open = [];
    private readonly List<MeshLink> _calling = [];

    public int Links => _links.Count;

    public void OnSupernode(Connection connection, SupernodeHello hello)
    {
        if (connection.Tag is not null) return;
        PeerId caller = connection.Remote;
        MeshLink? ownCall = Find(_calling, caller);
        // When two call each other at the same time, the call of the lower one stands.
        bool crossed = ownCall is { Connection.State: ConnectionState.Open } && _peer.Self < caller;
        if (crossed || Find(_links, caller) is not null || _links.Count >= _settings.Supernodes.MaxLinks)
        {
            _peer.Meters.Add(_metrics.LinksRefused);
            connection.Close();
            return;
        }

        if (ownCall is not null)
        {
            _calling.Remove(ownCall);
            Dismiss(ownCall.Connection);
        }

        var link = new MeshLink(connection) { Load = hello.Load };
        connection.Tag = link;
        connection.Send(new Welcome(Load));
        Open(link);
    }

    public void OnWelcome(MeshLink link, byte load)
    {
        if (!_calling.Remove(link)) return;
        link.Load = load;
        Open(link);
    }

    public void OnLinkGone(MeshLink link)
    {
        if (_calling.Remove(link)) _peer.Disk.Supernodes.Remove(link.Connection.Remote);
        else if (_links.Contains(link)) Lose(link);
    }

    /// <summary>Replaces a random link by another, so that searches come to other parts of the network later.</summary>
    public void Shuffle()
    {
        if (_links.Count < Math.Min(_settings.Supernodes.MinLinks, _peer.Disk.Supernodes.Count) || !TryCallOther()) return;
        MeshLink leaving = _links[_peer.Dice.Next(_links.Count)];
        _peer.Meters.Add(_metrics.LinksShuffled);
        Lose(leaving);
        Dismiss(leaving.Connection);
    }

    private void Open(MeshLink link)
    {
        link.OpenedAt = _peer.Clock;
        _links.Add(link);
        if (_linkOf.Find(link.Connection.Remote.Value) is null) _linkOf.Set(link.Connection.Remote.Value, link);
        _open.Add(link.Connection);
        _peer.Meters.Add(_metrics.LinksOpened);
        _peer.Disk.Supernodes.Add(new SupernodeEntry(link.Connection.Remote, SupernodeCache.MinuteOf(_peer.Clock), link.Load));
        SendList(link);
    }

    /// <summary>Supernodes tell each other whom they know, and how full they are.</summary>
    private void SendList(MeshLink link)
    {
        link.Listed = _peer.Clock;
        link.Connection.Send(List());
    }

    private void Lose(MeshLink link)
    {
        _links.Remove(link);
        int peer = link.Connection.Remote.Value;
        if (ReferenceEquals(_linkOf.Find(peer), link)) _linkOf.Remove(peer);
        _open.Remove(link.Connection);
        _peer.Meters.Add(_metrics.LinksLost);
        _peer.Meters.Record(_metrics.LinkLife, _peer.Clock - link.OpenedAt);
    }

    private void CheckMesh(TimeSpan silent)
    {
        for (int i = _links.Count - 1; i >= 0; i--)
        {
            MeshLink link = _links[i];
            TimeSpan silence = _peer.Clock - link.Connection.LastReceivedAt;
            if (silence > silent)
            {
                Lose(link);
                _peer.Disk.Supernodes.Remove(link.Connection.Remote);
                Dismiss(link.Connection);
                continue;
            }

            if (silence >= _settings.Parent.Ping - _settings.Supernodes.CheckInterval)
            {
                link.Connection.Send(KeepAlive.Instance);
            }

            if (_peer.Clock - link.Listed >= _settings.Supernodes.Exchange) SendList(link);
        }

        int have = _links.Count + _calling.Count;
        if (have >= _settings.Supernodes.MinLinks) return;
        if (_peer.Disk.Supernodes.Count <= have && _run.Oracle.IsFirst(_peer.Self)) _peer.LearnShippedList();
        // Each end of a link is also called by others, so half of what is missing is enough.
        for (int calls = (_settings.Supernodes.Links - have + 1) / 2; calls > 0 && TryCallOther(); calls--) { }
    }

    private bool TryCallOther()
    {
        SupernodeCache known = _peer.Disk.Supernodes;
        for (int attempts = 8; attempts > 0 && known.Count > 0; attempts--)
        {
            PeerId other = known.PickOne(ref _peer.Dice);
            if (other == _peer.Self || Find(_links, other) is not null || Find(_calling, other) is not null) continue;
            CallLink(other);
            return true;
        }

        return false;
    }

    private void CallLink(PeerId other)
    {
        var link = new MeshLink();
        link.Connection = _peer.Call(other, link);
        _calling.Add(link);
    }

    private void EndMesh()
    {
        foreach (MeshLink link in _calling) Dismiss(link.Connection);
        while (_links.Count > 0)
        {
            MeshLink link = _links[^1];
            Lose(link);
            Dismiss(link.Connection);
        }

        _calling.Clear();
    }

    private static MeshLink? Find(List<MeshLink> among, PeerId peer)
    {
        foreach (MeshLink link in among)
        {
            if (link.Connection.Remote == peer) return link;
        }

        return null;
    }
}

/// <summary>One end of a link between supernodes, from the call or the greeting on; the tag of its connection.</summary>
internal sealed class MeshLink
{
    public MeshLink() { }

    public MeshLink(Connection connection) => Connection = connection;

    public Connection Connection = null!;
    public byte Load;
    public TimeSpan OpenedAt;

    /// <summary>When it was last sent a list.</summary>
    public TimeSpan Listed;
}
