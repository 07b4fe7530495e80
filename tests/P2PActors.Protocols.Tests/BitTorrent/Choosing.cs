using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Choking;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Trackers;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>Whom to upload to, and in which order trackers are asked: policies by themselves, without a network.</summary>
public class Choosing
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly ChokingSettings Settings = new();

    private static PeerLink Link(int peer, double rate, bool interested = true, bool upload = false, long now = 100 * Second)
    {
        var link = new PeerLink(null, new PeerId(peer), PeerSource.Tracker, now - 80 * Second) { IsInterested = interested };
        // Evenly and for long, so that the average is the rate.
        for (int i = 1; i <= 80; i++) (upload ? ref link.Up : ref link.Down).Add(now - (80 - i) * Second, (int)rate, 20 * Second);
        return link;
    }

    private static int[] Unchoked(List<PeerLink> links) => [.. links.Where(l => l.Next != Slot.None).Select(l => l.Peer.Value)];

    private static void Choose(IChoker choker, List<PeerLink> links, int round = 1)
    {
        var random = new RandomStream(7);
        choker.Choose(links, 100 * Second, round, ref random);
    }

    [Fact]
    public void A_rate_is_the_average_over_the_last_twenty_seconds()
    {
        RateMeter meter = RateMeter.From(0);
        for (int s = 1; s <= 100; s++) meter.Add(s * Second, 1000, 20 * Second);
        Assert.InRange(meter.At(100 * Second, 20 * Second), 950, 1050);
        // Twenty seconds of silence make it fall to about 1/e, forty to next to nothing.
        for (int s = 101; s <= 140; s++) meter.Add(s * Second, 0, 20 * Second);
        Assert.InRange(meter.At(140 * Second, 20 * Second), 0, 200);
    }

    [Fact]
    public void A_leecher_uploads_to_its_three_best_uploaders_and_one_more()
    {
        List<PeerLink> links = [Link(0, 100), Link(1, 900), Link(2, 300), Link(3, 800), Link(4, 200), Link(5, 700)];
        Choose(new RateChoker(Settings, isSeed: false), links);
        Assert.Equal([0, 1, 3, 5], Unchoked(links));
        Assert.Equal(Slot.Optimistic, links[0].Next);
        Assert.Equal(Slot.Regular, links[1].Next);
    }

    [Fact]
    public void A_seed_uploads_to_those_that_take_the_fastest()
    {
        List<PeerLink> links = [Link(0, 100, upload: true), Link(1, 900, upload: true), Link(2, 300, upload: true), Link(3, 800, upload: true), Link(4, 700, upload: true)];
        Choose(new RateChoker(Settings, isSeed: true), links);
        Assert.Equal([0, 1, 3, 4], Unchoked(links));
    }

    [Fact]
    public void Those_at_the_front_that_want_nothing_are_unchoked_until_one_wants_something()
    {
        List<PeerLink> links = [Link(0, 0, interested: false), Link(1, 0, interested: false), Link(2, 10), Link(3, 0, interested: false), Link(4, 900), Link(5, 800), Link(6, 700), Link(7, 5)];
        Choose(new RateChoker(Settings, isSeed: false), links);
        Assert.Equal([0, 1, 2, 4, 5, 6], Unchoked(links));
        Assert.Equal((Slot.Idle, Slot.Optimistic), (links[0].Next, links[2].Next));
        Assert.Equal(4, links.Count(l => l.Next != Slot.None && l.IsInterested));
    }

    [Fact]
    public void Who_keeps_a_leecher_waiting_gets_optimistic_slots_only_and_these_become_more()
    {
        List<PeerLink> links = [Link(0, 900), Link(1, 800), Link(2, 700), Link(3, 0), Link(4, 0), Link(5, 0)];
        foreach (PeerLink link in links.Take(3)) link.IsSnubbed = true;
        Choose(new RateChoker(Settings, isSeed: false), links);
        // The three that answer rank first, whatever their rates; the turn of the list brings one of the others.
        Assert.Equal([0, 3, 4, 5], Unchoked(links));
        foreach (PeerLink link in links) link.IsSnubbed = true;
        Choose(new RateChoker(Settings, isSeed: false), links);
        Assert.Equal([0, 1, 2, 3], Unchoked(links));
        Assert.All(links.Take(4), l => Assert.Equal(Slot.Optimistic, l.Next));
    }

    [Fact]
    public void There_are_never_more_than_four_interested_ones()
    {
        var random = new RandomStream(3);
        foreach (IChoker choker in (IChoker[])[new RateChoker(Settings, false), new RateChoker(Settings, true), new RoundRobinChoker(Settings)])
        {
            for (int trial = 0; trial < 2000; trial++)
            {
                List<PeerLink> links = [.. Enumerable.Range(0, random.Next(30)).Select(i => new PeerLink(null, new PeerId(i), PeerSource.Tracker, 0))];
                foreach (PeerLink link in links)
                {
                    (link.IsInterested, link.IsSnubbed, link.AmChoking) = (random.NextBool(0.6), random.NextBool(0.2), random.NextBool(0.7));
                    link.Down.Add(Second, random.Next(10_000), 20 * Second);
                    link.UnchokedAt = random.Next(100);
                }

                choker.Choose(links, 100 * Second, trial, ref random);
                int busy = links.Count(l => l.Next != Slot.None && l.IsInterested);
                Assert.Equal(Math.Min(4, links.Count(l => l.IsInterested)), busy);
            }
        }
    }

    [Fact]
    public void A_seed_that_goes_round_keeps_the_last_unchoked_and_tries_one_more_in_two_rounds_of_three()
    {
        var choker = new RoundRobinChoker(Settings);
        List<PeerLink> links = [.. Enumerable.Range(0, 10).Select(i => Link(i, 0))];
        for (int i = 0; i < 4; i++) (links[i].AmChoking, links[i].UnchokedAt) = (false, i);
        Choose(choker, links, 2);
        Assert.Equal([0, 1, 2, 3], Unchoked(links));
        Choose(choker, links, 3);
        Assert.Equal([1, 2, 3], Unchoked(links).Where(p => p < 4));
        Assert.Single(links, l => l.Next == Slot.Optimistic && l.Peer.Value >= 4);
    }

    [Fact]
    public void A_free_rider_uploads_to_nobody()
    {
        List<PeerLink> links = [Link(0, 900), Link(1, 0, interested: false)];
        Choose(NeverChoker.Instance, links);
        Assert.Empty(Unchoked(links));
    }

    [Fact]
    public void BitTyrant_uploads_where_it_gets_the_most_for_the_least_until_its_uplink_is_full()
    {
        List<PeerLink> links = [Link(0, 0), Link(1, 0), Link(2, 0), Link(3, 0)];
        (double Down, double Up)[] estimates = [(1000, 1000), (4000, 1000), (3000, 2000), (500, 1000)];
        for (int i = 0; i < 4; i++) (links[i].AmInterested, links[i].Estimate) = (true, new TyrantEstimate { Download = estimates[i].Down, Upload = estimates[i].Up });
        Choose(new TyrantChoker(Settings, 4000, 262_144), links);
        Assert.Equal([0, 1, 2], Unchoked(links));
        Assert.Equal([1000, 1000, 2000], links.Take(3).Select(l => l.RateLimit));
    }

    [Fact]
    public void BitTyrant_gives_a_tenth_less_after_three_rounds_of_answers_and_a_fifth_more_for_none()
    {
        var choker = new TyrantChoker(Settings, 10_000, 262_144);
        PeerLink answers = Link(0, 2000), refuses = Link(1, 0);
        (answers.AmChoking, answers.IsChoking, answers.Estimate) = (false, false, new TyrantEstimate { Download = 1, Upload = 1000 });
        (refuses.AmChoking, refuses.IsChoking, refuses.Estimate) = (false, true, new TyrantEstimate { Download = 500, Upload = 1000 });
        Choose(choker, [answers, refuses], 1);
        Choose(choker, [answers, refuses], 2);
        // Somebody comes or goes in the middle of a round: a choice, but nothing new to believe.
        Choose(choker, [answers, refuses], 2);
        Assert.Equal(1000, answers.Estimate.Upload);
        Choose(choker, [answers, refuses], 3);
        Assert.Equal(900, answers.Estimate.Upload, 6);
        Assert.Equal(1000 * 1.2 * 1.2 * 1.2, refuses.Estimate.Upload, 6);
        Assert.InRange(answers.Estimate.Download, 1800, 2200);
    }

    [Fact]
    public void BitTyrant_takes_the_rate_of_pieces_for_the_uplink_until_it_is_uploaded_to()
    {
        var random = new RandomStream(7);
        var choker = new TyrantChoker(Settings, 10_000, 262_144);
        PeerLink link = Link(0, 0);
        (link.AmInterested, link.Has) = (true, new PieceSet(100));
        choker.Choose([link], 100 * Second, 1, ref random);
        Assert.Equal(2500, link.Estimate!.Download);
        for (int piece = 0; piece < 8; piece++) link.Has.Add(piece);
        choker.Choose([link], 140 * Second, 5, ref random);
        // Eight pieces in 40 s over four slots.
        Assert.Equal(8 * 262_144 / 40.0 / 4, link.Estimate.Download, 6);
    }

    [Fact]
    public void BitTyrant_gives_nothing_to_those_that_have_nothing_for_it()
    {
        List<PeerLink> links = [Link(0, 0), Link(1, 0)];
        links[1].AmInterested = true;
        Choose(new TyrantChoker(Settings, 10_000, 262_144), links);
        Assert.Equal([1], Unchoked(links));
    }

    /// <summary>Choker._max_uploads of the mainline client 4.</summary>
    [Theory]
    [InlineData(8.9, 2)]
    [InlineData(14.9, 3)]
    [InlineData(41.9, 4)]
    [InlineData(42, 5)]
    [InlineData(128, 8)]
    [InlineData(1024, 24)]
    public void Slots_by_uplink_as_in_the_mainline_client(double kibibytes, int slots)
    {
        Assert.Equal(slots, new ChokingSettings { SlotsByUplink = true }.SlotsOf(kibibytes * 1024));
        Assert.Equal(4, Settings.SlotsOf(kibibytes * 1024));
    }

    [Fact]
    public void Trackers_are_asked_tier_by_tier_and_one_that_answers_moves_to_the_front()
    {
        var random = new RandomStream(1);
        var tiers = new TierList([3, 2], ref random);
        int[] order = [.. Enumerable.Range(0, 5).Select(tiers.At)];
        Assert.Equal([0, 1, 2], order.Take(3).Order());
        Assert.Equal([3, 4], order.Skip(3).Order());
        tiers.Answered(order[2]);
        Assert.Equal([order[2], order[0], order[1], order[3], order[4]], Enumerable.Range(0, 5).Select(tiers.At));
        tiers.Answered(order[4]);
        Assert.Equal([order[2], order[0], order[1], order[4], order[3]], Enumerable.Range(0, 5).Select(tiers.At));
    }

    [Fact]
    public void A_tracker_names_others_at_random_each_once_and_never_the_asker()
    {
        var random = new RandomStream(5);
        var swarm = new SwarmList();
        for (int i = 0; i < 200; i++) swarm.Note(new PeerId(i), isSeed: i < 20, now: i);
        Assert.Equal((200, 20), (swarm.Count, swarm.Seeds));
        int[] named = new int[200];
        for (int i = 0; i < 2000; i++)
        {
            PeerId[] drawn = swarm.Draw(new PeerId(7), 50, ref random);
            Assert.Equal(50, drawn.Distinct().Count());
            foreach (PeerId peer in drawn) named[peer.Value]++;
        }

        Assert.Equal(0, named[7]);
        // 2,000 draws of 50 of 199: 502.5 each, standard deviation 19.4.
        Assert.All(named.Where((_, i) => i != 7), n => Assert.InRange(n, 502 - 97, 502 + 97));
        Assert.Equal(200, swarm.Draw(new PeerId(999), 1000, ref random).Length);
    }

    [Fact]
    public void A_tracker_forgets_the_silent_and_those_that_stop()
    {
        var swarm = new SwarmList();
        for (int i = 0; i < 10; i++) swarm.Note(new PeerId(i), isSeed: i < 4, now: i);
        swarm.Forget(5);
        Assert.Equal((5, 0), (swarm.Count, swarm.Seeds));
        swarm.Note(new PeerId(8), isSeed: true, now: 20);
        swarm.Remove(new PeerId(9));
        swarm.Remove(new PeerId(9));
        Assert.Equal((4, 1), (swarm.Count, swarm.Seeds));
        var random = new RandomStream(1);
        Assert.Equal([5, 6, 7], swarm.Draw(new PeerId(8), 50, ref random).Select(p => p.Value).Order());
    }

    [Fact]
    public void A_newcomer_among_nine_begins_at_the_front_of_the_turn_in_a_quarter_of_the_cases()
    {
        // Mainline client 3: place max(0, random integer from -2 to n), 3 of n + 3 = 12.
        var random = new RandomStream(9);
        int front = 0;
        for (int i = 0; i < 10_000; i++) front += BitTorrentPeer.PlaceOfNewcomer(9, ref random) == 0 ? 1 : 0;
        Assert.InRange(front, 2300, 2700);
    }
}
