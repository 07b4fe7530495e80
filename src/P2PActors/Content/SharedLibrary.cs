using P2PActors.Engine;
using P2PActors.Scenarios;

namespace P2PActors.Content;

/// <summary>
/// Which peer shares which files; immutable. Four bytes per copy and four per peer. What a peer shares follows from the seed
/// and its own number only.
/// </summary>
public sealed class SharedLibrary
{
    private readonly int[] _first;
    private readonly int[] _files;

    private SharedLibrary(int catalogue, int[] first, int[] files) => (CatalogueCount, _first, _files) = (catalogue, first, files);

    /// <summary>Decides what every peer shares.</summary>
    /// <param name="settings">Who shares how much.</param>
    /// <param name="catalogue">What there is.</param>
    /// <param name="population">How many peers, numbered from 0.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ScenarioException">There would be more copies than one array can hold.</exception>
    public static SharedLibrary Build(PlacementSettings settings, Catalogue catalogue, int population, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentOutOfRangeException.ThrowIfNegative(population);
        int[] first = CountAll(settings, catalogue, population, seed);
        int[] files = new int[first[population]];
        PopularitySampler popularity = catalogue.Popularity(settings.Popularity);
        // Every peer has its own stream and its own place in the array, so the order of the work has no effect.
        Parallel.For(0, population, () => new LibraryDraw(popularity, settings.Tail), (peer, _, draw) =>
        {
            RandomStream random = StreamOf(peer, seed);
            settings.SampleCount(ref random);
            draw.Fill(files.AsSpan(first[peer]..first[peer + 1]), ref random);
            return draw;
        }, _ => { });
        return new SharedLibrary(catalogue.Count, first, files);
    }

    /// <summary>A given placement: the files of each peer, in any order.</summary>
    /// <param name="catalogueCount">How many files the catalogue has.</param>
    /// <param name="filesOfPeers">For each peer, from 0, what it shares.</param>
    public static SharedLibrary Of(int catalogueCount, IReadOnlyList<IReadOnlyCollection<int>> filesOfPeers)
    {
        ArgumentNullException.ThrowIfNull(filesOfPeers);
        int[] first = new int[filesOfPeers.Count + 1];
        var files = new List<int>();
        for (int peer = 0; peer < filesOfPeers.Count; peer++)
        {
            int[] sorted = [.. filesOfPeers[peer].Distinct().Order()];
            if (sorted.Length > 0 && (sorted[0] < 0 || sorted[^1] >= catalogueCount))
                throw new ArgumentOutOfRangeException(nameof(filesOfPeers), $"Peer {peer} shares a file that the catalogue does not have.");
            files.AddRange(sorted);
            first[peer + 1] = files.Count;
        }
        return new SharedLibrary(catalogueCount, first, [.. files]);
    }

    /// <summary>How many peers there are, sharing or not.</summary>
    public int Population => _first.Length - 1;

    /// <summary>How many copies are shared in all.</summary>
    public int Copies => _files.Length;

    /// <summary>How many files the catalogue has.</summary>
    public int CatalogueCount { get; }

    /// <summary>What a peer shares, sorted; empty for a free rider.</summary>
    public ReadOnlyMemory<int> Of(int peer) => _files.AsMemory(_first[peer].._first[peer + 1]);

    /// <summary>How many files a peer shares.</summary>
    public int CountOf(int peer) => _first[peer + 1] - _first[peer];

    /// <summary>Whether a peer shares a file.</summary>
    public bool Shares(int peer, int file) => Of(peer).Span.BinarySearch(file) >= 0;

    /// <summary>The reverse: who has which file. Costs as much memory again, so it is made on demand.</summary>
    public FileHolders IndexHolders() => new(this);

    /// <summary>Where each peer's files begin in the common array.</summary>
    private static int[] CountAll(PlacementSettings settings, Catalogue catalogue, int population, ulong seed)
    {
        int[] first = new int[population + 1];
        long copies = 0;
        for (int peer = 0; peer < population; peer++)
        {
            RandomStream random = StreamOf(peer, seed);
            copies += Math.Min(settings.SampleCount(ref random), catalogue.Count);
            if (copies > Array.MaxLength)
            {
                throw new ScenarioException("scenario", "content.sharing.max-shared",
                    "the peers would share more than two billion copies in all; lower max-shared or the number of peers.");
            }
            first[peer + 1] = (int)copies;
        }
        return first;
    }

    private static RandomStream StreamOf(int peer, ulong seed) => RandomStream.For(seed, ContentStreams.Placement, (ulong)peer);
}
