namespace P2PActors.Protocols.TwoServers;

/// <summary>What is best, by load, where a fast and a slow peer have the same thing to give.</summary>
public enum LoadRegion
{
    /// <summary>More is asked for than both can give.</summary>
    NothingWorks,

    /// <summary>Neither can do it alone.</summary>
    BothMust,

    /// <summary>Each could do it alone, but both together are best.</summary>
    BothBest,

    /// <summary>Each could do it alone, and it is best if only the fast one does.</summary>
    FastBest,

    /// <summary>The fast one could do it alone, the slow one could not.</summary>
    FastOnly,
}

/// <summary>
/// Two peers with one server each, deterministic service, Poisson requests of which a share goes to the fast one: two queues
/// M/D/1 (J. Kangasharju, "Freeriding not (always) considered harmful", ICOIN 2009). All rates are per second.
/// </summary>
/// <param name="Fast">Requests that the fast peer can serve, above 0.</param>
/// <param name="Slow">Requests that the slow peer can serve, above 0 and at most <paramref name="Fast"/>.</param>
public sealed record TwoServerModel(double Fast, double Slow)
{
    private const int Steps = 200;

    /// <summary>Mean time in an M/D/1 queue: D + x D^2 / (2 (1 - x D)) with D = 1 / mu.</summary>
    /// <param name="requests">Requests, x.</param>
    /// <param name="rate">Requests that can be served, mu.</param>
    /// <returns>Seconds; infinite where the queue grows without end.</returns>
    public static double Response(double requests, double rate) =>
        requests >= rate ? double.PositiveInfinity : (2 * rate - requests) / (2 * rate * (rate - requests));

    /// <summary>Mean time over all requests, s.</summary>
    /// <param name="load">Requests to both.</param>
    /// <param name="share">Share that goes to the fast one, 0 to 1.</param>
    public double MeanResponse(double load, double share) =>
        (share > 0 ? share * Response(share * load, Fast) : 0) + (share < 1 ? (1 - share) * Response((1 - share) * load, Slow) : 0);

    /// <summary>Load up to which it is best that only the fast one serves: mu_f (1 - sqrt(r / (2 - r))), r = mu_s / mu_f.</summary>
    public double FastOnlyUpTo => Fast * (1 - Math.Sqrt(Slow / Fast / (2 - Slow / Fast)));

    /// <summary>Share for the fast one with the least mean time; NaN where nothing works.</summary>
    public double BestShare(double load)
    {
        if (load >= Fast + Slow) return double.NaN;
        if (load <= FastOnlyUpTo) return 1;
        // The cost of one more request is the same at both.
        return Bisect(load, share => Marginal(share * load, Fast) - Marginal((1 - share) * load, Slow));
    }

    /// <summary>Share for the fast one when everybody goes where it takes less time for him; NaN where nothing works.</summary>
    public double SelfishShare(double load)
    {
        if (load >= Fast + Slow) return double.NaN;
        if (Response(load, Fast) <= 1 / Slow) return 1;
        return Bisect(load, share => Response(share * load, Fast) - Response((1 - share) * load, Slow));
    }

    /// <summary>Which region a load is in.</summary>
    public LoadRegion RegionOf(double load)
    {
        if (load >= Fast + Slow) return LoadRegion.NothingWorks;
        if (load >= Fast) return LoadRegion.BothMust;
        if (load >= Slow) return LoadRegion.FastOnly;
        return load <= FastOnlyUpTo ? LoadRegion.FastBest : LoadRegion.BothBest;
    }

    private static double Marginal(double requests, double rate) =>
        requests >= rate ? double.PositiveInfinity : 0.5 * (1 / rate + rate / ((rate - requests) * (rate - requests)));

    private double Bisect(double load, Func<double, double> grows)
    {
        double low = Math.Max(0, 1 - Slow / load), high = Math.Min(1, Fast / load);
        for (int i = 0; i < Steps; i++)
        {
            double middle = (low + high) / 2;
            if (grows(middle) > 0) high = middle;
            else low = middle;
        }

        return (low + high) / 2;
    }
}
