using P2PActors.Actors;

namespace P2PActors.Protocols.FileSharing;

/// <summary>Why one attempt to download failed.</summary>
public enum DownloadFailure
{
    /// <summary>The source has no free upload slot.</summary>
    Busy,
    /// <summary>The source is off line or does not share the file.</summary>
    Gone,
    /// <summary>Neither side can be connected to.</summary>
    Firewall,
    /// <summary>The transfer broke or stalled.</summary>
    Broken,
}

/// <summary>A file on its way to one user; one source at a time.</summary>
public sealed class Download
{
    private readonly List<SearchHit> _untried;
    private readonly List<PeerId> _tried = [];

    internal Download(int file, int size, TimeSpan started, List<SearchHit> sources) => (File, Size, Started, _untried) = (file, size, started, sources);

    /// <summary>Number of the file in the catalogue.</summary>
    public int File { get; }

    /// <summary>Its size in bytes.</summary>
    public int Size { get; }

    /// <summary>When the first source was asked.</summary>
    public TimeSpan Started { get; }

    /// <summary>The source being tried.</summary>
    public SearchHit Source { get; private set; }

    /// <summary>What the index says of the content that is being fetched; see <see cref="SearchHit.Hash"/>.</summary>
    public int Hash => Source.Hash;

    /// <summary>What has been put together so far: 0 if every part is of the true content.</summary>
    public int Version { get; private set; }

    /// <summary>Whether a part of it is not of the true content.</summary>
    public bool IsBad => Version != 0;

    /// <summary>How many sources have been tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool HasEnded { get; internal set; }

    /// <summary>Adds a part: one bad part makes the whole bad. The order of the parts makes no difference.</summary>
    /// <param name="version">Version of the copy the part came from.</param>
    public void Mix(int version) => Version = Math.Max(Version, version);

    internal int Untried => _untried.Count;

    internal void Try(int index)
    {
        Source = _untried[index];
        _tried.Add(Source.Source);
        _untried.RemoveAt(index);
        Attempts++;
    }

    internal void Add(in SearchHit source)
    {
        // A source that is known, tried or not, is nothing new.
        foreach (SearchHit known in _untried)
        {
            if (known.Source == source.Source) return;
        }

        if (!_tried.Contains(source.Source)) _untried.Add(source);
    }

    internal IReadOnlyList<SearchHit> Candidates => _untried;

    /// <summary>Hands over all sources at once, the one being tried first: to whoever fetches from several at the same time.</summary>
    internal List<SearchHit> TakeSources()
    {
        List<SearchHit> sources = [Source, .. _untried];
        _untried.Clear();
        return sources;
    }
}
