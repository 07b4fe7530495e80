using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;

namespace P2PActors.Tests.Fidelity;

/// <summary>Figures of the literature that the workload must reproduce; expected values and tolerances are those of the papers.</summary>
[Trait("fidelity", "workloads")]
public sealed class WorkloadFidelity
{
    private static readonly LogNormalLaw Default = SessionPresets.Saroiu2002;

    private static T Preset<T>(IReadOnlyList<P2PActors.Scenarios.Binding.Preset> presets, string name) => (T)presets.Single(p => p.Name == name).Value;

    // 1. Stutzbach and Rejaie, IMC 2006.
    [Theory]
    [Trait("duration", "long")]
    [InlineData("redhat-2003", 7.2, 119)]
    [InlineData("debian-2005", 16.2, 163)]
    [InlineData("flatout-2004", 22.5, 64.5)]
    public void Weibull_sessions_of_BitTorrent_have_the_measured_median_and_mean(string preset, double median, double mean)
    {
        double[] minutes = Samples.Minutes(Preset<DurationLaw>(SessionPresets.All, preset), 3_000_000, seed: 101);

        Samples.AssertWithin(median, Samples.Median(minutes), 0.03);
        Samples.AssertWithin(mean, minutes.Average(), 0.03);
    }

    // 1b. Of active peers about 54, 56 and 12 % have been up for over 5 h. In steady state age and residual life have one law.
    [Theory]
    [InlineData("redhat-2003", 0.54)]
    [InlineData("debian-2005", 0.56)]
    [InlineData("flatout-2004", 0.12)]
    public void Active_peers_of_BitTorrent_have_been_up_for_long(string preset, double above5Hours)
    {
        double[] ages = Samples.Minutes(Preset<DurationLaw>(SessionPresets.All, preset), 200_000, seed: 102, residual: true);

        Assert.Equal(above5Hours, ages.Count(age => age > 300) / 200_000.0, 0.02);
    }

    // 1c. The fits of the other populations, in minutes; 0 where the source has no figure.
    [Theory]
    [InlineData("kazaa-2003", 2.4, 15, 28.25)]
    [InlineData("fasttrack-supernodes", 49, 150, 0)]
    [InlineData("skype-supernodes", 330, 0, 0)]
    [InlineData("saroiu-2002", 60, 172, 0)]
    [InlineData("pareto-theory", 0, 30, 0)]
    [InlineData("stress", 0, 10, 0)]
    public void Other_populations_have_the_stated_median_mean_and_ninth_decile(string preset, double median, double mean, double decile9)
    {
        var law = Preset<DurationLaw>(SessionPresets.All, preset);

        if (median > 0) Samples.AssertWithin(median, law.MedianDuration.TotalMinutes, 0.03);
        if (mean > 0) Samples.AssertWithin(mean, law.MeanDuration.TotalMinutes, 0.03);
        if (decile9 > 0) Samples.AssertWithin(decile9, Samples.Quantile(Samples.Minutes(law, 400_000, seed: 110), 0.9), 0.03);
    }

    // 2. Saroiu et al., MMCN 2002; Stutzbach and Rejaie, IMC 2006. Peers come and go for 60 days, then are looked at once.
    [Fact]
    [Trait("duration", "long")]
    public void A_random_session_is_short_but_a_random_online_peer_has_been_up_for_long()
    {
        (double above5Hours, double above24Hours) = UptimesAfterTwoMonths(Default);
        Assert.Equal(0.40, above5Hours, 0.02);
        Assert.Equal(0.11, above24Hours, 0.02);

        (above5Hours, above24Hours) = UptimesAfterTwoMonths(new ExponentialLaw { Mean = TimeSpan.FromMinutes(60 / Math.Log(2)) });
        Assert.Equal(0.03, above5Hours, 0.01);
        Assert.Equal(0, above24Hours, 0.001);
    }

    [Fact]
    public void A_run_that_begins_in_steady_state_has_the_same_uptimes_from_the_first_moment()
    {
        double[] residual = Samples.Minutes(Default, 200_000, seed: 103, residual: true);

        Assert.Equal(0.40, residual.Count(r => r > 300) / 200_000.0, 0.02);
        Assert.Equal(0.11, residual.Count(r => r > 1440) / 200_000.0, 0.02);
    }

    // 3. Stutzbach and Rejaie, IMC 2006 (ratio 0.5-1).
    [Theory]
    [Trait("duration", "long")]
    [InlineData(2, 137)]
    [InlineData(4, 200)]
    [InlineData(8, 308)]
    public void The_longer_a_peer_has_been_up_the_longer_it_will_stay(int ageHours, double medianRemaining)
    {
        double age = ageHours * 60, remaining = MedianRemaining(Default, age);
        Samples.AssertWithin(medianRemaining, remaining, 0.05);
        Assert.InRange(remaining / age, 0.6, 1.2);

        var memoryless = new ExponentialLaw { Mean = TimeSpan.FromMinutes(60 / Math.Log(2)) };
        Samples.AssertWithin(60, MedianRemaining(memoryless, age), 0.05);
    }

    // 4. Adar and Huberman, First Monday 2000.
    [Fact]
    public void Few_hosts_hold_most_of_the_files()
    {
        int[] files = Counts("adar-huberman-2000");

        Assert.Equal(0.66, files.Count(f => f == 0) / (double)files.Length, 0.01);
        Assert.Equal(0.37, TopShare(files, 0.01), 0.04);
        Assert.True(TopShare(files, 0.20) >= 0.95);
        Assert.Equal(0.69, files.Count(f => f <= 10) / (double)files.Length, 0.04);
    }

