using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.FastTrack;

/// <content>Uploads: slots, the queue, and calls to those who cannot call.</content>
internal partial class KazaaPeer
{
    private readonly UploadQueue _queue = new(run.Settings.Transfers.Queue, run.Settings.Participation.OrdersQueues);

    private void OnHttpGet(Connection connection, HttpGet get)
    {
        if (connection.Tag is not null) return;
        long size = Workload.Catalogue.Size(get.File).Bytes;
        if (!Serves(get.File) || HashOf(get.File) != get.Hash || get.Start < 0 || get.Length < 1 || (long)get.Start + get.Length > Math.Max(1, size))
        {
            connection.Send(HttpNotFound.Instance);
        }
        else if (TryTakeUploadSlot())
        {
            Serve(connection, get);
        }
        else
        {
            var request = new QueuedUpload(connection, get, PutOperationAside());
            int place = _queue.Enter(request);
            if (place == 0)
            {
                connection.Send(HttpBusy.Instance);
                return;
            }

            connection.Tag = request;
            Metrics.Add(_metrics.Queued);
            connection.Send(new HttpQueued(place));
        }
    }

    private void Serve(Connection connection, HttpGet get)
    {
        connection.Tag = new Upload(get.Length);
        int version = VersionOf(get.File);
        connection.Send(new HttpPartial(get.Start, get.Length, (int)Math.Max(1, Workload.Catalogue.Size(get.File).Bytes), version));
        connection.Send(new FileData(get.File, get.Length, version));
    }

    private void EndUpload(long bytes)
    {
        ReleaseUploadSlot(bytes);
        while (_queue.TryTake(out QueuedUpload next))
        {
            if (next.Connection.State != ConnectionState.Open) continue;
            if (!TryTakeUploadSlot()) return;
            OperationMark current = PutOperationAside();
            TakeUpOperation(next.Operation);
            Serve(next.Connection, next.Request);
            TakeUpOperation(current);
            return;
        }
    }

    private void OnPushOrder(PushOrder order)
    {
        if (!ReferenceEquals(Channel, _parent)) return;
        Metrics.Add(_metrics.PushArrived);
        if (order.Requester != Self) Call(order.Requester, new PushedCall(order.PushId));
    }
}
