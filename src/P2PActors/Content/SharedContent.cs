namespace P2PActors.Content;

/// <summary>Files and who shares them at the beginning: built once for a run, when a system first needs it, and the same for all its systems.</summary>
public sealed class SharedContent
{
    private readonly Lazy<Catalogue> _catalogue;
    private readonly Lazy<KeywordIndex> _index;
    private readonly Lazy<SharedLibrary> _libraries;
    private readonly Lazy<PopularitySampler> _wanted;

    /// <summary>The content of a run.</summary>
    /// <param name="catalogue">The files.</param>
    /// <param name="placement">Who shares what.</param>
    /// <param name="queries">What is wanted.</param>
    /// <param name="peers">Number of ordinary peers.</param>
    /// <param name="seed">Seed of the run.</param>
    public SharedContent(CatalogueSettings catalogue, PlacementSettings placement, QuerySettings queries, int peers, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(queries);
        _catalogue = new Lazy<Catalogue>(() => Catalogue.Create(catalogue, seed));
        _index = new Lazy<KeywordIndex>(() => new KeywordIndex(Catalogue));
        _libraries = new Lazy<SharedLibrary>(() => SharedLibrary.Build(placement, Catalogue, peers, seed));
        _wanted = new Lazy<PopularitySampler>(() => Catalogue.Popularity(queries.Popularity));
    }

    /// <summary>The files that exist.</summary>
    public Catalogue Catalogue => _catalogue.Value;

    /// <summary>Their words.</summary>
    public KeywordIndex Index => _index.Value;

    /// <summary>Who shares what at the beginning.</summary>
    public SharedLibrary Libraries => _libraries.Value;

    /// <summary>What is wanted how much.</summary>
    public PopularitySampler Wanted => _wanted.Value;
}
