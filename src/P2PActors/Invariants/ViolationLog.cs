using P2PActors.Actors;
using P2PActors.Wire;

namespace P2PActors.Invariants;

/// <summary>Counts violations and keeps the first few of each invariant by virtual time and peer: bounded, and the same whatever the threads.</summary>
internal sealed class ViolationLog(InvariantSchema schema)
{
    private const int Kept = 5;
    private readonly long[] _counts = new long[schema.Declared.Count];
    private readonly SortedSet<Violation>?[] _first = new SortedSet<Violation>?[schema.Declared.Count];

    public void Add(InvariantId invariant, Violation violation)
    {
        _counts[invariant.Index]++;
        Keep(invariant.Index, violation);
    }

    public void Add(ViolationLog other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
            foreach (Violation violation in other._first[i] ?? []) Keep(i, violation);
        }
    }

    public IReadOnlyList<InvariantResult> Results =>
        [.. schema.Declared.Select((invariant, i) => new InvariantResult(invariant, _counts[i], [.. _first[i] ?? []]))];

    public void Write(WireWriter to)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            to.Unsigned((ulong)_counts[i]);
            to.Unsigned((ulong)(_first[i]?.Count ?? 0));
            foreach (Violation violation in _first[i] ?? [])
            {
                to.Signed(violation.Time.Ticks);
                to.Signed(violation.Peer.Value);
                to.Text(violation.What);
            }
        }
    }

    /// <summary>Adds what was written.</summary>
    public void Read(ref WireReader from)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += (long)from.Unsigned();
            for (int left = from.Count(3); left > 0; left--)
                Keep(i, new Violation(new TimeSpan(from.Signed()), new PeerId((int)from.Signed()), from.Text() ?? ""));
        }
    }

    private void Keep(int invariant, Violation violation)
    {
        SortedSet<Violation> first = _first[invariant] ??= new(Comparer<Violation>.Create(Compare));
        first.Add(violation);
        if (first.Count > Kept) first.Remove(first.Max!);
    }

    private static int Compare(Violation? a, Violation? b)
    {
        int byTime = a!.Time.CompareTo(b!.Time);
        if (byTime != 0) return byTime;
        int byPeer = a.Peer.CompareTo(b.Peer);
        return byPeer != 0 ? byPeer : string.CompareOrdinal(a.What, b.What);
    }
}
