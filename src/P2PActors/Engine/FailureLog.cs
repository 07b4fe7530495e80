using P2PActors.Actors;
using P2PActors.Wire;

namespace P2PActors.Engine;

/// <summary>Counts handler failures and keeps the first few by virtual time and peer: bounded, and the same whatever the threads.</summary>
internal sealed class FailureLog
{
    private const int Kept = 20;
    private readonly SortedSet<HandlerFailure> _first = new(Comparer<HandlerFailure>.Create(Compare));

    public long Count { get; private set; }

    public IReadOnlyCollection<HandlerFailure> First => _first;

    public void Add(HandlerFailure failure)
    {
        Count++;
        Keep(failure);
    }

    public void Add(FailureLog other)
    {
        Count += other.Count;
        foreach (HandlerFailure failure in other._first) Keep(failure);
    }

    public void Write(WireWriter to)
    {
        to.Unsigned((ulong)Count);
        to.Unsigned((ulong)_first.Count);
        foreach (HandlerFailure failure in _first)
        {
            to.Signed(failure.Time.Ticks);
            to.Signed(failure.Peer.Value);
            to.Text(failure.Handler);
            to.Text(failure.Error);
        }
    }

    /// <summary>Adds what was written.</summary>
    public void Read(ref WireReader from)
    {
        Count += (long)from.Unsigned();
        for (int left = from.Count(4); left > 0; left--)
            Keep(new HandlerFailure(new TimeSpan(from.Signed()), new PeerId((int)from.Signed()), from.Text() ?? "", from.Text() ?? ""));
    }

    private void Keep(HandlerFailure failure)
    {
        _first.Add(failure);
        if (_first.Count > Kept) _first.Remove(_first.Max!);
    }

    private static int Compare(HandlerFailure? a, HandlerFailure? b)
    {
        int byTime = a!.Time.CompareTo(b!.Time);
        if (byTime != 0) return byTime;
        int byPeer = a.Peer.CompareTo(b.Peer);
        if (byPeer != 0) return byPeer;
        int byHandler = string.CompareOrdinal(a.Handler, b.Handler);
        return byHandler != 0 ? byHandler : string.CompareOrdinal(a.Error, b.Error);
    }
}
