using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Arrivals;

/// <summary>
/// When each peer appears for the first time. Every peer draws its own time from the normalised rate of arrivals: together
/// they form the Poisson process with that rate, given how many come, and none needs to know of the others.
/// </summary>
[Choice("steady", typeof(SteadyArrivals))]
[Choice("poisson", typeof(PoissonArrivals))]
[Choice("flash-crowd", typeof(FlashCrowdArrivals))]
[Choice("diurnal", typeof(DiurnalArrivals))]
public abstract record ArrivalsSettings
{
    /// <summary>
    /// Whether the run begins in the middle of the peers' lives: those online at time 0 are in the middle of a session, and
    /// those that come back later are in the middle of their time offline.
    /// </summary>
    public virtual bool BeginsInSteadyState => false;

    /// <summary>When the peer first joins, since the beginning of the run.</summary>
    /// <param name="peer">Its number among the population, from 0.</param>
    /// <param name="population">How many peers there are.</param>
    /// <param name="random">The peer's own stream.</param>
    public abstract TimeSpan FirstArrival(int peer, int population, ref RandomStream random);

    /// <summary>When a peer that has been away comes back.</summary>
    /// <param name="first">When it came for the first time.</param>
    /// <param name="earliest">The end of its time offline.</param>
    /// <param name="random">The peer's own stream.</param>
    /// <returns>Not before <paramref name="earliest"/>; at that time, unless peers keep to hours of the day.</returns>
    public virtual TimeSpan Return(TimeSpan first, TimeSpan earliest, ref RandomStream random) => earliest;
}
