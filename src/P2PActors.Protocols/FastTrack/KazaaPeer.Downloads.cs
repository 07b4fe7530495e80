using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.FastTrack;

/// <content>Downloads: chunks of one file from several sources by HTTP, with push requests to those behind a firewall.</content>
internal partial class KazaaPeer
{
    private readonly List<MultiSourceDownload> _downloads = [];
    private int _lastPush;

    protected override void BeginDownload(Download download)
    {
        var multi = new MultiSourceDownload(download, download.TakeSources(), _settings.Transfers.Chunk.Bytes);
        _downloads.Add(multi);
        Continue(multi, DownloadFailure.Gone, isFirstSource: true);
    }

    /// <summary>Asks idle sources for missing chunks; ends the download when it is complete or nobody is left to ask.</summary>
    private void Continue(MultiSourceDownload multi, DownloadFailure last, bool isFirstSource = false)
    {
        while (multi.HasMissing && multi.Busy < _settings.Transfers.Streams && NextSource(multi) is { } source)
        {
            // The workload has counted the first source itself.
            if (source.Brought == 0 && !isFirstSource) Metrics.Add(Workload.Metrics.Attempts);
            isFirstSource = false;
            if (!Start(source)) last = DownloadFailure.Firewall;
        }

        if (multi.IsComplete)
        {
            _downloads.Remove(multi);
            CountSources(multi);
            DownloadCompleted(multi.Download);
        }
        else if (multi.Busy == 0)
        {
            _downloads.Remove(multi);
            DownloadFailed(multi.Download, last); // counts the last source, which nobody has counted yet
        }
    }

    private void CountSources(MultiSourceDownload multi)
    {
        if (multi.Contributors > 1) Metrics.Add(_metrics.SeveralSources);
        int number = Math.Clamp(multi.Contributors, 1, KazaaMetrics.MostContributors) - 1;
        Metrics.Add(_metrics.CompletedFrom[number]);
        if (multi.Download.IsBad) Metrics.Add(_metrics.BadFrom[number]);
    }

    private Source? NextSource(MultiSourceDownload multi)
    {
        Source? best = null;
        int idle = 0;
        foreach (Source source in multi.Sources)
        {
            if (source.State != SourceState.Idle) continue;
            idle++;
            bool isBetter = best is null || Workload.Settings.Source switch
            {
                SourceChoice.Fastest => source.Hit.ClaimedKbps > best.Hit.ClaimedKbps,
                SourceChoice.Random => Random.Next(idle) == 0,
                _ => false,
            };
            if (isBetter) best = source;
        }

        return best;
    }

    /// <summary>Calls a source, or has it called.</summary>
    /// <returns>False if neither can be called.</returns>
    private bool Start(Source source)
    {
        if (source.Hit.IsFirewalled && IsFirewalled)
        {
            GiveUp(source, DownloadFailure.Firewall);
            return false;
        }

        source.Chunk = source.Owner.Take();
        source.State = SourceState.Called;
        source.IsQueued = false;
        source.LastLook = 0;
        if (source.Hit.IsFirewalled) SendPush(source);
        else source.Connection = Call(source.Peer, source);
        return true;
    }

    /// <summary>A source that fails is counted, unless it is the last one: the end of the download counts that.</summary>
    private void GiveUp(Source source, DownloadFailure reason)
    {
        source.State = SourceState.Given;
        bool othersLeft = source.Owner.Busy > 0;
        foreach (Source other in source.Owner.Sources) othersLeft |= other.State == SourceState.Idle;
        if (othersLeft) CountFailure(reason);
    }

    private void SendPush(Source source)
    {
        Metrics.Add(_metrics.PushAttempts);
        source.PushId = ++_lastPush;
        Timers.StartSingleTimer(source, new PushOver(source, source.PushId), _settings.Transfers.PushWait);
        if (_parentsOf is null || !_parentsOf.TryGetValue(source.Peer.Value, out PeerId supernode)) return; // the wait will end it
        var push = new PushRequest(source.PushId, Self, source.Peer, supernode);
        if (_service is { } service) service.SendPush(push);
        else _parent?.Send(push);
    }

    private void OnPushOver(Source source, int pushId)
    {
        if (source.PushId != pushId) return;
        source.PushId = 0;
        Metrics.Add(_metrics.PushTimeouts);
        Fail(source, DownloadFailure.Gone, 0);
    }

