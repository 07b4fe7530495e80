using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;

namespace P2PActors.Inspection;

/// <summary>What one step of a traced operation is.</summary>
internal enum TraceKind : byte
{
    /// <summary>What the user began.</summary>
    Operation,
    /// <summary>A message.</summary>
    Message,
    /// <summary>A timer.</summary>
    Timer,
    /// <summary>A connection asked for.</summary>
    Connection,
}

/// <summary>One step: what came of its parent. <see cref="Handled"/> is negative until its handler has run.</summary>
internal struct TraceNode
{
    public int Parent;
    public TraceKind Kind;
    public int From;
    public int To;
    public object What;
    public int Bytes;
    public long Begun;
    public long Handled;
}

/// <summary>
/// Follows one operation through the peers, whatever the protocol: while a handler runs on behalf of a step, each message it
/// sends, each timer it starts and each connection it asks for is a further step, and when that one's handler runs it runs
/// on behalf of that step. Messages are immutable objects, so (object, sender, receiver) tells which one has come; where a
/// sender hands the same object to the same receiver twice, they are taken in the order in which they were sent.
/// Needs windows that are run by one thread.
/// </summary>
internal sealed class Tracer(int most = Tracer.Most)
{
    /// <summary>Steps that are kept.</summary>
    public const int Most = 100_000;

    private readonly List<TraceNode> _nodes = [];
    private readonly Dictionary<(Message, int, int), Queue<int>> _messages = new(MessageKeys.Instance);
    private readonly Dictionary<TimerEntry, int> _timers = [];
    private readonly Dictionary<Connection, int> _asked = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(int Peer, int Channel), int> _accepted = [];
    private int _current = -1;
    private int _trace;

    /// <summary>The steps; each one's parent stands before it.</summary>
    public IReadOnlyList<TraceNode> Nodes => _nodes;

    /// <summary>The peer whose next operation is waited for; -1 when it has begun.</summary>
    public int Awaited { get; private set; } = -1;

    /// <summary>Steps that are not kept because there were too many.</summary>
    public long Cut { get; private set; }

    /// <summary>Whether steps are still taken down.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Messages of the operation that have not arrived: under way, or lost.</summary>
    public int Open { get; private set; }

    /// <summary>Forgets what was traced, and waits for the next operation of a peer.</summary>
    public void Await(int peer)
    {
        Stop();
        _nodes.Clear();
        Cut = 0;
        Open = 0;
        Awaited = peer;
        IsOn = true;
        _trace++; // what was put aside on behalf of an earlier trace is none of this one
    }

    /// <summary>Takes down no more; what was taken down can still be shown.</summary>
    public void Stop()
    {
        IsOn = false;
        Awaited = -1;
        _current = -1;
        _messages.Clear();
        _timers.Clear();
        _asked.Clear();
        _accepted.Clear();
    }

    public void OperationBegun(int peer, string what, long now)
    {
        if (Awaited == peer)
        {
            Awaited = -1;
            _current = Add(new TraceNode { Parent = -1, Kind = TraceKind.Operation, From = peer, To = peer, What = what, Begun = now, Handled = now });
        }
        else if (_current >= 0)
        {
            // What a user begins because of what came is part of it: the download after the search.
            int step = Add(new TraceNode { Parent = _current, Kind = TraceKind.Operation, From = peer, To = peer, What = what, Begun = now, Handled = now });
            if (step >= 0) _current = step;
        }
    }

    public void Sent(int from, int to, Message message, int bytes, long now)
    {
        if (_current < 0) return;
        int node = Add(new TraceNode { Parent = _current, Kind = TraceKind.Message, From = from, To = to, What = message, Bytes = bytes, Begun = now, Handled = -1 });
        if (node < 0) return;
        if (!_messages.TryGetValue((message, from, to), out Queue<int>? waiting)) _messages.Add((message, from, to), waiting = new Queue<int>(1));
        waiting.Enqueue(node);
        Open++;
    }

    public void Asked(int from, Connection connection, long now)
    {
        if (_current < 0) return;
        int to = connection.Remote.Value;
        int node = Add(new TraceNode { Parent = _current, Kind = TraceKind.Connection, From = from, To = to, What = "connect", Begun = now, Handled = -1 });
        if (node < 0) return;
        _asked[connection] = node;
        _accepted[(from, connection.Channel)] = node;
    }

    public void TimerStarted(int peer, TimerEntry timer, long now)
    {
        if (_current < 0)
        {
            _timers.Remove(timer); // started anew by something else
            return;
        }

        // What goes on for ever is upkeep of the peer, not part of the operation.
        if (timer.Interval > 0) return;
        int node = Add(new TraceNode { Parent = _current, Kind = TraceKind.Timer, From = peer, To = peer, What = timer.Message, Begun = now, Handled = -1 });
        if (node >= 0) _timers[timer] = node;
    }

    public void Receiving(int peer, int sender, Message message, long now)
    {
        if (_messages.Count == 0 || !_messages.TryGetValue((message, sender, peer), out Queue<int>? waiting)) return;
        int node = waiting.Dequeue();
        if (waiting.Count == 0) _messages.Remove((message, sender, peer));
        Open--;
        Enter(node, now);
    }

    public void Elapsing(TimerEntry timer, long now)
    {
        if (_timers.Remove(timer, out int node)) Enter(node, now);
    }

    public void Notifying(int peer, in ActorCall call, long now)
    {
        if (call.Connection is not { } connection) return;
        if (_asked.TryGetValue(connection, out int node)) Enter(node, now);
        else if (call.Kind == ActorCallKind.Connected && _accepted.TryGetValue((connection.Remote.Value, connection.RemoteChannel), out node) && _nodes[node].To == peer)
            _current = node;
    }

    public void Handled() => _current = -1;

    /// <summary>The step on behalf of which a handler runs.</summary>
    public OperationMark Mark() => new(_trace, _current);

    /// <summary>The handler goes on on behalf of a step that was marked.</summary>
    public void TakeUp(OperationMark mark) => _current = mark.Trace == _trace ? mark.Step : -1;

    private void Enter(int node, long now)
    {
        _current = node;
        TraceNode entered = _nodes[node];
        if (entered.Handled >= 0) return;
        entered.Handled = now;
        _nodes[node] = entered;
    }

    private int Add(TraceNode node)
    {
        if (_nodes.Count >= most)
        {
            Cut++;
            return -1;
        }

        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    private sealed class MessageKeys : IEqualityComparer<(Message Message, int From, int To)>
    {
        public static MessageKeys Instance { get; } = new();

        public bool Equals((Message Message, int From, int To) a, (Message Message, int From, int To) b) =>
            ReferenceEquals(a.Message, b.Message) && a.From == b.From && a.To == b.To;

        public int GetHashCode([DisallowNull] (Message Message, int From, int To) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Message), key.From, key.To);
    }
}
