using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Gnutella;

/// <summary>
/// A servent: server and client, equal to all others. This part dispatches; the others hold the links, the routing of
/// descriptors, and the transfers.
/// </summary>
internal sealed partial class GnutellaServent(GnutellaRun run) : FileSharingPeer(run.Workload), IOverlayNode
{
    private readonly GnutellaRun _run = run;
    private readonly GnutellaSettings _settings = run.Settings;
    private readonly GnutellaMetrics _metrics = run.Metrics;
    private DescriptorId _servent;

    /// <inheritdoc />
    public void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        foreach (Neighbour link in _links) neighbours.Add(link.Connection.Remote);
    }

    protected override void PreStart()
    {
        base.PreStart();
        _servent = _run.ServentIdOf(Self);
        StartLinks();
        StartFloods();
    }

    protected override void OnReceive(Message message)
    {
        if (message is Query query && Channel is { Label: > 0 } asker)
        {
            OnQuery(asker, query); // nine of ten messages are QUERYs, so they go first
            return;
        }

        if (message is Descriptor descriptor && Channel is { } channel)
        {
            if (channel.Tag is Neighbour { IsOpen: true } from) OnDescriptor(from, descriptor);
            else if (channel.Tag is HostCacheCall call) OnHostCache(channel, call, descriptor);
            return;
        }

        switch (message)
        {
            case ConnectRequest:
                OnConnectRequest(Channel!);
                break;
            case ConnectOk:
                OnConnectOk(Channel!);
                break;
            case HttpGet get:
                OnHttpGet(Channel!, get);
                break;
            case HttpOk ok:
                OnHttpOk(Channel!, ok);
                break;
            case FileData data:
                OnFileData(Channel!, data);
                break;
            case HttpBusy:
                OnHttpRefusal(Channel!, DownloadFailure.Busy);
                break;
            case HttpNotFound:
                OnHttpRefusal(Channel!, DownloadFailure.Gone);
                break;
            case Giv giv:
                OnGiv(Channel!, giv);
                break;
            case TimeToCheck:
                CheckLinks();
                break;
            case TimeToPing:
                PingAll();
                break;
            case BootstrapOver over:
                OnBootstrapOver(over.Connection);
                break;
            case SearchOver over:
                OnSearchOver(over.Search);
                break;
            case PushOver over:
                OnPushOver(over.Fetch, over.Attempt);
                break;
            case TimeToLook look:
                OnLook(look.Fetch);
                break;
            case TimeToFlood flood:
                Ask(flood.File, flood.Text);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (!connection.IsOutgoing) return; // it will say what it wants
        switch (connection.Tag)
        {
            case Neighbour or HostCacheCall:
                connection.Send(ConnectRequest.Instance);
                break;
            case Fetch fetch:
                Request(fetch, connection);
                break;
            case PushedCall call:
                connection.Tag = null;
                connection.Send(new Giv(call.File, _servent, Workload.Catalogue.Name(call.File)));
                break;
        }
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason)
    {
        switch (connection.Tag)
        {
            case Neighbour call:
                OnCallFailed(call);
                break;
            case HostCacheCall call:
                EndBootstrap(connection, call);
                break;
            case Fetch fetch:
                fetch.Connection = null;
                Fail(fetch, DownloadFailure.Gone);
                break;
        }
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        switch (connection.Tag)
        {
            case Neighbour link:
                OnLinkClosed(link);
                break;
            case HostCacheCall call:
                EndBootstrap(connection, call);
                break;
            case Fetch fetch:
                OnSourceClosed(fetch, connection);
                break;
            case Upload upload:
                // The downloader closes when it has all; when its process or host is gone it does not have it.
                ReleaseUploadSlot(reason == CloseReason.ClosedByPeer ? upload.Bytes : 0);
                break;
        }
    }
}
