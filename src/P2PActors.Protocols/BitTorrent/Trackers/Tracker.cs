using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.BitTorrent.Trackers;

/// <summary>
/// A tracker: it knows who is in which swarm and names some of them at random to everybody who announces itself. It never
/// sees a byte of the files (BEP 3, 15, 23, 48).
/// </summary>
internal sealed class Tracker(BitTorrentRun run) : PeerActor
{
    /// <summary>How long a connection id is good (BEP 15).</summary>
    public static readonly TimeSpan ConnectionIdLife = TimeSpan.FromMinutes(2);

    private readonly TrackerSettings _settings = run.Settings.Tracker;
    private readonly Dictionary<InfoHash, SwarmList> _swarms = [];

    /// <summary>What it knows of a swarm; null if it has never heard of it.</summary>
    public SwarmList? SwarmOf(InfoHash hash) => _swarms.GetValueOrDefault(hash);

    protected override void PreStart() => Timers.StartPeriodicTimer("forget", ForgetSilent.Instance, TimeSpan.FromTicks(Math.Max(1, _settings.Forget.Ticks / 2)));

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case AnnounceRequest request when Channel is { } caller:
                Metrics.Add(run.Metrics.Announces);
                if (SwarmFor(request.Announce.Hash) is not { } swarm)
                {
                    caller.Send(new TrackerFailure("Requested download is not authorized for use with this tracker."));
                    break;
                }

                Take(swarm, Sender, request.Announce);
                caller.Send(new AnnounceResponse(Seconds(_settings.Interval), Seconds(_settings.AskAgain), swarm.Seeds, swarm.Count - swarm.Seeds, Answer(swarm, Sender, request.Announce)));
                break;
            case AnnounceRequest farewell:
                Metrics.Add(run.Metrics.Announces);
                if (SwarmOf(farewell.Announce.Hash) is { } left) Take(left, Sender, farewell.Announce);
                break;
            case ScrapeRequest scrape when Channel is { } caller:
                Metrics.Add(run.Metrics.Scrapes);
                SwarmList? known = SwarmFor(scrape.Hash);
                caller.Send(new ScrapeResponse(scrape.Hash, known?.Seeds ?? 0, known?.Downloaded ?? 0, known is null ? 0 : known.Count - known.Seeds));
                break;
            case UdpConnect connect:
                Tell(Sender, new UdpConnected(connect.Transaction, ConnectionIdOf(Sender, (uint)Now.TotalSeconds)));
                break;
            case UdpAnnounce announce:
                AnnounceByUdp(announce);
                break;
            case UdpScrape scrape:
                ScrapeByUdp(scrape);
                break;
            case ForgetSilent:
                foreach (Torrent torrent in run.Torrents) SwarmOf(torrent.InfoHash)?.Forget((Now - _settings.Forget).Ticks);
                break;
        }
    }

    protected override void Describe(StateText text)
    {
        text.Say($"tracks {StateText.Count(_swarms.Count, "swarm")}; announce interval {StateText.Time(_settings.Interval)}");
        foreach (Torrent torrent in run.Torrents)
        {
            if (SwarmOf(torrent.InfoHash) is { } s) text.Say($"{torrent.InfoHash} \"{torrent.Name}\": {StateText.Count(s.Seeds, "seed")}, {StateText.Count(s.Count - s.Seeds, "leecher")}, {StateText.Number(s.Downloaded)} completed");
        }
    }

    /// <summary>A number that only who is at an address can know: the second in which it was given stands above, so that nothing need be remembered.</summary>
    private ulong ConnectionIdOf(PeerId peer, uint second) =>
        (ulong)second << 32 | (uint)RandomStream.Mix(RandomStream.Mix(second ^ (ulong)Self.Value << 40) + (ulong)peer.Value * 0x9E3779B97F4A7C15UL);

    private bool IsGood(ulong connectionId)
    {
        uint second = (uint)(connectionId >> 32);
        TimeSpan age = Now - TimeSpan.FromSeconds(second);
        return age >= TimeSpan.Zero && age <= ConnectionIdLife && connectionId == ConnectionIdOf(Sender, second);
    }

    private void AnnounceByUdp(UdpAnnounce announce)
    {
        Metrics.Add(run.Metrics.Announces);
        if (!IsGood(announce.ConnectionId) || SwarmFor(announce.Announce.Hash) is not { } swarm)
        {
            Tell(Sender, new UdpError(announce.Transaction, IsGood(announce.ConnectionId) ? "unknown torrent" : "connection id expired"));
            return;
        }

        Take(swarm, Sender, announce.Announce);
        Tell(Sender, new UdpAnnounced(announce.Transaction, Seconds(_settings.Interval), swarm.Seeds, swarm.Count - swarm.Seeds, Answer(swarm, Sender, announce.Announce)));
    }

    private void ScrapeByUdp(UdpScrape scrape)
    {
        Metrics.Add(run.Metrics.Scrapes);
        if (!IsGood(scrape.ConnectionId))
        {
            Tell(Sender, new UdpError(scrape.Transaction, "connection id expired"));
            return;
        }

        SwarmList? swarm = SwarmFor(scrape.Hash);
        Tell(Sender, new UdpScrapeAnswer(scrape.Transaction, swarm?.Seeds ?? 0, swarm?.Downloaded ?? 0, swarm is null ? 0 : swarm.Count - swarm.Seeds));
    }

    private SwarmList? SwarmFor(InfoHash hash)
    {
        if (_swarms.TryGetValue(hash, out SwarmList? swarm)) return swarm;
        foreach (Torrent torrent in run.Torrents)
        {
            if (torrent.InfoHash == hash) return _swarms[hash] = new SwarmList();
        }

        return null;
    }

    private void Take(SwarmList swarm, PeerId peer, Announce announce)
    {
        if (announce.Event == AnnounceEvent.Stopped) swarm.Remove(peer);
        else swarm.Note(peer, announce.Left == 0, Now.Ticks);
        if (announce.Event == AnnounceEvent.Completed) swarm.Downloaded++;
    }

    private IReadOnlyList<PeerId> Answer(SwarmList swarm, PeerId asker, Announce announce)
    {
        int wanted = announce.Event == AnnounceEvent.Stopped ? 0 : Math.Min(_settings.Most, announce.Wanted < 0 ? 50 : announce.Wanted);
        return swarm.Draw(asker, wanted, ref Random);
    }

    private static int Seconds(TimeSpan time) => (int)Math.Min(int.MaxValue, time.TotalSeconds);

    private sealed record ForgetSilent : Message
    {
        public static readonly ForgetSilent Instance = new();
        public override int WireSize => 0;
    }
}
