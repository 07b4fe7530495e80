using P2PActors.Engine;

namespace P2PActors.Metrics;

/// <summary>Degrees and the largest connected component of the overlay among the peers that keep one, over time.</summary>
internal sealed class OverlayProbe(TimeSpan interval) : IProbe
{
    private readonly List<(TimeSpan Time, double? Giant, double? MeanDegree)> _looks = [];

    public TimeSpan Interval => interval;

    public IReadOnlyList<(TimeSpan Time, double? Giant, double? MeanDegree)> Looks => _looks;

    /// <summary>How many peers had each degree at the last look at a time with an overlay.</summary>
    public IReadOnlyDictionary<int, int> Degrees { get; private set; } = new SortedDictionary<int, int>();

    /// <summary>Whether any peer keeps an overlay.</summary>
    public bool HasOverlay { get; private set; }

    public void Observe(World world)
    {
        OverlayLook look = OverlayLook.At(world);
        if (look.Nodes > 0)
        {
            HasOverlay = true;
            Degrees = look.Degrees;
        }

        if (HasOverlay) _looks.Add((world.Now, look.Giant, look.MeanDegree));
    }
}
