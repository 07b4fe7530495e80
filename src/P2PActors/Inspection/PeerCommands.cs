using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Nat;
using P2PActors.Reports;

namespace P2PActors.Inspection;

/// <summary>Commands that look at peers.</summary>
internal static class PeerCommands
{
    private const int MostShown = 20;
    private static readonly string[] Columns = ["degree", "messagesReceived", "messagesSent", "sessions"];

    public static IReadOnlyList<InspectionCommand> All { get; } =
    [
        new("peers", "peers [role=..] [state=..] [status=..] [region=..] [degree>N ...] [order by METRIC [asc]] [limit N]", "List peers that fit",
            $"Metrics: {string.Join(", ", PeerQuery.Common)}.\nStates: notyet, online, left, crashed, failed. The order is descending unless asc is said.\npeers role=server\npeers state=online degree>10 order by messages limit 5")
            { Aliases = ["ps"], Do = Peers, Next = NextOfPeers },
        new("peer", "peer ID", "Everything about one peer", "Its state in its protocol's words, link, load, connections, timers and last messages.\npeer 42") { Do = Peer },
        new("roles", "roles", "The roles, and how many are on line", "roles") { Do = Roles },
        new("systems", "systems", "The systems of the scenario, and which one this is", "systems") { Do = Systems },
    ];

    private static Answer Peers(InspectionSession session, IReadOnlyList<string> words)
    {
        World world = session.World;
        PeerQuery query = PeerQuery.Parse(world, session.Plan.System.Protocol, words);
        (IReadOnlyList<PeerRow> listed, int all) = query.Run(world);
        var rows = new List<IReadOnlyList<string>>();
        foreach (PeerRow of in listed)
        {
            var peer = new PeerId(of.Peer);
            var row = new List<string> { peer.ToString(), world.Roles[world.RoleOf(peer)], StateOf(world.StateOf(peer)), Number(of.Degree), Number(of.In), Number(of.Out), Number(of.Sessions) };
            if (query.OrderBy.Length > 0 && !Columns.Contains(query.OrderBy)) row.Add(Number(of.Order));
            rows.Add(row);
        }

        static string Number(double value) => double.IsNaN(value) ? "-" : Cell.Number(value);

        List<string> columns = ["peer", "role", "state", "degree", "in", "out", "sessions"];
        if (rows.Count > 0 && rows[0].Count > columns.Count) columns.Add(query.OrderBy);
        var answer = new Answer();
        if (rows.Count > 0) answer.Table("", columns, rows);
        return answer.Line(all == listed.Count ? StateText.Count(all, "peer") : $"{StateText.Number(listed.Count)} of {StateText.Count(all, "peer")}; limit N shows another number");
    }

    private static IEnumerable<string> NextOfPeers(InspectionSession session, IReadOnlyList<string> words) => words switch
    {
        [.., "order"] => ["by"],
        [.., "by"] => PeerQuery.Common.Concat(session.Plan.System.Protocol.PeerGauges),
        _ => session.World.Roles.Select(r => "role=" + r).Concat(Enum.GetNames<PeerState>().Select(n => "state=" + n.ToLowerInvariant()))
            .Concat(session.Plan.System.Protocol.Statuses.Select(s => "status=" + CommandWords.Quoted(s))).Concat((session.World.Network.Regions?.Names ?? []).Select(r => "region=" + CommandWords.Quoted(r)))
            .Concat(PeerQuery.Common.Concat(session.Plan.System.Protocol.PeerGauges).Select(m => m + ">")).Concat(["order", "limit"]),
    };

    private static Answer Peer(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count != 1) throw InspectionCommands.WrongUse("peer");
        World world = session.World;
        PeerId peer = InspectionCommands.ReadPeer(session, words[0]);
        PeerSlot slot = world.SlotOf(peer);
        var answer = new Answer($"peer {peer}, {world.Roles[slot.Role]}, {StateOf(slot.State)}");
        answer.Fact("sessions", StateText.Number(slot.Incarnation) + (slot.Restarts > 0 ? $", {StateText.Count(slot.Restarts, "restart")} after failures" : ""));
        answer.Fact("link", LinkOf(world, peer));
        if (world.Network.NatOf(peer.Value) is var nat and not NatType.None) answer.Fact("behind", nat.ToString());
        if (world.Traits.IsSybil(peer.Value)) answer.Fact("trait", "Sybil");
        else if (world.Traits.IsMalicious(peer.Value)) answer.Fact("trait", "malicious");
        if (world.Network.RegionOf(peer.Value) is { } region) answer.Fact("region", region);
        if (slot.Actor is IPeerStatus status) answer.Fact("status", status.Status);
        TrafficCount load = world.LoadOf(peer);
        answer.Fact("received", $"{StateText.Count(load.MessagesReceived, "message")}, {StateText.Bytes(load.BytesReceived)}");
        answer.Fact("sent", $"{StateText.Count(load.MessagesSent, "message")}, {StateText.Bytes(load.BytesSent)}");
        if (slot.Actor is { } actor)
        {
            AddState(answer, actor);
            AddTimers(answer, actor);
        }

