using P2PActors.Inspection;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Gnutella;

/// <content>What a servent says of itself.</content>
internal sealed partial class GnutellaServent
{
    protected override void Describe(StateText text)
    {
        text.Say($"{StateText.Count(_links.Count, "neighbour")} of {Wanted} wanted{(_links.Count > 0 ? ": " + string.Join(", ", _links.Select(l => $"{l.Connection.Remote} since {StateText.Time(l.OpenedAt)}")) : "")}");
        if (_calls.Count > 0) text.Say("calling " + string.Join(", ", _calls.Select(c => c.Connection.Remote)));
        text.Say($"knows {StateText.Count(Hosts.Count, "host")}{(_isAskingCache ? ", and asks a host cache for more" : "")}; asked a host cache {StateText.Count(_bootstraps, "time")}");
        text.Say($"remembers {StateText.Count(_routes.Count, "descriptor")} and {StateText.Count(_pushRoutes.Count, "way")} for PUSH");
        base.Describe(text);
        foreach ((_, Search search) in _searches) text.Say(Describe(search));
        foreach (Fetch fetch in _fetches) text.Say($"{Describe(fetch.Download)}, {StateOf(fetch)}");
    }

    private static string StateOf(Fetch fetch)
    {
        if (fetch.AwaitsGiv) return "behind a firewall: a PUSH is under way";
        if (!fetch.IsPromised) return fetch.Connection?.State == ConnectionState.Open ? "asked by HTTP" : "connecting";
        return $"{StateText.Bytes(fetch.Received + (fetch.Connection?.BytesReceived ?? 0))} have come";
    }
}
