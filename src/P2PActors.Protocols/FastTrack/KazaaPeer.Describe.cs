using P2PActors.Inspection;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.FastTrack;

/// <content>What a user's client says of itself.</content>
internal partial class KazaaPeer
{
    protected override void Describe(StateText text)
    {
        text.Say(Standing());
        _service?.Describe(text);
        text.Say($"knows {StateText.Count(Disk.Supernodes.Count, "supernode")}");
        text.Say(ClaimedLevel == TrueLevel
            ? $"participation level {LevelOf(TrueLevel)}"
            : $"participation level {LevelOf(TrueLevel)}, but claims {LevelOf(ClaimedLevel)}");
        base.Describe(text);
        if (_queue.Count > 0) text.Say($"{StateText.Count(_queue.Count, "request")} in the upload queue, of at most {StateText.Number(_settings.Transfers.Queue)}");
        foreach (OpenSearch open in _searches) text.Say($"{Describe(open.Search)}{(open.Repetitions > 0 ? $", 'search more' pressed {StateText.Count(open.Repetitions, "time")}" : "")}");
        foreach (MultiSourceDownload multi in _downloads) Describe(multi, text);
    }

    private string Standing()
    {
        if (_service is { } service) return $"supernode since {StateText.Moment(service.Since)}";
        if (_parent is { } parent) return $"ordinary node, child of peer {parent.Remote} since {StateText.Moment(parent.OpenedAt)}";
        return _orphanSince is { } since ? $"without a parent since {StateText.Moment(since)}, seeking one" : "starting, without a parent yet";
    }

    private static string LevelOf(int level) => $"{StateText.Number(level)} ({Participation.Names[Participation.RankOf(level)]})";

    private void Describe(MultiSourceDownload multi, StateText text)
    {
        Download download = multi.Download;
        text.Say($"downloads \"{Workload.Catalogue.Name(download.File)}\" ({StateText.Bytes(download.Size)}) since {StateText.Moment(download.Started)}: "
            + $"{StateText.Bytes(multi.Received)} have come of {StateText.Count(multi.Chunks, "chunk")}, from {StateText.Number(multi.Contributors)} of {StateText.Count(multi.Sources.Count, "source")}");
        foreach (Source source in multi.Sources)
        {
            if (source.State is SourceState.Called or SourceState.Asked or SourceState.Sending)
                text.Say($"  peer {source.Peer}, bytes {StateText.Number(source.Chunk.Start)} to {StateText.Number(source.Chunk.Start + source.Chunk.Length - 1L)}: {StateOf(source)}");
        }
    }

    private static string StateOf(Source source) => source.State switch
    {
        SourceState.Called when source.PushId != 0 => "behind a firewall, was asked to call",
        SourceState.Called => "connecting",
        SourceState.Asked when source.IsQueued => $"in its queue since {StateText.Moment(source.AskedAt)}",
        SourceState.Asked => "asked",
        _ => $"{StateText.Bytes(source.Connection?.BytesReceived ?? 0)} have come",
    };
}