    // 4b. Saroiu et al., MMCN 2002.
    [Fact]
    public void A_quarter_shares_nothing_and_a_fourteenth_shares_more_than_all_others()
    {
        int[] files = Counts("saroiu-2002");

        Assert.Equal(0.25, files.Count(f => f == 0) / (double)files.Length, 0.01);
        Assert.Equal(0.25, files.Count(f => f > 100) / (double)files.Length, 0.01);
        Assert.Equal(0.07, files.Count(f => f > 1000) / (double)files.Length, 0.01);
        Assert.Equal(0.90, TopShare(files, 0.07), 0.03);
    }

    // 5. Adar and Huberman, First Monday 2000.
    [Fact]
    public void A_hundredth_of_the_search_strings_makes_a_third_of_the_searches()
    {
        var queries = new PopularitySampler(Preset<PopularityLaw>(PopularityPresets.All, "adar-huberman-2000"), 50_000);
        var random = new RandomStream(105);
        int[] ranks = [.. Enumerable.Range(0, 202_509).Select(_ => queries.Sample(ref random))];

        Assert.Equal(0.367, queries.Share(500), 0.01);
        Assert.Equal(0.765, queries.Share(12_500), 0.01);
        Assert.Equal(0.367, ranks.Count(r => r < 500) / (double)ranks.Length, 0.01);
        Assert.Equal(0.765, ranks.Count(r => r < 12_500) / (double)ranks.Length, 0.01);
    }

    // 6. Gummadi et al., SOSP 2003: 1,000 clients, 40,000 objects, 2 requests per client and day.
    [Theory]
    [Trait("duration", "long")]
    [InlineData(30, 0.0166, 0.121, 0.342, 0.593)]
    [InlineData(100, 0.0050, 0.049, 0.243, 0.525)]
    [InlineData(365, 0.0014, 0.014, 0.121, 0.420)]
    public void Fetching_at_most_once_flattens_the_head(int days, double top1, double top10, double top100, double top1000)
    {
        var zipf = new PopularitySampler(Preset<PopularityLaw>(PopularityPresets.All, "kazaa-2003"), 40_000);
        int[] requests = new int[zipf.Count];
        for (int client = 0; client < 1000; client++)
        {
            var random = RandomStream.For(106, 1, (ulong)client);
            var has = new FetchHistory();
            for (int request = 0; request < 2 * days; request++)
            {
                Assert.True(has.TryDraw(zipf, ref random, out int file));
                Assert.True(has.Add(file), "a client fetched an object twice");
                requests[file]++;
            }
        }

        double total = requests.Sum();
        Assert.Equal(top1, requests[0] / total, 0.0003);
        Assert.Equal(top10, requests.Take(10).Sum() / total, 0.005);
        Assert.Equal(top100, requests.Take(100).Sum() / total, 0.01);
        Assert.Equal(top1000, requests.Take(1000).Sum() / total, 0.01);
        Assert.Equal(0.089, zipf.Share(1), 0.001);
        Assert.Equal(0.464, zipf.Share(100), 0.001);
    }

    // 7. Saroiu et al., MMCN 2002.
    [Fact]
    public void The_default_links_have_the_measured_shares_of_slow_and_fast_ones()
    {
        var mix = new LinkMix(new LinkMixSettings());
        var random = new RandomStream(107);
        AccessLinkClass[] links = [.. Enumerable.Range(0, 200_000).Select(_ => mix.Sample(ref random))];
        double Share(Func<AccessLinkClass, bool> which) => links.Count(which) / (double)links.Length;

        Assert.Equal(0.22, Share(link => link.Up.BitsPerSecond <= 100e3), 0.005);
        Assert.Equal(0.08, Share(link => link.Up.BitsPerSecond >= 10e6), 0.005);
        Assert.Equal(0.92, Share(link => link.Down.BitsPerSecond >= 100e3), 0.005);
        Assert.Equal(1.07, links.Average(link => link.Up.BitsPerSecond) / 1e6, 0.03);
    }

    private static (double Above5Hours, double Above24Hours) UptimesAfterTwoMonths(DurationLaw law)
    {
        var settings = new ChurnSettings { Sessions = law, Offline = new FixedLaw { Length = TimeSpan.FromMinutes(30) }, Arrivals = new PoissonArrivals() };
        TimeSpan at = TimeSpan.FromDays(60);
        int online = 0, above5 = 0, above24 = 0;
        for (int peer = 0; peer < 10_000; peer++)
        {
            var random = RandomStream.For(108, 1, (ulong)peer);
            var sessions = new PeerSessions(settings, peer, 10_000, ref random);
            Session stay;
            while (sessions.TryNext(ref random, out stay) && stay.End <= at) { }
            if (stay.Start > at) continue;
            online++;
            if (at - stay.Start > TimeSpan.FromHours(5)) above5++;
            if (at - stay.Start > TimeSpan.FromHours(24)) above24++;
        }
        return (above5 / (double)online, above24 / (double)online);
    }

    private static double MedianRemaining(DurationLaw law, double age) =>
        Samples.Median([.. Samples.Minutes(law, 4_000_000, seed: 109).Where(length => length > age).Select(length => length - age)]);

    private static int[] Counts(string preset)
    {
        PlacementSettings sharing = Preset<PlacementSettings>(PlacementPresets.All, preset) with { MaxShared = int.MaxValue };
        return [.. Enumerable.Range(0, 200_000).Select(peer =>
        {
            var random = RandomStream.For(104, 1, (ulong)peer);
            return sharing.SampleCount(ref random);
        })];
    }

    private static double TopShare(int[] files, double share)
    {
        double all = files.Sum(f => (double)f);
        return files.OrderDescending().Take((int)(files.Length * share)).Sum(f => (double)f) / all;
    }
}
