using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// A part of the project: it talks to the others over connections that it opens when it has something to say. What cannot be
/// said is lost and counted; whoever needs an answer asks again.
/// </summary>
internal abstract class ProjectPart(VolunteerRun run) : PeerActor
{
    private readonly List<Partner> _partners = [];

    protected VolunteerRun Run { get; } = run;

    /// <summary>Sends a message to another part, now or when the connection is open.</summary>
    protected void SendTo(PeerId part, Message message)
    {
        Partner partner = PartnerAt(part);
        partner.Connection ??= Connect(part);
        if (partner.Connection.State == ConnectionState.Open) partner.Connection.Send(message);
        else partner.Waiting.Add(message);
    }

    protected override void OnConnected(Connection connection)
    {
        if (!connection.IsOutgoing || Find(connection) is not { } partner) return;
        foreach (Message message in partner.Waiting) connection.Send(message);
        partner.Waiting.Clear();
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => Forget(connection);

    protected override void OnClosed(Connection connection, CloseReason reason) => Forget(connection);

    private void Forget(Connection connection)
    {
        if (Find(connection) is not { } partner) return;
        if (partner.Waiting.Count > 0) Metrics.Add(Run.Metrics.Unsaid, partner.Waiting.Count);
        _partners.Remove(partner);
    }

    private Partner? Find(Connection connection)
    {
        foreach (Partner partner in _partners)
        {
            if (partner.Connection == connection) return partner;
        }

        return null;
    }

    private Partner PartnerAt(PeerId part)
    {
        foreach (Partner partner in _partners)
        {
            if (partner.Part == part) return partner;
        }

        var made = new Partner(part);
        _partners.Add(made);
        return made;
    }

    private sealed class Partner(PeerId part)
    {
        public PeerId Part { get; } = part;

        public Connection? Connection { get; set; }

        public List<Message> Waiting { get; } = [];
    }
}
