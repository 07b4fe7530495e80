using P2PActors.Inspection;

namespace P2PActors.Protocols.FastTrack;

/// <content>What a supernode says of itself.</content>
internal sealed partial class SupernodeService
{
    public void Describe(StateText text)
    {
        text.Say($"{StateText.Number(_children.Count)} of {_limit} {(_limit == 1 ? "child" : "children")}{Names(_children.Select(c => c.Connection.Remote))}");
        text.Say($"{StateText.Count(_links.Count, "link")} to other supernodes of {StateText.Number(_settings.Supernodes.Links)} wanted{Names(_links.Select(l => l.Connection.Remote))}");
        text.Say($"index: {StateText.Count(_index.Files, "file")}");
    }

    private static string Names(IEnumerable<Actors.PeerId> peers) => string.Join(", ", peers) is { Length: > 0 } names ? ": " + names : "";
}
