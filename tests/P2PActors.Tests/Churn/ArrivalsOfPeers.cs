using P2PActors.Churn.Arrivals;
using P2PActors.Engine;

namespace P2PActors.Tests.Churn;

public sealed class ArrivalsOfPeers
{
    private const int Population = 50_000;

    private static double[] Hours(ArrivalsSettings arrivals) =>
        [.. Enumerable.Range(0, Population).Select(peer =>
        {
            RandomStream own = RandomStream.For(7, 1, (ulong)peer);
            return arrivals.FirstArrival(peer, Population, ref own).TotalHours;
        })];

    [Fact]
    public void A_steady_population_starts_within_its_spread()
    {
        var arrivals = new SteadyArrivals { Spread = TimeSpan.FromHours(2) };
        double[] hours = Hours(arrivals);

        Assert.True(arrivals.BeginsInSteadyState);
        Assert.All(hours, hour => Assert.InRange(hour, 0, 2));
        Assert.Equal(1, hours.Average(), 0.02);
        Assert.All(Hours(new SteadyArrivals { Spread = TimeSpan.Zero }), hour => Assert.Equal(0, hour));
    }

    [Fact]
    public void Poisson_arrivals_scatter_around_their_mean_as_the_mean_itself()
    {
        double[] hours = Hours(new PoissonArrivals { Over = TimeSpan.FromHours(50) });
        double[] perTick = [.. hours.GroupBy(hour => (int)(hour * 10)).OrderBy(g => g.Key).Select(g => (double)g.Count())];

        Assert.Equal(500, perTick.Length);
        Assert.Equal(100, perTick.Average(), 1e-9);
        // Index of dispersion: 1 for Poisson, 0 for even spacing; its standard error here is 0.06.
        Assert.InRange(MathNet.Numerics.Statistics.Statistics.Variance(perTick) / 100, 0.75, 1.25);
    }

    [Fact]
    public void A_rate_per_peer_and_hour_brings_the_peers_exponentially()
    {
        double[] hours = Hours(new PoissonArrivals { Rate = 0.5 });

        Samples.AssertWithin(2, hours.Average(), 0.02);
        Samples.AssertWithin(2 * Math.Log(2), Samples.Median(hours), 0.03);
    }

    [Fact]
    public void A_flash_crowd_begins_at_its_time_and_decays_with_its_time_constant()
    {
        double[] hours = Hours(new FlashCrowdArrivals { At = TimeSpan.FromHours(3), Tau = TimeSpan.FromHours(6) });

        Assert.True(hours.Min() >= 3);
        Assert.Equal(1 - Math.Exp(-1), hours.Count(hour => hour < 9) / (double)Population, 0.01);
    }

    [Fact]
    public void The_evening_brings_twice_as_many_as_the_night()
    {
        var world = new SortedDictionary<string, TimeZoneRegion> { ["here"] = new() };
        double[] hours = Hours(new DiurnalArrivals { Regions = world });

        double evening = hours.Count(hour => hour is >= 19 and < 21), night = hours.Count(hour => hour is >= 7 and < 9);
        // (1 + 0.35) / (1 - 0.35) = 2.08, a little less over two hours.
        Assert.InRange(evening / night, 1.9, 2.2);
        Assert.All(hours, hour => Assert.InRange(hour, 0, 24));
    }

    [Fact]
    public void Regions_have_their_evenings_at_different_hours()
    {
        var arrivals = new DiurnalArrivals
        {
            Amplitude = 1,
            Regions = new Dictionary<string, TimeZoneRegion>
            {
                ["west"] = new() { Share = 1, Offset = TimeSpan.FromHours(-6) },
                ["empty"] = new() { Share = 0 },
            },
        };
        double[] hours = Hours(arrivals);

        // 20:00 local time is 2:00 universal time.
        double peak = hours.Count(hour => hour is >= 1 and < 3), low = hours.Count(hour => hour is >= 13 and < 15);
        Assert.True(peak > 20 * low);
    }

    [Fact]
    public void Weekends_weigh_as_told()
    {
        double[] hours = Hours(new DiurnalArrivals { Over = TimeSpan.FromDays(7), Weekend = 0.5, Regions = new Dictionary<string, TimeZoneRegion> { ["utc"] = new() } });

        Assert.Equal(1.0 / 6, hours.Count(hour => hour >= 120) / (double)Population, 0.01);
    }
}