        if (slot.Net is { Connections.Count: > 0 } net) AddConnections(answer, net);
        AddMessages(answer, session.Watch.Recorder.Of(peer.Value));
        return answer;
    }

#pragma warning disable CA1031 // What a protocol throws while it is looked at must not end the run.
    private static void AddState(Answer answer, PeerActor actor)
    {
        var text = new StateText();
        try
        {
            actor.DescribeTo(text);
        }
        catch (Exception e)
        {
            text.Say($"its description failed: {e.GetType().Name}: {e.Message}");
        }

        answer.Table("", ["state"], [.. text.Lines.Select(l => (IReadOnlyList<string>)[l])]);
    }
#pragma warning restore CA1031

    private static void AddTimers(Answer answer, PeerActor actor)
    {
        if (actor.ActiveTimers is not { Count: > 0 } timers) return;
        answer.Table("", ["timer", "due", "every"],
            [.. timers.ByDueTime().Take(MostShown).Select(t => (IReadOnlyList<string>)[MessageText.Of(t.Message), StateText.Moment(new TimeSpan(t.Due)), t.Interval > 0 ? StateText.Moment(new TimeSpan(t.Interval)) : "-"])]);
        if (timers.Count > MostShown) answer.Line($"... and {StateText.Count(timers.Count - MostShown, "more timer")}");
    }

    private static void AddConnections(Answer answer, PeerTransport net)
    {
        answer.Table("", ["connection", "asked by", "state", "since", "queued", "use"],
            [.. net.Connections.Take(MostShown).Select(c => (IReadOnlyList<string>)
            [
                c.Remote.ToString(), c.IsOutgoing ? "this peer" : "the other", c.State == ConnectionState.Open ? "open" : "opening",
                c.State == ConnectionState.Open ? StateText.Moment(c.OpenedAt) : "-", c.BytesQueued == 0 ? "-" : StateText.Bytes(c.BytesQueued), c.Tag is null ? "" : c.Tag as string ?? c.Tag.GetType().Name,
            ])]);
        if (net.Connections.Count > MostShown) answer.Line($"... and {StateText.Count(net.Connections.Count - MostShown, "more connection")}");
    }

    private static void AddMessages(Answer answer, IReadOnlyList<RecordedMessage> last)
    {
        if (last.Count == 0) return;
        answer.Table("", ["at", "", "peer", "bytes", "message"],
            [.. last.Select(m => (IReadOnlyList<string>)[StateText.Moment(m.At), m.IsIn ? "from" : "to", StateText.Plain(m.Other), StateText.Number(m.Message.WireSize), MessageText.Of(m.Message)])]);
    }

    private static string LinkOf(World world, PeerId peer)
    {
        if (world.Network.Links is not { } links) return "unlimited";
        return $"{Rate(links.Up(peer.Value))} up, {Rate(links.Down(peer.Value))} down";

        static string Rate(double ticksPerByte) => Cell.Number(TimeSpan.TicksPerSecond / ticksPerByte * 8 / 1000) + " kbit/s";
    }

    private static string StateOf(PeerState state) => state switch
    {
        PeerState.NotYet => "not yet on line",
        PeerState.Online => "on line",
        PeerState.Left => "left",
        PeerState.Crashed => "crashed",
        _ => "failed",
    };

    private static Answer Roles(InspectionSession session, IReadOnlyList<string> words)
    {
        World world = session.World;
        var all = new long[world.Roles.Count];
        var online = new long[world.Roles.Count];
        for (int i = 0; i < world.PeerCount; i++)
        {
            var peer = new PeerId(i);
            all[world.RoleOf(peer)]++;
            if (world.IsOnline(peer)) online[world.RoleOf(peer)]++;
        }

        return new Answer().Table("", ["role", "participants", "on line"],
            [.. world.Roles.Index().Select(r => (IReadOnlyList<string>)[r.Item, StateText.Number(all[r.Index]), StateText.Number(online[r.Index])])]);
    }

    private static Answer Systems(InspectionSession session, IReadOnlyList<string> words) =>
        new Answer().Table("", ["system", "protocol", ""],
            [.. session.Plan.Scenario.Systems.Select(s => (IReadOnlyList<string>)[s.Label, s.Protocol.Name, s.Label == session.Plan.System.Label ? "this run" : "not in this run"])]);
}
