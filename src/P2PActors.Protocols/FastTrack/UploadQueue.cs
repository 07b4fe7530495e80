using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.FastTrack;

/// <summary>An upload that holds a slot; the tag of its connection.</summary>
internal sealed class Upload(long bytes)
{
    public readonly long Bytes = bytes;
}

/// <summary>A request that waits for a slot; the tag of its connection.</summary>
/// <param name="connection">Where it came from.</param>
/// <param name="request">What is asked for.</param>
/// <param name="operation">On behalf of what it waits.</param>
internal sealed class QueuedUpload(Connection connection, HttpGet request, OperationMark operation)
{
    public readonly OperationMark Operation = operation;
    public readonly Connection Connection = connection;
    public readonly HttpGet Request = request;
}

/// <summary>
/// Requests waiting at a source. The next is the one that claims the highest participation level, of equal ones the first
/// that came (everything2; the weights are not known).
/// </summary>
/// <param name="capacity">How many may wait.</param>
/// <param name="byLevel">Whether levels count at all.</param>
internal sealed class UploadQueue(int capacity, bool byLevel)
{
    private readonly List<QueuedUpload> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>Puts a request in.</summary>
    /// <returns>Its place, from 1; 0 if the queue is full.</returns>
    public int Enter(QueuedUpload request)
    {
        if (_waiting.Count >= capacity) return 0;
        int at = _waiting.Count;
        while (byLevel && at > 0 && _waiting[at - 1].Request.Level < request.Request.Level) at--;
        _waiting.Insert(at, request);
        return at + 1;
    }

    public bool TryTake(out QueuedUpload next)
    {
        if (_waiting.Count == 0)
        {
            next = null!;
            return false;
        }

        next = _waiting[0];
        _waiting.RemoveAt(0);
        return true;
    }

    public void Remove(QueuedUpload request) => _waiting.Remove(request);
}
