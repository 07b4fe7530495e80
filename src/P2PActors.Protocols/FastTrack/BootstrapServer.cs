using P2PActors.Actors;
using P2PActors.Inspection;

namespace P2PActors.Protocols.FastTrack;

/// <summary>A server whose address all clients know: supernodes tell it that they are there, and it tells the newest of them to whoever asks.</summary>
internal sealed class BootstrapServer(KazaaRun run) : PeerActor
{
    private readonly SupernodeListSettings _settings = run.Settings.Bootstrap;
    private readonly SupernodeCache _known = new(run.Settings.Bootstrap.CacheSize);

    protected override void OnReceive(Message message)
    {
        if (Channel is not { } caller) return;
        switch (message)
        {
            case Announcement announcement:
                _known.Add(new SupernodeEntry(caller.Remote, SupernodeCache.MinuteOf(Now), announcement.Load));
                break;
            case ListRequest:
                _known.RemoveBefore(SupernodeCache.MinuteOf(Now - 2 * _settings.AnnounceEvery) - 1);
                caller.Send(new SupernodeList(_known.Newest(_settings.ListSize)));
                break;
        }
    }

    protected override void Describe(StateText text)
    {
        string newest = string.Join(", ", _known.Newest(10).Select(s => s.Peer));
        text.Say($"knows {StateText.Count(_known.Count, "supernode")}{(newest.Length > 0 ? $"; the newest: {newest}" : "")}");
        text.Say($"gives out at most {StateText.Number(_settings.ListSize)} at a time, and forgets those that have said nothing for {StateText.Time(2 * _settings.AnnounceEvery)}");
    }
}
