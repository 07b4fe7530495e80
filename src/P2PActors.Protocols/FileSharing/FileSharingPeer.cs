using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// A user of a file-sharing system: asks for files at random times, judges the answers, and downloads from one source after
/// another. How a question is asked and bytes are fetched is the derived protocol's. A derived class that overrides
/// <see cref="PreStart"/> or <see cref="OnReceive"/> calls the base for what it does not know.
/// </summary>
/// <param name="workload">The workload of the run.</param>
public abstract partial class FileSharingPeer(FileSharingWorkload workload) : PeerActor
{
    private static readonly object AskTimer = new();
    private int _searches;
    private int _uploads;

    /// <summary>The workload of the run.</summary>
    protected FileSharingWorkload Workload { get; } = workload;

    /// <summary>Files this user shares now, sorted.</summary>
    protected ReadOnlySpan<int> SharedFiles => Workload.LibraryOf(Self).Shared;

    /// <summary>Uplink rate of this peer's link, kbit/s.</summary>
    protected int UplinkKbps => (int)(Workload.Context.Profiles.LinkOf(Self.Value).Up.BitsPerSecond / 1000);

    /// <summary>Whether this peer cannot be connected to.</summary>
    protected bool IsFirewalled => Workload.Context.Profiles.IsFirewalled(Self.Value);

    /// <summary>Uploads in progress.</summary>
    protected int Uploads => _uploads;

    /// <summary>Whether the system takes copies with equal hash, and only these, for one content, so that a download keeps to one hash.</summary>
    protected virtual bool KnowsContentsByHash => false;

    /// <summary>Asks the network. Answers go to <see cref="Found"/>, the end to <see cref="EndSearch"/>.</summary>
    /// <returns>False if the question cannot be sent at all (not connected); it then counts as refused.</returns>
    protected abstract bool BeginSearch(Search search);

    /// <summary>Begins to fetch from <see cref="Download.Source"/>; ends in <see cref="DownloadCompleted"/> or <see cref="DownloadFailed"/>.</summary>
    protected abstract void BeginDownload(Download download);

    /// <summary>A search has ended (before the download, if any, begins).</summary>
    protected virtual void OnSearchEnded(Search search) { }

    /// <inheritdoc />
    protected override void PreStart()
    {
        StartPollution();
        if (Workload.Context.Traits.IsSybil(Self.Value)) return; // nobody sits there who wants anything
        QuerySettings queries = Workload.Context.Scenario.Queries;
        // Who asks at all is a trait of the user, not of the session.
        var trait = RandomStream.For(Workload.Context.Seed, AskerTrait, (ulong)Self.Value);
        if (!trait.NextBool(queries.Askers)) return;
        TimeSpan wait = Random.NextExponential(queries.MeanInterval);
        if (Now + wait < queries.StartAfter) wait = queries.StartAfter - Now + Random.NextExponential(queries.MeanInterval);
        Timers.StartSingleTimer(AskTimer, new TimeToAsk(), wait);
    }

    /// <inheritdoc />
    protected override void OnReceive(Message message)
    {
        if (message is TimeToLookAtFile look) LookAtFile(look.File);
        if (message is not TimeToAsk) return;
        Timers.StartSingleTimer(AskTimer, message, Random.NextExponential(Workload.Context.Scenario.Queries.MeanInterval));
        PeerLibrary library = Workload.LibraryOf(Self);
        bool wants = Workload.Context.Scenario.Queries.FetchAtMostOnce
            ? library.Fetched.TryDraw(Workload.Context.Content.Wanted, ref Random, out int file)
            : (file = Workload.Context.Content.Wanted.Sample(ref Random)) >= 0;
        if (wants) Ask(file, Workload.TextFor(file, ref Random));
    }

    /// <summary>Asks for a text now, as a user would.</summary>
    internal Search Ask(int file, SearchText text)
    {
        BeginOperation("search for", text);
        var search = new Search(++_searches, file, text, Now, Workload.Oracle.CopiesOnline(text, Workload.LibraryOf(Self)));
        Metrics.Add(Workload.Metrics.Searches);
        if (!BeginSearch(search))
        {
            search.IsRefused = true;
            Metrics.Add(Workload.Metrics.Refused);
            EndSearch(search);
        }

        return search;
    }

    /// <summary>Notes an answer; the same copy twice counts once, one's own never.</summary>
    protected void Found(Search search, in SearchHit hit)
    {
        if (search.HasEnded || hit.Source == Self || !search.Add(in hit)) return;
        if (!Workload.Oracle.IsOnline(hit.Source)) Metrics.Add(Workload.Metrics.StaleHits);
        if (search.Hits.Count > 1) return;
        Metrics.Record(Workload.Metrics.FirstResult, Now - search.Started);
        Metrics.Record(Workload.Metrics.Hops, hit.Hops);
    }

    /// <summary>Closes a search: counts it and, if something was found, begins the download.</summary>
    protected void EndSearch(Search search)
    {
        if (search.HasEnded) return;
        search.HasEnded = true;
        Metrics.AddAt(Workload.Metrics.Ended, search.Started);
        if (search.Hits.Count > 0) Metrics.AddAt(Workload.Metrics.Successful, search.Started);
        if (search.CopiesOnline > 0) Metrics.AddAt(Workload.Metrics.Possible, search.Started);
        Metrics.AddAt(Workload.Metrics.CopiesOnline, search.Started, search.CopiesOnline);
        Metrics.AddAt(Workload.Metrics.FirstOnline, search.Started, Math.Min(search.CopiesOnline, FileSharingMetrics.FirstCopies));
        Metrics.AddAt(Workload.Metrics.FirstFound, search.Started, Math.Min(search.Hits.Count, FileSharingMetrics.FirstCopies));
        Metrics.AddAt(Workload.Metrics.CopiesFound, search.Started, search.Hits.Count);
        Metrics.Record(Workload.Metrics.Results, search.Hits.Count);
        OnSearchEnded(search);
        if (Workload.Settings.Enabled && search.Hits.Count > 0) ChooseDownload(search);
    }

