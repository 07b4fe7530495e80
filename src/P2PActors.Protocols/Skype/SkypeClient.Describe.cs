using P2PActors.Inspection;

namespace P2PActors.Protocols.Skype;

/// <content>What a user's client says of itself.</content>
internal sealed partial class SkypeClient
{
    protected override void Describe(StateText text)
    {
        text.Say($"{SkypeRun.NameOf(Self.Value)}, {(IsLoggedIn ? "logged in" : "not logged in")}, on line since {StateText.Moment(_since)}");
        if (Service is { } service) service.Describe(text);
        else text.Say(Standing());
        text.Say($"NAT found: {SkypeMetrics.NatWords[(int)Nat]}; host cache of {StateText.Count(Disk.Known, "supernode")}");
        int online = 0;
        foreach (BuddyState buddy in Disk.States) online += buddy.IsOnline ? 1 : 0;
        text.Say($"{StateText.Count(Disk.Buddies.Length, "buddy").Replace("buddys", "buddies", StringComparison.Ordinal)}, {StateText.Number(online)} believed to be on line; {StateText.Count(Disk.Kept.Count, "text")} kept for those that are not");
        foreach (NameSearch search in _searches) text.Say($"searching since {StateText.Moment(search.Started)}, step {StateText.Number(search.Batches)}, {StateText.Count(search.Asked.Count, "supernode")} asked");
        if (_call is { } call) text.Say(Words(call));
        if (_relay is { } relay) text.Say($"relays {StateText.Count(relay.Sessions, "call")} of others, of at most {StateText.Number(relay.Most)}; {StateText.Bytes(_run.RelayedBytes[Self.Value])} so far");
    }

    private string Standing()
    {
        if (_supernode is { } link) return $"ordinary node of supernode {link.Remote} since {StateText.Moment(link.OpenedAt)}";
        return _orphanSince is { } since ? $"without a supernode since {StateText.Moment(since)}" : "without a supernode yet";
    }

    /// <summary>What a call does, by <see cref="CallPhase"/>.</summary>
    private static readonly string[] PhaseWords = ["seeks the other side", "tries whether datagrams pass", "looks for a relay", "asks a relay", "talks"];

    private static string Words(SkypeCall call)
    {
        string who = $"{(call.IsCaller ? "calls" : "is called by")} peer {call.Other} since {StateText.Moment(call.Started)}";
        if (call.Phase != CallPhase.Talking) return $"{who}: {PhaseWords[(int)call.Phase]}";
        string by = call.IsRelayed ? $", peer {call.Relay}" : "";
        string delay = FormattableString.Invariant($"{call.DelayTicks / Math.Max(1, call.Received) / TimeSpan.TicksPerMillisecond:0} ms, {100 * call.LostShare:0.0} % lost");
        return $"{who}: {SkypeMetrics.PathWords[(int)call.Path]}{by}, {delay}";
    }
}

/// <content>What a supernode says of itself.</content>
internal sealed partial class SupernodeService
{
    /// <summary>Says what it bears.</summary>
    public void Describe(StateText text)
    {
        text.Say($"supernode since {StateText.Moment(Since)}, slot {StateText.Plain(Slot)} of block {StateText.Plain(_run.BlockOf(Slot))}, {StateText.Count(SlotMates, "supernode")} in it");
        text.Say($"{StateText.Count(Clients, "client")}, of at most {StateText.Number(MaxClients)}; holds {StateText.Count(Records, "record")} of the directory and knows {StateText.Count(Known, "supernode")}");
    }
}
