using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Gnutella;

/// <content>Files, outside the overlay: HTTP, and PUSH with GIV where the source cannot be called (Gnutella 0.4, file download and firewalled servents).</content>
internal sealed partial class GnutellaServent
{
    private const int RetryAfterSeconds = 60;
    private const int RememberedServents = 1024;
    private readonly List<Fetch> _fetches = [];
    private Dictionary<int, DescriptorId>? _serventIds;

    /// <summary>Notes the servent id of a source that will have to be pushed.</summary>
    private void Remember(PeerId source, DescriptorId servent)
    {
        _serventIds ??= [];
        if (_serventIds.Count >= RememberedServents) _serventIds.Clear();
        _serventIds[source.Value] = servent;
    }

    protected override void BeginDownload(Download download)
    {
        Fetch? fetch = null;
        foreach (Fetch known in _fetches)
        {
            if (ReferenceEquals(known.Download, download)) fetch = known;
        }

        if (fetch is null) _fetches.Add(fetch = new Fetch(download));
        fetch.IsPromised = fetch.AwaitsGiv = false;
        fetch.LastLook = -1;
        if (!download.Source.IsFirewalled)
        {
            fetch.Connection = Connect(download.Source.Source);
            fetch.Connection.Tag = fetch;
        }
        else if (IsFirewalled) Fail(fetch, DownloadFailure.Firewall); // neither can be called
        else SendPush(fetch);
    }

    private void SendPush(Fetch fetch)
    {
        Metrics.Add(_metrics.PushAttempts);
        if (_serventIds is null || !_serventIds.TryGetValue(fetch.Download.Source.Source.Value, out fetch.Servent) ||
            !_pushRoutes.TryFind(fetch.Servent.High, Stamp, out ushort serial) || LinkOf(serial) is not { } towards)
        {
            Metrics.Add(_metrics.PushNoRoute);
            Fail(fetch, DownloadFailure.Gone);
            return;
        }

        fetch.AwaitsGiv = true;
        byte ttl = (byte)_settings.Ttl;
        SendOver(towards, new Push(DescriptorId.New(ref Random), ttl, 0, ttl, fetch.Servent, fetch.Download.File, Self));
        Timers.StartSingleTimer(fetch, new PushOver(fetch, fetch.Download.Attempts), _settings.PushTimeout);
    }

    private void OnPushOver(Fetch fetch, int attempt)
    {
        if (!fetch.AwaitsGiv || fetch.Download.Attempts != attempt) return;
        fetch.AwaitsGiv = false;
        Metrics.Add(_metrics.PushTimeouts);
        Fail(fetch, DownloadFailure.Gone);
    }

    private void AnswerPush(Push push)
    {
        if (push.Requester == Self || !Serves(push.File)) return;
        Connect(push.Requester).Tag = new PushedCall(push.File);
    }

    private void OnGiv(Connection connection, Giv giv)
    {
        foreach (Fetch fetch in _fetches)
        {
            if (!fetch.AwaitsGiv || fetch.Download.File != giv.File || fetch.Servent != giv.Servent) continue;
            Metrics.Add(_metrics.PushSuccess);
            fetch.AwaitsGiv = false;
            fetch.Connection = connection;
            connection.Tag = fetch;
            Request(fetch, connection);
            return;
        }

        connection.Close(); // too late, or never asked for
    }

    private void Request(Fetch fetch, Connection connection)
    {
        if (fetch.Received > 0) Metrics.Add(_metrics.Resumed);
        connection.Send(new HttpGet(fetch.Download.File, Workload.Catalogue.Name(fetch.Download.File), fetch.Received));
        Timers.StartPeriodicTimer(fetch, new TimeToLook(fetch), Workload.Settings.Patience);
    }

    private void OnHttpGet(Connection connection, HttpGet get)
    {
        if (connection.Tag is not null) return;
        int size = (int)Math.Clamp(Workload.Catalogue.Size(get.File).Bytes, 1, int.MaxValue);
        if (!Serves(get.File) || get.Start >= size)
        {
            connection.Send(HttpNotFound.Instance);
        }
        else if (!TryTakeUploadSlot())
        {
            connection.Send(new HttpBusy(RetryAfterSeconds));
        }
        else
        {
            int rest = size - get.Start;
            connection.Tag = new Upload(rest);
            int version = VersionOf(get.File);
            connection.Send(new HttpOk(rest, version));
            connection.Send(new FileData(get.File, rest, version));
        }
    }

    private static void OnHttpOk(Connection connection, HttpOk ok)
    {
        if (connection.Tag is Fetch fetch) (fetch.IsPromised, fetch.Version) = (true, ok.Version);
    }

    private void OnFileData(Connection connection, FileData data)
    {
        if (connection.Tag is not Fetch { IsPromised: true } fetch) return;
        fetch.Download.Mix(data.Version);
        Detach(fetch);
        _fetches.Remove(fetch);
        DownloadCompleted(fetch.Download);
    }

    private void OnHttpRefusal(Connection connection, DownloadFailure reason)
    {
        if (connection.Tag is not Fetch fetch) return;
        Detach(fetch);
        Fail(fetch, reason);
    }

    private void OnSourceClosed(Fetch fetch, Connection connection)
    {
        Keep(fetch, connection);
        Detach(fetch);
        Fail(fetch, DownloadFailure.Broken);
    }

    /// <summary>The user looks whether anything has moved.</summary>
    private void OnLook(Fetch fetch)
    {
        if (fetch.Connection is not { } connection) return;
        if (connection.BytesReceived > fetch.LastLook)
        {
            fetch.LastLook = connection.BytesReceived;
            return;
        }

        Keep(fetch, connection);
        Detach(fetch);
        Fail(fetch, DownloadFailure.Broken);
    }

    /// <summary>What has come of a transfer that broke is kept, whatever it is: a later source sends only the rest.</summary>
    private static void Keep(Fetch fetch, Connection connection)
    {
        fetch.Received += (int)connection.BytesReceived;
        if (fetch.IsPromised && connection.BytesReceived > 0) fetch.Download.Mix(fetch.Version);
    }

    private void Detach(Fetch fetch)
    {
        Timers.Cancel(fetch);
        if (fetch.Connection is not { } connection) return;
        connection.Tag = null;
        connection.Close();
        fetch.Connection = null;
    }

    private void Fail(Fetch fetch, DownloadFailure reason)
    {
        // The base may begin with the next source from within this call; it finds the fetch and what has come so far.
        DownloadFailed(fetch.Download, reason);
        if (fetch.Download.HasEnded) _fetches.Remove(fetch);
    }

    private sealed record PushOver(Fetch Fetch, int Attempt) : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToLook(Fetch Fetch) : Message
    {
        public override int WireSize => 0;
    }
}
