using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Napster;

/// <content>Downloads: one source at a time; after a break, the server is asked who else has the same content.</content>
internal sealed partial class NapsterClient
{
    private readonly List<Fetch> _fetches = [];
    private readonly Dictionary<int, (int Bytes, int Version)> _partial = [];
    private int _lastFetch;

    protected override void BeginDownload(Download download)
    {
        if (!IsLoggedIn)
        {
            DownloadFailed(download, DownloadFailure.Gone);
            return;
        }

        // What an earlier transfer left is built upon, whatever it is.
        (int received, int version) = _partial.GetValueOrDefault(download.File);
        download.Mix(version);
        var fetch = new Fetch(++_lastFetch, download, run.Users.NickOf(download.Source.Source), run.Files[download.File].Path)
        {
            Offset = received,
        };
        _fetches.Add(fetch);
        Watch(fetch);
        _server!.Send(new DownloadRequest(fetch.Nick, fetch.Path));
    }

    private void OnDownloadAck(DownloadAck ack)
    {
        if (Find(ack.Nick, ack.File) is not { Phase: FetchPhase.Asked or FetchPhase.AwaitsPush } fetch) return;
        if (ack.Md5 == NapsterServer.FirewallError || ack.Port == 0 && IsFirewalled)
        {
            Fail(fetch, DownloadFailure.Firewall);
        }
        else if (ack.Port == 0)
        {
            // The source cannot be connected to: it is asked to connect to us (message 500).
            fetch.Phase = FetchPhase.AwaitsPush;
            _server!.Send(new PushRequest(fetch.Nick, fetch.Path));
        }
        else if (NapsterAddress.PeerOf(ack.Address) is var source && source != Self)
        {
            fetch.Phase = FetchPhase.Connecting;
            fetch.Connection = Connect(source);
            fetch.Connection.Tag = fetch;
        }
        else
        {
            Fail(fetch, DownloadFailure.Gone);
        }
    }

    private void OnPeer(Connection connection, Message message)
    {
        switch (connection.Tag)
        {
            case Fetch fetch:
                OnFetch(fetch, message);
                break;
            case Upload upload:
                OnUpload(upload, message);
                break;
            case PeerGet or PeerSend when message is PeerRequest request:
                OnRequest(connection, request);
                break;
            default:
                OnCaller(connection, message);
                break;
        }
    }

    /// <summary>The source speaks to the downloader.</summary>
    private void OnFetch(Fetch fetch, Message message)
    {
        switch (message)
        {
            case PeerHello when fetch.Phase == FetchPhase.Connecting:
                fetch.Phase = FetchPhase.AwaitsSize;
                fetch.Connection!.Send(new PeerGet());
                fetch.Connection.Send(new PeerRequest(Nick, fetch.Path, fetch.Offset));
                break;
            case PeerNumber size when fetch.Phase == FetchPhase.AwaitsSize:
                Metrics.Add(run.Metrics.Pulls);
                Begin(fetch, size.Version);
                break;
            case PeerError error:
                Fail(fetch, error.Text == PeerError.NotShared ? DownloadFailure.Gone : DownloadFailure.Busy);
                break;
            case FileData data when data.File == fetch.Download.File:
                fetch.Download.Mix(data.Version);
                Complete(fetch);
                break;
        }
    }

    private void Begin(Fetch fetch, int version)
    {
        fetch.Version = version;
        fetch.Phase = FetchPhase.Receiving;
        if (fetch.Offset > 0) Metrics.Add(run.Metrics.Resumes);
        if (IsLoggedIn) _server!.Send(new DownloadStarted());
    }

    private void Complete(Fetch fetch)
    {
        _partial.Remove(fetch.Download.File);
        Remove(fetch);
        if (IsLoggedIn) _server!.Send(new DownloadFinished());
        DownloadCompleted(fetch.Download);
    }

    private void OnPeerUnreachable(Connection connection)
    {
        switch (connection.Tag)
        {
            case Fetch fetch:
                if (IsLoggedIn) _server!.Send(new DataPortError(fetch.Nick));
                Fail(fetch, DownloadFailure.Gone);
                break;
            case Upload upload:
                if (IsLoggedIn) _server!.Send(new DataPortError(upload.Nick));
                Release(upload, 0);
                break;
        }
    }

    /// <summary>A source could not connect to us: whoever waits for it waits in vain.</summary>
    private void OnDataPortError(string nick)
    {
        for (int i = _fetches.Count - 1; i >= 0; i--)
        {
            if (i < _fetches.Count && _fetches[i].Phase == FetchPhase.AwaitsPush && _fetches[i].Nick == nick) Fail(_fetches[i], DownloadFailure.Firewall);
        }
    }

