using P2PActors.Metrics;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>How a peer plays.</summary>
internal enum Behaviour : byte
{
    /// <summary>By the rules.</summary>
    Reference,

    /// <summary>Never uploads.</summary>
    FreeRider,

    /// <summary>Never uploads and connects to everybody.</summary>
    LargeView,

    /// <summary>Uploads no more than is answered.</summary>
    Tyrant,

    /// <summary>Sends bad blocks.</summary>
    Polluter,
}

/// <summary>What is measured in a swarm.</summary>
internal sealed class BitTorrentMetrics
{
    /// <summary>Names of behaviours in results.</summary>
    public static readonly string[] Names = ["contributors", "freeRiders", "largeView", "tyrants", "polluters"];

    public BitTorrentMetrics(MetricSchema schema, IReadOnlyList<string> links)
    {
        Announces = schema.Counter("announces", "announces", "announces that trackers have had");
        Scrapes = schema.Counter("scrapes", "scrapes", "scrapes that trackers have had");
        AnnounceFailures = schema.Counter("announceFailures", "announces", "announces that a tracker did not answer, or refused");
        Joined = schema.Counter("joined", "peers", "peers that have joined a swarm for the first time");
        Completed = schema.Counter("completed", "peers", "peers that have got the whole file");
        Left = schema.Counter("left", "peers", "peers that have left as seeds");
        GivenUp = schema.Counter("givenUp", "peers", "leechers that have given up");
        Payload = schema.Counter("payload", "B", "bytes of blocks that were new to their receivers");
        Wasted = schema.Counter("wasted", "B", "bytes of blocks that their receivers had already");
        SeedUpload = schema.Counter("seedUpload", "B", "bytes that initial seeds have uploaded");
        SeedUploadBefore = schema.Counter("seedUploadBefore", "B", "bytes that initial seeds have uploaded when they first saw a complete neighbour");
        Upload = schema.Counter("upload", "B", "bytes that peers have uploaded, initial seeds apart");
        BadPieces = schema.Counter("badPieces", "pieces", "pieces whose hash was wrong");
        Bans = schema.Counter("bans", "peers", "neighbours banned for bad pieces");
        Unrequested = schema.Counter("unrequested", "blocks", "blocks that nobody waited for any more");
        Cancels = schema.Counter("cancels", "requests", "requests taken back");
        Rejected = schema.Counter("rejected", "requests", "requests refused");
        HavesSpared = schema.Counter("havesSpared", "pieces", "times that a neighbour was not told of a piece because it had it");
        Snubs = schema.Counter("snubs", "neighbours", "times that a neighbour kept a peer waiting too long");
        LinksOpened = schema.Counter("linksOpened", "connections", "connections between peers, each counted at both ends");
        CallsFailed = schema.Counter("callsFailed", "calls", "calls of peers that failed");
        Refused = schema.Counter("refusedLinks", "connections", "connections closed because they are of no use: to oneself, twice, another torrent, banned, two seeds");
        Malformed = schema.Counter("malformed", "messages", "messages that make no sense, such as for a piece that does not exist");
        Learnt = [.. Enum.GetNames<PeerSource>().Select(n => schema.Counter("learnt" + n, "peers", $"peers learnt of: {n}"))];
        CompletionTime = schema.Histogram("completionTime", "us", "time from joining to the last piece");
        FirstPiece = schema.Histogram("firstPiece", "us", "time from joining to the first piece");
        EarlyGap = schema.Histogram("pieceGapEarly", "us", "time between two pieces, of the first tenth of a peer's pieces");
        MiddleGap = schema.Histogram("pieceGapMiddle", "us", "time between two pieces, of the pieces between");
        LateGap = schema.Histogram("pieceGapLate", "us", "time between two pieces, of the last tenth");
        Ratio = schema.Histogram("ratio", "permille", "uploaded over the size of the file, of those that have left as seeds");
        ByBehaviour = [.. Names.Select(n => schema.Histogram("completionTime." + n, "us", $"time from joining to the last piece, of {n}"))];
        Links = links;
        LinkUp = [.. links.Select(l => schema.Counter("up." + l, "B", $"bytes uploaded by peers with link {l}"))];
        LinkDown = [.. links.Select(l => schema.Counter("down." + l, "B", $"bytes downloaded by peers with link {l}"))];
        LinkTime = [.. links.Select(l => schema.Histogram("completionTime.link." + l, "us", $"time from joining to the last piece, of peers with link {l}"))];
    }

    public CounterId Announces { get; }
    public CounterId Scrapes { get; }
    public CounterId AnnounceFailures { get; }
    public CounterId Joined { get; }
    public CounterId Completed { get; }
    public CounterId Left { get; }
    public CounterId GivenUp { get; }
    public CounterId Payload { get; }
    public CounterId Wasted { get; }
    public CounterId SeedUpload { get; }
    public CounterId SeedUploadBefore { get; }
    public CounterId Upload { get; }
    public CounterId BadPieces { get; }
    public CounterId Bans { get; }
    public CounterId Unrequested { get; }
    public CounterId Cancels { get; }
    public CounterId Rejected { get; }
    public CounterId HavesSpared { get; }
    public CounterId Snubs { get; }
    public CounterId LinksOpened { get; }
    public CounterId CallsFailed { get; }
    public CounterId Refused { get; }
    public CounterId Malformed { get; }

    /// <summary>By <see cref="PeerSource"/>.</summary>
    public IReadOnlyList<CounterId> Learnt { get; }

    public HistogramId CompletionTime { get; }
    public HistogramId FirstPiece { get; }
    public HistogramId EarlyGap { get; }
    public HistogramId MiddleGap { get; }
    public HistogramId LateGap { get; }
    public HistogramId Ratio { get; }

    /// <summary>By <see cref="Behaviour"/>.</summary>
    public IReadOnlyList<HistogramId> ByBehaviour { get; }

    /// <summary>Names of the classes of access links that occur.</summary>
    public IReadOnlyList<string> Links { get; }

    public IReadOnlyList<CounterId> LinkUp { get; }
    public IReadOnlyList<CounterId> LinkDown { get; }
    public IReadOnlyList<HistogramId> LinkTime { get; }
}
