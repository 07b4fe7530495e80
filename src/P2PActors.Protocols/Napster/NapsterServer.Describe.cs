using P2PActors.Inspection;

namespace P2PActors.Protocols.Napster;

/// <content>What a server says of itself.</content>
internal sealed partial class NapsterServer
{
    protected override void Describe(StateText text)
    {
        text.Say($"{Name}: {StateText.Count(_sessions.Count, "user")} logged in, {StateText.Number(_users.Count)} known");
        text.Say($"index: {StateText.Count(_index.Files, "file")}, {StateText.Bytes(_index.Bytes)}, {StateText.Count(_index.Postings, "posting")}");
        foreach (ServerLink link in _links) text.Say($"linked to {link.Name} (peer {link.Connection.Remote}) since {StateText.Moment(link.Connection.OpenedAt)}{(link.IsUp ? "" : ", not proved yet")}");
        if (_pending.Count > 0) text.Say($"{StateText.Number(_pending.Count)} searches wait for linked servers");
    }
}