    private void OnGive(Connection connection, Give give)
    {
        foreach (MultiSourceDownload multi in _downloads)
        {
            foreach (Source source in multi.Sources)
            {
                if (source.PushId != give.PushId || source.Peer != connection.Remote) continue;
                Metrics.Add(_metrics.PushSuccess);
                source.PushId = 0;
                source.Connection = connection;
                connection.Tag = source;
                Request(source, connection);
                return;
            }
        }

        connection.Close(); // too late, or never asked for
    }

    private void Request(Source source, Connection connection)
    {
        source.State = SourceState.Asked;
        source.AskedAt = Now;
        Chunk chunk = source.Chunk;
        int file = source.Owner.Download.File;
        connection.Send(new HttpGet(file, source.Hit.Hash, _run.HashOf(file, source.Hit.Hash), chunk.Start, chunk.Length, ClaimedLevel));
        Timers.StartPeriodicTimer(source, new TimeToLook(source), Workload.Settings.Patience);
    }

    private static void OnHttpQueued(Connection connection)
    {
        if (connection.Tag is Source source) source.IsQueued = true;
    }

    private void OnHttpPartial(Connection connection, HttpPartial partial)
    {
        if (connection.Tag is not Source { State: SourceState.Asked } source) return;
        source.Version = partial.Version;
        source.State = SourceState.Sending;
        RecordWait(Now - source.AskedAt);
    }

    private void RecordWait(TimeSpan wait)
    {
        Metrics.Record(_metrics.WaitByClaim[Participation.RankOf(ClaimedLevel)], wait);
        Metrics.Record(_metrics.WaitByTruth[Participation.RankOf(TrueLevel)], wait);
        if (ClaimedLevel != TrueLevel) Metrics.Record(_metrics.WaitOfCheaters, wait);
    }

    private void OnFileData(Connection connection, FileData data)
    {
        if (connection.Tag is not Source { State: SourceState.Sending } source) return;
        Detach(source);
        Disk.Downloaded += data.Bytes;
        Metrics.Add(_metrics.Chunks);
        source.Owner.Download.Mix(data.Version);
        if (source.Brought++ == 0) source.Owner.Contributors++;
        source.State = SourceState.Idle;
        source.Owner.Return(source.Chunk, source.Chunk.Length);
        Continue(source.Owner, DownloadFailure.Broken);
    }

    private void OnHttpRefusal(Connection connection, DownloadFailure reason)
    {
        if (connection.Tag is Source source) Fail(source, reason, 0);
    }

    private void OnSourceGone(Source source, bool connected)
    {
        long arrived = source.Connection?.BytesReceived ?? 0;
        Fail(source, !connected ? DownloadFailure.Gone : DownloadFailure.Broken, arrived);
    }

    /// <summary>The user looks whether anything has moved, or whether the queue is too long.</summary>
    private void OnLook(Source source)
    {
        if (source.Connection is not { } connection) return;
        bool waits = source.State == SourceState.Asked && source.IsQueued;
        if (waits && Now - source.AskedAt < _settings.Transfers.QueuePatience) return;
        if (!waits && connection.BytesReceived > source.LastLook)
        {
            source.LastLook = connection.BytesReceived;
            return;
        }

        if (waits)
        {
            // Left out, those who wait in vain would make the waits of their level look short.
            Metrics.Add(_metrics.Impatient);
            RecordWait(Now - source.AskedAt);
        }

        Fail(source, waits ? DownloadFailure.Busy : DownloadFailure.Broken, connection.BytesReceived);
    }

    /// <summary>A source did not bring its chunk: what is missing of it is asked of another.</summary>
    private void Fail(Source source, DownloadFailure reason, long arrived)
    {
        if (source.State is SourceState.Idle or SourceState.Given) return;
        Detach(source);
        int bytes = (int)Math.Min(arrived, source.Chunk.Length);
        Disk.Downloaded += bytes;
        if (bytes > 0) source.Owner.Download.Mix(source.Version);
        if (bytes > 0 && source.Brought == 0) source.Owner.Contributors++;
        if (source.Owner.Return(source.Chunk, bytes)) Metrics.Add(_metrics.ChunksRequeued);
        if (source.Owner.IsComplete) source.State = SourceState.Given;
        else GiveUp(source, reason);
        Continue(source.Owner, reason);
    }

    private void Detach(Source source)
    {
        Timers.Cancel(source);
        source.PushId = 0;
        if (source.Connection is not { } connection) return;
        connection.Tag = null;
        connection.Close();
        source.Connection = null;
    }

    private sealed record PushOver(Source Source, int PushId) : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToLook(Source Source) : Message
    {
        public override int WireSize => 0;
    }
}