    private void OnFetchCheck(int number)
    {
        if (_fetches.Find(f => f.Number == number) is not { } fetch) return;
        long progress = fetch.Connection?.BytesReceived ?? 0;
        if (fetch.Phase == FetchPhase.Receiving && progress > fetch.Seen)
        {
            fetch.Seen = progress;
            Watch(fetch);
            return;
        }

        if (fetch.Phase == FetchPhase.Receiving) Break(fetch);
        else Fail(fetch, DownloadFailure.Broken);
    }

    private void Watch(Fetch fetch) => Timers.StartSingleTimer(fetch, new FetchCheck(fetch.Number), run.Settings.Downloads.Patience);

    /// <summary>A transfer broke: what has come is kept, and the server is asked who else has the same content (message 215).</summary>
    private void Break(Fetch fetch)
    {
        int received = (int)(fetch.Connection?.BytesReceived ?? 0);
        if (received > 0)
        {
            fetch.Download.Mix(fetch.Version);
            _partial[fetch.Download.File] = (fetch.Offset + received, fetch.Download.Version);
        }

        if (!IsLoggedIn || received == 0)
        {
            Fail(fetch, DownloadFailure.Broken);
            return;
        }

        fetch.Connection!.Close();
        fetch.Connection = null;
        fetch.Phase = FetchPhase.AsksOthers;
        Watch(fetch);
        NapsterFile file = Wanted(fetch);
        _server!.Send(new ResumeRequest(file.Md5, file.Size));
    }

    // Answers carry the hash, and come in the order of the questions.
    private void OnResumeMatch(ResumeMatch match)
    {
        if (_fetches.Find(static f => f.Phase == FetchPhase.AsksOthers) is not { } fetch || Wanted(fetch).Md5 != match.Md5) return;
        if (match.Nick == fetch.Nick) return;
        AddSource(fetch.Download, new SearchHit(NapsterAddress.PeerOf(match.Address), fetch.Download.File, LinkSpeed.KbpsOf(match.Link), match.Port == 0, 1, fetch.Download.Hash));
    }

    /// <summary>The file as its source has announced it.</summary>
    private NapsterFile Wanted(Fetch fetch) => run.Files[fetch.Download.File, Math.Max(0, fetch.Download.Hash)];

    private void OnResumeEnd()
    {
        if (_fetches.Find(static f => f.Phase == FetchPhase.AsksOthers) is { } fetch) Fail(fetch, DownloadFailure.Broken);
    }

    private void FailFetch(string nick, string file, DownloadFailure reason)
    {
        if (Find(nick, file) is { Phase: FetchPhase.Asked or FetchPhase.AwaitsPush } fetch) Fail(fetch, reason);
    }

    /// <summary>Without the server nobody answers those who have no connection yet.</summary>
    private void FailWaitingFetches()
    {
        for (int i = _fetches.Count - 1; i >= 0; i--)
        {
            if (i < _fetches.Count && _fetches[i].Phase is FetchPhase.Asked or FetchPhase.AwaitsPush or FetchPhase.AsksOthers) Fail(_fetches[i], DownloadFailure.Gone);
        }
    }

    private void Fail(Fetch fetch, DownloadFailure reason)
    {
        Remove(fetch);
        DownloadFailed(fetch.Download, reason);
    }

    private void Remove(Fetch fetch)
    {
        _fetches.Remove(fetch);
        Timers.Cancel(fetch);
        fetch.Connection?.Close();
    }

    private Fetch? Find(string nick, string path)
    {
        foreach (Fetch fetch in _fetches)
        {
            if (fetch.Path == path && fetch.Nick == nick) return fetch;
        }

        return null;
    }

    private enum FetchPhase
    {
        Asked,
        AwaitsPush,
        Connecting,
        AwaitsSize,
        Receiving,
        AsksOthers,
    }

    /// <summary>One attempt to fetch a file from one source.</summary>
    private sealed class Fetch(int number, Download download, string nick, string path)
    {
        public int Number { get; } = number;

        public Download Download { get; } = download;

        public string Nick { get; } = nick;

        public string Path { get; } = path;

        public FetchPhase Phase { get; set; }

        public Connection? Connection { get; set; }

        /// <summary>Bytes that an earlier transfer brought.</summary>
        public int Offset { get; init; }

        /// <summary>Version of the source's copy; the client does not know it.</summary>
        public int Version { get; set; }

        /// <summary>Bytes that had come at the last look.</summary>
        public long Seen { get; set; }
    }
}
