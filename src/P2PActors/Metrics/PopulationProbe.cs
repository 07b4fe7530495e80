using P2PActors.Engine;

namespace P2PActors.Metrics;

/// <summary>Peers on line over time.</summary>
/// <param name="interval">Virtual time between two looks.</param>
internal sealed class PopulationProbe(TimeSpan interval) : IProbe
{
    private readonly List<double?> _online = [];

    public TimeSpan Interval => interval;

    /// <summary>Peers on line at the beginning of each interval.</summary>
    public IReadOnlyList<double?> Online => _online;

    public void Observe(World world) => _online.Add(world.Online);
}
