using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Arrivals;

/// <summary>Peers that live by the same clock.</summary>
public sealed record TimeZoneRegion
{
    /// <summary>Weight among all regions.</summary>
    [Setting("Weight of the region among all.", Min = "0", Unit = "share")]
    public double Share { get; init; } = 1;

    /// <summary>Local time minus universal time.</summary>
    [Setting("Local time minus universal time.", Min = "-12h", Max = "14h")]
    public TimeSpan Offset { get; init; } = TimeSpan.Zero;
}

/// <summary>
/// Arrivals with the hour of the day: rate(t) = 1 + amplitude * cos(2 pi (local time - peak) / 24 h), times the weekend factor
/// on Saturday and Sunday. The run begins on a Monday at 0:00 universal time.
/// </summary>
public sealed record DiurnalArrivals : ArrivalsSettings
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Punctuality = TimeSpan.FromMinutes(30);

    /// <summary>Half the swing; 0.35 makes the peak twice the night (file sharing), 0.25 suits calls.</summary>
    [Setting("Half of the daily swing: 0.35 makes the peak about twice the night.", Min = "0", Max = "1")]
    public double Amplitude { get; init; } = 0.35;

    /// <summary>Local time of day with the most arrivals; the evening for file sharing.</summary>
    [Setting("Local time of day with the most arrivals.", Min = "0h", Max = "24h")]
    public TimeSpan Peak { get; init; } = TimeSpan.FromHours(20);

    /// <summary>Arrivals on Saturday and Sunday against weekdays: 1.1 for sharing (Steiner et al., IMC 2007), 0.8 for calls.</summary>
    [Setting("Arrivals on Saturday and Sunday against weekdays; the run begins on a Monday, 0:00 UTC.", Min = "0", Max = "10")]
    public double Weekend { get; init; } = 1;

    /// <summary>All peers arrive within this span.</summary>
    [Setting("All peers arrive within this span.", Min = "1m")]
    public TimeSpan Over { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether peers keep to their hour of the day.</summary>
    [Setting("Whether a peer that comes back does so at the hour of the day at which it came first, give or take half an hour, and on a day of the weekend only with the probability given above; its time offline is then the least it is away.")]
    public bool Daily { get; init; }

    /// <summary>Regions by name; a proposal for file sharing: North America 45 %, Europe 35 %, Asia 20 %.</summary>
    [Setting("Regions by name, each with its share of the peers and its clock.")]
    public IReadOnlyDictionary<string, TimeZoneRegion> Regions { get; init; } = new SortedDictionary<string, TimeZoneRegion>(StringComparer.Ordinal)
    {
        ["asia"] = new() { Share = 0.20, Offset = TimeSpan.FromHours(8) },
        ["europe"] = new() { Share = 0.35, Offset = TimeSpan.FromHours(1) },
        ["north-america"] = new() { Share = 0.45, Offset = TimeSpan.FromHours(-6) },
    };

    /// <inheritdoc />
    public override TimeSpan FirstArrival(int peer, int population, ref RandomStream random)
    {
        TimeSpan offset = PickOffset(ref random);
        double highest = (1 + Amplitude) * Math.Max(1, Weekend);
        // A span that lies wholly in a weekend of weight 0 has no arrivals to offer: then any time will do.
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            TimeSpan at = random.Next(TimeSpan.Zero, Over);
            if (random.NextDouble() * highest <= Rate(at + offset)) return at;
        }
        return random.Next(TimeSpan.Zero, Over);
    }

    /// <inheritdoc />
    /// <remarks>Users run Skype in working hours and close it in the evening (Guha, Daswani, Jain, IPTPS 2006): their stays are no renewal process.</remarks>
    public override TimeSpan Return(TimeSpan first, TimeSpan earliest, ref RandomStream random)
    {
        if (!Daily || earliest >= DurationLaw.Never - TimeSpan.FromDays(8)) return earliest;
        long days = Math.Max(0, (long)Math.Ceiling((earliest - first) / Day));
        // A weekend that nobody works on is passed over.
        while (Weekend < 1 && IsWeekend(first + days * Day) && !random.NextBool(Weekend)) days++;
        TimeSpan at = first + days * Day + random.NextNormal() * Punctuality;
        return at > earliest ? at : earliest;
    }

    /// <summary>Rate of arrivals at a local time (since Monday 0:00), relative to the weekday mean.</summary>
    public double Rate(TimeSpan local)
    {
        double swing = 1 + Amplitude * Math.Cos(2 * Math.PI * (local - Peak).TotalDays);
        return IsWeekend(local) ? swing * Weekend : swing;
    }

    private static bool IsWeekend(TimeSpan time)
    {
        double days = time.TotalDays;
        return days - 7 * Math.Floor(days / 7) >= 5;
    }

    private TimeSpan PickOffset(ref RandomStream random)
    {
        // By name, so that the order in which a dictionary happens to hold them has no effect.
        TimeZoneRegion[] regions = [.. Regions.OrderBy(region => region.Key, StringComparer.Ordinal).Select(region => region.Value)];
        double draw = random.NextDouble() * regions.Sum(region => Math.Max(0, region.Share));
        TimeSpan last = TimeSpan.Zero;
        foreach (TimeZoneRegion region in regions)
        {
            if (region.Share <= 0) continue;
            last = region.Offset;
            if ((draw -= region.Share) < 0) break;
        }
        return last;
    }
}
