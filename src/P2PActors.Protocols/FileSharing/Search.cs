using P2PActors.Actors;
using P2PActors.Content;

namespace P2PActors.Protocols.FileSharing;

/// <summary>One copy of a file that a search has found.</summary>
/// <param name="Source">The peer that offers it.</param>
/// <param name="File">Number of the file in the catalogue.</param>
/// <param name="ClaimedKbps">The uplink rate the source claims, kbit/s; 0 if unknown.</param>
/// <param name="IsFirewalled">Whether the source says it cannot be connected to.</param>
/// <param name="Hops">Hops of the answer; 1 where there is no overlay.</param>
/// <param name="Hash">
/// What the index says of the content: 0 for the hash of the true file, or where the system tells no hash; another number for
/// another hash. Copies of one file with equal numbers look like one content.
/// </param>
public readonly record struct SearchHit(PeerId Source, int File, int ClaimedKbps, bool IsFirewalled, int Hops, int Hash = 0);

/// <summary>A search of one user, from the question to the download.</summary>
public sealed class Search
{
    private readonly HashSet<(int Peer, int File)> _seen = [];
    private readonly List<SearchHit> _hits = [];

    internal Search(int number, int wanted, SearchText text, TimeSpan started, long copiesOnline) =>
        (Number, Wanted, Text, Started, CopiesOnline) = (number, wanted, text, started, copiesOnline);

    /// <summary>Number of the search at this peer in this session.</summary>
    public int Number { get; }

    /// <summary>The file the user has in mind; -1 if it is but a text.</summary>
    public int Wanted { get; }

    /// <summary>What the user types.</summary>
    public SearchText Text { get; }

    /// <summary>When it began.</summary>
    public TimeSpan Started { get; }

    /// <summary>Copies of matching files at other peers that were on line when it began (the truth, for measurement only).</summary>
    public long CopiesOnline { get; }

    /// <summary>Distinct copies found so far, in the order found.</summary>
    public IReadOnlyList<SearchHit> Hits => _hits;

    /// <summary>Whether it could not even be sent.</summary>
    public bool IsRefused { get; internal set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded { get; internal set; }

    internal bool Add(in SearchHit hit)
    {
        if (!_seen.Add((hit.Source.Value, hit.File))) return false;
        _hits.Add(hit);
        return true;
    }
}
