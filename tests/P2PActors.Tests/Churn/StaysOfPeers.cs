using FsCheck;
using FsCheck.Fluent;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Engine;

namespace P2PActors.Tests.Churn;

public sealed class StaysOfPeers
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(20);

    private static List<Session> Stays(ChurnSettings settings, int peer, ulong seed = 3)
    {
        RandomStream own = RandomStream.For(seed, 2, (ulong)peer);
        var sessions = new PeerSessions(settings, peer, 1000, ref own);
        var stays = new List<Session>();
        while (sessions.TryNext(ref own, out Session stay) && stay.Start < Horizon) stays.Add(stay);
        return stays;
    }

    [Fact]
    public void The_share_online_is_the_same_at_the_beginning_and_after_days()
    {
        var settings = new ChurnSettings();
        List<Session>[] peers = [.. Enumerable.Range(0, 10_000).Select(peer => Stays(settings, peer))];

        foreach (double hour in (double[])[0.01, 1, 5, 24, 24 * 15])
        {
            TimeSpan at = TimeSpan.FromHours(hour);
            double online = peers.Count(stays => stays.Any(stay => stay.Start <= at && at < stay.End)) / (double)peers.Length;
            Assert.Equal(settings.OnlineAtStart, online, 0.02);
        }
        Assert.Equal(0.3, settings.OnlineAtStart, 0.01);
    }

    [Fact]
    public void Crashes_have_their_share_of_the_departures()
    {
        var stays = Enumerable.Range(0, 2000).SelectMany(peer => Stays(new ChurnSettings { CrashShare = 0.45 }, peer)).ToList();

        Assert.Equal(0.45, stays.Count(stay => stay.Crash) / (double)stays.Count, 0.02);
    }

    [Fact]
    public void Without_rejoining_everybody_is_there_at_first_and_leaves_once()
    {
        var settings = new ChurnSettings { Rejoin = false };

        Assert.Equal(1, settings.OnlineAtStart);
        for (int peer = 0; peer < 200; peer++)
        {
            Session only = Assert.Single(Stays(settings, peer));
            Assert.InRange(only.Start, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }

    // A stay of 8 h and at least 8 h away: the next begins 24 h after the last, give or take half an hour on both days.
    [Fact]
    public void Who_keeps_to_the_hour_of_the_day_comes_back_the_next_day_at_the_same_time()
    {
        ChurnSettings settings = WorkingDays(weekend: 1);
        for (int peer = 0; peer < 500; peer++)
        {
            List<Session> stays = Stays(settings, peer);
            Assert.InRange(stays.Count, 19, 21);
            Assert.All(stays, stay => Assert.InRange(stay.Start.TotalHours - stays[0].Start.TotalHours - 24 * Math.Round((stay.Start - stays[0].Start).TotalDays), -2.5, 2.5));
            double[] off = [.. stays.Skip(1).Select((stay, i) => stay.Start.TotalHours - stays[0].Start.TotalHours - 24 * (i + 1))];
            Assert.Equal(0, off.Average(), 0.5);
        }
    }

    [Fact]
    public void Who_keeps_to_the_hour_of_the_day_stays_away_on_weekends_that_weigh_nothing()
    {
        List<Session>[] peers = [.. Enumerable.Range(0, 500).Select(peer => Stays(WorkingDays(weekend: 0), peer))];

        // The run begins on a Monday: days 5, 6, 12, 13 and 19 are of a weekend. Half an hour round midnight may fall into one.
        double atWeekends = peers.Sum(stays => stays.Count(stay => (int)stay.Start.TotalDays % 7 >= 5)) / (double)peers.Sum(stays => stays.Count);
        Assert.InRange(atWeekends, 0, 0.01);
        Assert.InRange(peers.Average(stays => stays.Count), 14.5, 15);
    }

    private static ChurnSettings WorkingDays(double weekend) => new()
    {
        Sessions = new FixedLaw { Length = TimeSpan.FromHours(8) },
        Offline = new FixedLaw { Length = TimeSpan.FromHours(8) },
        Arrivals = new DiurnalArrivals { Daily = true, Weekend = weekend },
    };

    [Fact]
    public void Without_churn_everybody_stays()
    {
        Session only = Assert.Single(Stays(ChurnPresets.None, peer: 5));

        Assert.Equal(DurationLaw.Never, only.End);
    }

    [Fact]
    public void A_population_that_arrives_later_begins_whole_sessions()
    {
        var settings = new ChurnSettings { Sessions = new FixedLaw { Length = TimeSpan.FromHours(1) }, Arrivals = new FlashCrowdArrivals() };

        Assert.All(Enumerable.Range(0, 100), peer => Assert.Equal(TimeSpan.FromHours(1), Stays(settings, peer)[0].Length));
    }

    [Fact]
    public void Stays_follow_each_other_and_depend_on_the_peer_and_the_seed_only() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 999).ToArbitrary(), (seed, peer) =>
        {
            List<Session> stays = Stays(new ChurnSettings(), peer, (ulong)seed);
            bool ordered = stays.Zip(stays.Skip(1)).All(pair => pair.First.End <= pair.Second.Start);
            return ordered && stays.SequenceEqual(Stays(new ChurnSettings(), peer, (ulong)seed));
        }).QuickCheckThrowOnFailure();
}
