using P2PActors.Scenarios.Binding;

namespace P2PActors.Content;

/// <summary>
/// The Zipf-Mandelbrot law: the file of rank i = 1, 2, ... is wanted in proportion to (i + head)^-alpha. A head above 0 makes
/// the most popular ones nearly equal, as measured for queries.
/// </summary>
[Presets(typeof(PopularityPresets))]
public sealed record PopularityLaw
{
    /// <summary>Exponent: 0 makes all files equal, 1 is the classical Zipf law.</summary>
    [Setting("Exponent: 0 makes all files equal, 1 is the classical Zipf law.", Min = "0", Max = "5")]
    public double Alpha { get; init; } = 0.86;

    /// <summary>Length of the flattened head, in ranks.</summary>
    [Setting("Length of the flattened head; 0 for a plain Zipf law.", Min = "0", Max = "1000000", Unit = "ranks")]
    public double Head { get; init; } = 2;

    /// <summary>The relative weight of a rank, from 1.</summary>
    public double Weight(int rank) => Math.Pow(rank + Head, -Alpha);
}

/// <summary>Popularity as measured, by name.</summary>
public static class PopularityPresets
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("adar-huberman-2000", new PopularityLaw(), "Gnutella queries 2000: over 50,000 strings the top 1 % draw 37 % (Adar and Huberman, First Monday 2000; fit)."),
        new("kazaa-2003", new PopularityLaw { Alpha = 1, Head = 0 }, "KaZaA objects: Zipf with exponent 1 under fetch-at-most-once (Gummadi et al., SOSP 2003, exponent remembered)."),
        new("flat-head", new PopularityLaw { Alpha = 1, Head = 100 }, "About 100 ranks of nearly equal popularity, then Zipf with 1 (Sripanidkulchai and Zhang; exponents 0.63-1.24 remembered)."),
        new("uniform", new PopularityLaw { Alpha = 0, Head = 0 }, "Every file is wanted as often as any other."),
    ];
}
