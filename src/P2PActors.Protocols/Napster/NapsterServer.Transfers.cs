namespace P2PActors.Protocols.Napster;

/// <content>Bringing the two sides of a transfer together (download.c).</content>
internal sealed partial class NapsterServer
{
    /// <summary>The hash where none is known: the file is on another server.</summary>
    private const string NoHash = "00000000000000000000000000000000";

    /// <summary>The hash text of a transfer that cannot be: both sides are firewalled.</summary>
    public const string FirewallError = "firewallerror";

    private void OnDownloadRequest(NapsterUser user, DownloadRequest request)
    {
        if (FindSource(user, request.Nick, request.File, out string md5) is not { } source)
        {
            Send(user, new GetError(request.Nick, request.File));
            return;
        }

        if (source.IsFirewalled)
        {
            // At once, without asking the source: the client comes back with 500.
            Send(user, new DownloadAck(source.Nick, source.Address, 0, request.File, md5, source.Link));
            return;
        }

        Send(source, new UploadRequest(user.Nick, request.File));
    }

    private void OnPushRequest(NapsterUser user, PushRequest request)
    {
        if (FindSource(user, request.Nick, request.File, out _) is not { } source)
            Send(user, new GetError(request.Nick, request.File));
        else if (user.IsFirewalled)
            Send(user, new DownloadAck(source.Nick, source.Address, 0, request.File, FirewallError, source.Link));
        else
            Send(source, new UploadRequest(user.Nick, request.File));
    }

    private NapsterUser? FindSource(NapsterUser asker, string nick, string file, out string md5)
    {
        md5 = NoHash;
        if (Find(nick) is not { } source || source == asker) return null;
        if (source.Via is not null) return source;
        if (_index.Find(source, file) is not { } entry) return null;
        md5 = entry.File.Md5;
        return source;
    }

    private void OnUploadAccepted(NapsterUser source, UploadAccepted accepted)
    {
        if (Find(accepted.Nick) is not { } downloader) return;
        string md5 = _index.Find(source, accepted.File)?.File.Md5 ?? NoHash;
        if (source.IsFirewalled)
            Send(source, new PushAck(downloader.Nick, downloader.Address, downloader.Port, accepted.File, md5, downloader.Link));
        else
            Send(downloader, new DownloadAck(source.Nick, source.Address, source.Port, accepted.File, md5, source.Link));
    }

    private void OnQueueLimit(NapsterUser source, QueueLimit limit)
    {
        // The client has to try again by itself: there is no queue at the server.
        long size = _index.Find(source, limit.File)?.File.Size ?? 0;
        if (Find(limit.Nick) is { } downloader) Send(downloader, new QueueLimited(source.Nick, limit.File, size, limit.Limit));
    }
}
