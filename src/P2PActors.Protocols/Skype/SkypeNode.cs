using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>Whoever may be a supernode: a user's client, or a machine of the company.</summary>
internal abstract class SkypeNode(SkypeRun run) : PeerActor, IOverlayNode, IPeerStatus, IPeerGauges
{
    public const string Supernode = "supernode", OrdinaryNode = "ordinary node", Joining = "joining", BuiltIn = "built-in";

    /// <summary>What it serves as a supernode; null for others.</summary>
    internal SupernodeService? Service { get; private protected set; }

    /// <inheritdoc />
    public virtual string Status => Service is not null ? Supernode : Joining;

    /// <inheritdoc />
    public bool TryGauge(string name, out double value)
    {
        (bool known, value) = name switch
        {
            "clients" => (true, Service?.Clients ?? 0),
            "records" => (true, Service?.Records ?? 0),
            "relayed" => (true, Self.Value < run.RelayedBytes.Length ? run.RelayedBytes[Self.Value] : 0),
            _ => (false, 0.0),
        };
        return known;
    }

    /// <inheritdoc />
    public virtual void CollectNeighbours(ICollection<PeerId> neighbours) => Service?.CollectNeighbours(neighbours);

    // What the parts that are not the actor itself need of it.
    internal TimeSpan Clock => Now;

    internal ref RandomStream Dice => ref Random;

    internal MetricShard Meters => Metrics;

    internal TimerScheduler Alarms => Timers;

    internal PeerEndpoint SeenFrom => SenderEndpoint;

    internal PeerEndpoint OwnEndpoint => LocalEndpoint;

    internal bool MeansHarm => run.Context.Traits.IsMalicious(Self.Value);

    internal void Send(PeerId peer, Message datagram) => Tell(peer, datagram);

    internal void SendFromOtherPort(PeerId peer, Message datagram) => TellFromOtherPort(peer, datagram);

    internal void SendTrain(PeerId peer, PacketTrain train) => TellTrain(peer, train);

    internal Connection Call(PeerId peer, object tag)
    {
        Connection connection = Connect(peer);
        connection.Tag = tag;
        return connection;
    }

    /// <summary>A supernode's own client is served without a connection.</summary>
    internal virtual void OnOwnAnswer(Message message) { }

    /// <summary>The service has shut itself down, or was told to.</summary>
    internal virtual void ServiceEnded() => Service = null;

    protected override void OnReceive(Message message) => Service?.OnMessage(Channel, Sender, message);

    protected override void OnConnected(Connection connection)
    {
        if (connection.Tag is DirectoryCopyRequest request) connection.Send(request);
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason)
    {
        if (connection.Tag is DirectoryCopyRequest) Service?.CopySlot();
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        if (connection.Tag is ClientLink client) Service?.OnClientGone(client);
        else if (connection.Tag is DirectoryCopyRequest) Service?.CopySlot();
    }

    protected override void PostStop() => Service?.SayGoodbye();
}
