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

    /// <summary>How many sources have been tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool HasEnded { get; internal set; }

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
}
