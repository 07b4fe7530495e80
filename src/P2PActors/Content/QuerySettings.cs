using P2PActors.Scenarios.Binding;

namespace P2PActors.Content;

/// <summary>What peers search for, and how often.</summary>
public sealed record QuerySettings
{
    /// <summary>Mean time between the searches of a peer that is online; exponential. 10-30 min is the usual assumption.</summary>
    [Setting("Mean time between the searches of a peer while it is online (exponential).", Min = "1ms")]
    public TimeSpan MeanInterval { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>No searches before this time: the overlay has formed by then.</summary>
    [Setting("No searches before this time of the run.", Min = "0s")]
    public TimeSpan StartAfter { get; init; } = TimeSpan.Zero;

    /// <summary>Share of the peers that search at all; 10-25 % of measured sessions did (Klemm et al., IMC 2004, remembered).</summary>
    [Setting("Share of the peers that search at all.", Min = "0", Max = "1", Unit = "share")]
    public double Askers { get; init; } = 1;

    /// <summary>Fewest words of a search.</summary>
    [Setting("Fewest words of a search.", Min = "1", Max = "30", Unit = "words")]
    public int MinWords { get; init; } = 1;

    /// <summary>Most words of a search; fewer where the name of the wanted file has fewer.</summary>
    [Setting("Most words of a search, not below the fewest.", Min = "1", Max = "30", Unit = "words")]
    public int MaxWords { get; init; } = 3;

    /// <summary>Which files are wanted.</summary>
    [Setting("Which files are wanted, by popularity.")]
    public PopularityLaw Popularity { get; init; } = new();

    /// <summary>Whether a peer never wants a file that it has (Gummadi et al., SOSP 2003).</summary>
    [Setting("Whether a peer never wants a file that it has.")]
    public bool FetchAtMostOnce { get; init; } = true;
}
