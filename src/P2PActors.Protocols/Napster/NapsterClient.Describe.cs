using P2PActors.Inspection;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Napster;

/// <content>What a client says of itself.</content>
internal sealed partial class NapsterClient
{
    protected override void Describe(StateText text)
    {
        text.Say(Standing());
        base.Describe(text);
        if (_search is { } search) text.Say(Describe(search));
        if (_waiting.Count > 0) text.Say($"{StateText.Number(_waiting.Count)} more to search for after that");
        foreach (Fetch fetch in _fetches) text.Say($"{Describe(fetch.Download)}, {PhaseOf(fetch)}");
        foreach (Upload upload in _uploading)
            text.Say($"uploads \"{Workload.Catalogue.Name(upload.File)}\" to {upload.Nick}{(upload.IsSending ? "" : ", which has not come for it yet")}");
        if (BuddiesOnline.Count > 0) text.Say("buddies on line: " + string.Join(", ", BuddiesOnline));
    }

    private string Standing()
    {
        if (IsLoggedIn) return $"{Nick}, logged in to server {ServerNumber(_server!)} (peer {_server!.Remote}) since {StateText.Moment(_server.OpenedAt)}";
        if (_server is not null) return $"{Nick}, logging in to server {ServerNumber(_server)} (peer {_server.Remote})";
        return _redirector is not null ? $"{Nick}, asking the redirector for a server" : $"{Nick}, without a server; tries again later";
    }

    private int ServerNumber(Connection server) => server.Remote.Value - run.ServerAt(0).Value + 1;

    private static string PhaseOf(Fetch fetch) => fetch.Phase switch
    {
        FetchPhase.Asked => "the server was asked",
        FetchPhase.AwaitsPush => "the source, behind a firewall, is to connect",
        FetchPhase.Connecting => "connecting",
        FetchPhase.AwaitsSize => "waiting for the source",
        FetchPhase.AsksOthers => "broken off; the server is asked who else has it",
        _ => $"{StateText.Bytes(fetch.Offset + (fetch.Connection?.BytesReceived ?? 0))} have come",
    };
}
