using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.FastTrack;

/// <summary>A part of a file that is still to be fetched.</summary>
internal readonly record struct Chunk(int Start, int Length);

/// <summary>
/// A file on its way from several sources with the same hash: cut into chunks, of which each source fetches one at a time;
/// what a source does not bring goes back and is asked of another.
/// </summary>
internal sealed class MultiSourceDownload
{
    private readonly List<Chunk> _missing = [];

    public MultiSourceDownload(Download download, IReadOnlyList<SearchHit> sources, long chunkSize)
    {
        Download = download;
        // The last chunk is on top of the stack, so the file comes from its beginning.
        int size = (int)Math.Min(chunkSize, download.Size);
        for (int start = (download.Size - 1) / size * size; start >= 0; start -= size) _missing.Add(new Chunk(start, Math.Min(size, download.Size - start)));
        Chunks = _missing.Count;
        foreach (SearchHit hit in sources) Sources.Add(new Source(this, hit));
    }

    public Download Download { get; }

    public List<Source> Sources { get; } = [];

    /// <summary>Chunks the file was cut into.</summary>
    public int Chunks { get; }

    /// <summary>Bytes that have arrived.</summary>
    public int Received { get; private set; }

    /// <summary>Sources that have brought something.</summary>
    public int Contributors { get; set; }

    public bool IsComplete => Received == Download.Size;

    public bool HasMissing => _missing.Count > 0;

    /// <summary>Sources that are being asked or are sending.</summary>
    public int Busy
    {
        get
        {
            int busy = 0;
            foreach (Source source in Sources) busy += source.State is SourceState.Idle or SourceState.Given ? 0 : 1;
            return busy;
        }
    }

    public Chunk Take()
    {
        Chunk chunk = _missing[^1];
        _missing.RemoveAt(_missing.Count - 1);
        return chunk;
    }

    /// <summary>A part of a chunk, or all of it, has arrived; the rest is missing again.</summary>
    /// <returns>Whether anything is missing of it.</returns>
    public bool Return(Chunk chunk, int arrived)
    {
        Received += arrived;
        if (arrived >= chunk.Length) return false;
        _missing.Add(new Chunk(chunk.Start + arrived, chunk.Length - arrived));
        return true;
    }
}

/// <summary>How far one source of a download has come.</summary>
internal enum SourceState : byte
{
    /// <summary>It can be asked for a chunk.</summary>
    Idle,
    /// <summary>It is being called, directly or by a push request.</summary>
    Called,
    /// <summary>It has been asked, and perhaps has put the request into its queue.</summary>
    Asked,
    /// <summary>It is sending.</summary>
    Sending,
    /// <summary>It has failed and is not asked again.</summary>
    Given,
}

/// <summary>One source of a download; the tag of the connection to it.</summary>
internal sealed class Source(MultiSourceDownload owner, SearchHit hit)
{
    public readonly MultiSourceDownload Owner = owner;
    public readonly SearchHit Hit = hit;
    public SourceState State;
    public Connection? Connection;
    public Chunk Chunk;

    /// <summary>Number of the push request under way; 0 for none.</summary>
    public int PushId;

    /// <summary>When it was asked for the chunk.</summary>
    public TimeSpan AskedAt;

    /// <summary>Whether it has said that the request waits in its queue.</summary>
    public bool IsQueued;

    /// <summary>Bytes that had come when the user last looked.</summary>
    public long LastLook;

    /// <summary>Version of what it is sending, for measurement.</summary>
    public int Version;

    /// <summary>Chunks it has brought.</summary>
    public int Brought;

    public PeerId Peer => Hit.Source;

    public override string ToString() => FormattableString.Invariant($"peer {Peer}, file {Owner.Download.File}");
}

/// <summary>A call that a push request asked for; the tag of its connection until it is open.</summary>
internal sealed class PushedCall(int pushId)
{
    public readonly int PushId = pushId;
}
