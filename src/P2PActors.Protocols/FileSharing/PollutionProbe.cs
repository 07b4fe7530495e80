using P2PActors.Engine;

namespace P2PActors.Protocols.FileSharing;

/// <summary>Looks at regular times at how many of the advertised copies of the polluters' titles are bad.</summary>
internal sealed class PollutionProbe(FileSharingWorkload workload) : IProbe
{
    private readonly List<double?> _polluted = [];

    public TimeSpan Interval { get; } =
        TimeSpan.FromTicks(Math.Max(1, workload.Context.Scenario.Duration.Ticks / workload.Context.Scenario.SeriesIntervals));

    /// <summary>Share of the copies on line that are bad; nothing where there is no copy.</summary>
    public IReadOnlyList<double?> Polluted => _polluted;

    public void Observe(World world)
    {
        if (!workload.Oracle.HasSeenBadCopies)
        {
            _polluted.Add(0);
            return;
        }

        long all = 0, bad = 0;
        foreach (int file in workload.Pollution.Targets)
        {
            all += workload.Oracle.CopiesOnline(file);
            bad += workload.Oracle.BadCopiesOnline(file);
        }

        _polluted.Add(all == 0 ? null : (double)bad / all);
    }
}
