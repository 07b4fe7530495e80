using P2PActors.Scenarios.Binding;

namespace P2PActors.Content;

/// <summary>Which files exist.</summary>
public sealed record CatalogueSettings
{
    /// <summary>How many different files exist, where they are made up.</summary>
    [Setting("How many different files exist.", Min = "1", Max = "10000000", Unit = "files")]
    public int Files { get; init; } = 10_000;

    /// <summary>Titles per artist, on average; the popular artists have many more.</summary>
    [Setting("Titles per artist on average.", Min = "1", Max = "1000", Unit = "files")]
    public double TitlesPerArtist { get; init; } = 12;

    /// <summary>Share of songs; songs, albums and films are 90, 5 and 5 % unless told (proposal).</summary>
    [Setting("Share of songs (median 4 MB) among the files.", Min = "0", Max = "1", Unit = "share")]
    public double Audio { get; init; } = 0.90;

    /// <summary>Share of films; what is neither song nor film is an album or a program of 10-100 MB.</summary>
    [Setting("Share of films (median 500 MB) among the files; the rest are albums and programs (10-100 MB).", Min = "0", Max = "1", Unit = "share")]
    public double Video { get; init; } = 0.05;

    /// <summary>A list of real files instead: lines <c>name,size[,bitrate,frequency,seconds[,weight]]</c>; empty for made-up ones.</summary>
    [Setting("Path of a list of files with lines name,size[,bitrate,frequency,seconds[,weight]] (bytes, kbps, Hz, s); empty for made-up files.")]
    public string File { get; init; } = "";
}