    /// <summary>All bytes have arrived.</summary>
    protected void DownloadCompleted(Download download)
    {
        if (download.HasEnded) return;
        download.HasEnded = true;
        TimeSpan time = Now - download.Started;
        Metrics.Add(Workload.Metrics.Completed);
        Metrics.Add(Workload.Metrics.BytesDownloaded, download.Size);
        Metrics.Record(Workload.Metrics.DownloadTime, time);
        Metrics.Record(Workload.Metrics.DownloadRate, (long)(download.Size / Math.Max(1e-6, time.TotalSeconds)));
        PeerLibrary library = Workload.LibraryOf(Self);
        bool isNew = library.Fetched.Add(download.File);
        if (download.IsBad) OnBadDownload(download.File, isNew);
        if (!isNew || !Workload.Settings.ShareDownloads || !library.IsSharer || !library.Share(download.File, download.Version)) return;
        AppendChange(download.File, download.Version);
        OnFilesChanged([download.File], []);
    }

    /// <summary>What this peer shares has changed. A file whose content has changed is among both.</summary>
    /// <param name="added">Files it shares from now on.</param>
    /// <param name="removed">Files it does not share any more.</param>
    protected virtual void OnFilesChanged(ReadOnlySpan<int> added, ReadOnlySpan<int> removed) { }

    /// <summary>One more source of a file that is being downloaded, tried when it comes to that.</summary>
    protected void AddSource(Download download, in SearchHit source)
    {
        ArgumentNullException.ThrowIfNull(download);
        if (source.File == download.File && (!KnowsContentsByHash || source.Hash == download.Hash)) download.Add(in source);
    }

    /// <summary>The source did not serve; the next one is tried, or the download is given up.</summary>
    protected void DownloadFailed(Download download, DownloadFailure reason)
    {
        if (download.HasEnded) return;
        CountFailure(reason);
        if (download.Untried == 0 || download.Attempts >= Workload.Settings.Attempts)
        {
            download.HasEnded = true;
            Metrics.Add(Workload.Metrics.Failed);
            return;
        }

        TryNextSource(download);
    }

    /// <summary>Counts a source that did not serve; the download goes on.</summary>
    protected void CountFailure(DownloadFailure reason) => Metrics.Add(reason switch
    {
        DownloadFailure.Busy => Workload.Metrics.FailedBusy,
        DownloadFailure.Gone => Workload.Metrics.FailedGone,
        DownloadFailure.Firewall => Workload.Metrics.FailedFirewall,
        _ => Workload.Metrics.FailedBroken,
    });

    /// <summary>Takes an upload slot.</summary>
    /// <returns>False if none is free.</returns>
    protected bool TryTakeUploadSlot()
    {
        if (_uploads >= Workload.Settings.UploadSlots) return false;
        _uploads++;
        return true;
    }

    /// <summary>Gives an upload slot back.</summary>
    /// <param name="bytes">Bytes of the upload if it was completed, else 0.</param>
    protected void ReleaseUploadSlot(long bytes)
    {
        _uploads--;
        if (bytes == 0) return;
        PeerLibrary library = Workload.LibraryOf(Self);
        library.BytesUploaded += bytes;
        library.Uploads++;
    }

    private void ChooseDownload(Search search)
    {
        // The user wants the file it had in mind; if that was not found, the first thing that came.
        int file = search.Hits[0].File;
        foreach (SearchHit hit in search.Hits)
        {
            if (hit.File == search.Wanted) file = hit.File;
        }

        long size = Workload.Catalogue.Size(file).Bytes;
        if (size > Workload.Settings.LargestFile.Bytes || Workload.LibraryOf(Self).Fetched.Has(file)) return;
        var sources = new List<SearchHit>();
        foreach (SearchHit hit in search.Hits)
        {
            if (hit.File == file) sources.Add(hit);
        }

        if (KnowsContentsByHash)
        {
            int chosen = sources[Prefer(sources)].Hash;
            sources.RemoveAll(hit => hit.Hash != chosen);
        }

        BeginOperation("download of", Workload.Catalogue.Name(file));
        var download = new Download(file, (int)Math.Max(1, size), Now, sources);
        Metrics.Add(Workload.Metrics.Downloads);
        TryNextSource(download);
    }

    private void TryNextSource(Download download)
    {
        download.Try(Prefer(download.Candidates));
        Metrics.Add(Workload.Metrics.Attempts);
        BeginDownload(download);
    }

    /// <summary>The place of the source that the user would take first.</summary>
    private int Prefer(IReadOnlyList<SearchHit> candidates)
    {
        int index = 0;
        if (Workload.Settings.Source == SourceChoice.Random)
        {
            index = Random.Next(candidates.Count);
        }
        else if (Workload.Settings.Source == SourceChoice.Fastest)
        {
            for (int i = 1; i < candidates.Count; i++)
            {
                if (candidates[i].ClaimedKbps > candidates[index].ClaimedKbps) index = i;
            }
        }

        return index;
    }

    private const ulong AskerTrait = 0xA5CE;

    private sealed record TimeToAsk : Message
    {
        public override int WireSize => 0;
    }
}
