using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Content;

/// <summary>
/// Who shares how much, and what: a free rider shares nothing; everybody else shares files drawn by popularity without
/// repetition, and a few drawn evenly among all, so that rare files exist too.
/// </summary>
[Choice("log-normal", typeof(LogNormalPlacement))]
[Choice("uniform", typeof(UniformPlacement))]
[Presets(typeof(PlacementPresets))]
public abstract record PlacementSettings
{
    /// <summary>Share of the peers that share nothing.</summary>
    [Setting("Share of the peers that share nothing.", Min = "0", Max = "1", Unit = "share")]
    public double FreeRiders { get; init; }

    /// <summary>No peer shares more than this, nor more than there are files.</summary>
    [Setting("No peer shares more than this, nor more than there are files.", Min = "1", Max = "10000000", Unit = "files")]
    public int MaxShared { get; init; } = 5000;

    /// <summary>Part of what a peer shares that is drawn evenly among all files (proposal).</summary>
    [Setting("Part of what a peer shares that is drawn evenly among all files.", Min = "0", Max = "1", Unit = "share")]
    public double Tail { get; init; } = 0.1;

    /// <summary>By which law the rest is drawn.</summary>
    [Setting("Popularity by which the rest is drawn.")]
    public PopularityLaw Popularity { get; init; } = new();

    /// <summary>How many files a peer shares: 0 for a free rider, else at least 1.</summary>
    public int SampleCount(ref RandomStream random) =>
        random.NextBool(FreeRiders) ? 0 : (int)Math.Clamp(Math.Round(SharerCount(ref random)), 1, MaxShared);

    /// <summary>How many files a peer that shares would share without bounds.</summary>
    protected abstract double SharerCount(ref RandomStream random);
}

/// <summary>The number of shared files is log-normal among those who share.</summary>
public sealed record LogNormalPlacement : PlacementSettings
{
    /// <summary>Files that half of the sharers exceed.</summary>
    [Setting("Files that half of the sharers exceed.", Min = "0.1", Unit = "files")]
    public double Median { get; init; } = 82;

    /// <summary>Standard deviation of the natural logarithm.</summary>
    [Setting("Standard deviation of the natural logarithm.", Min = "0", Max = "5")]
    public double Sigma { get; init; } = 1.56;

    /// <inheritdoc />
    protected override double SharerCount(ref RandomStream random) => Median * Math.Exp(Sigma * random.NextNormal());
}

/// <summary>All who share do so with the same number of files.</summary>
public sealed record UniformPlacement : PlacementSettings
{
    /// <summary>Files of each peer that shares.</summary>
    [Setting("Files of each peer that shares.", Min = "1", Unit = "files")]
    public int Files { get; init; } = 100;

    /// <inheritdoc />
    protected override double SharerCount(ref RandomStream random) => Files;
}

/// <summary>Sharing as measured, by name.</summary>
public static class PlacementPresets
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("adar-huberman-2000", new LogNormalPlacement { FreeRiders = 0.66, Median = Math.Exp(4.41), Sigma = 1.56 },
            "Gnutella 2000: 66 % share nothing, the top 1 % of hosts hold 37 % of the files (Adar and Huberman, First Monday 2000; fit)."),
        new("saroiu-2002", new LogNormalPlacement { FreeRiders = 0.25, Median = Math.Exp(3.49), Sigma = 2.58 },
            "Gnutella 2001: 25 % share nothing, 25 % share over 100 and 7 % over 1,000 files (Saroiu et al., MMCN 2002; fit)."),
        new("napster-2000", new LogNormalPlacement { FreeRiders = 0.30, Median = Math.Exp(4.41), Sigma = 1.56 },
            "Napster: 30 % share nothing (20-40 % little or nothing in Saroiu et al., MMCN 2002), the others as adar-huberman-2000."),
        new("kazaa-2003", new LogNormalPlacement { Median = 30, Sigma = 1.97 },
            "KaZaA: 13 % of the ordinary nodes supply 80 % (lecture; sigma fitted so that the top 13 % hold 80 % of the files, median assumed)."),
        new("stress", new UniformPlacement(), "Everybody shares 100 files: a baseline to compare with theory."),
    ];
}
