namespace P2PActors.Engine;

/// <summary>Finds the cohort of a peer: equal runs of peer numbers, by a multiplication instead of a division.</summary>
internal sealed class CohortMap
{
    private readonly ulong _reciprocal;
    private readonly Cohort?[] _cohorts;

    public CohortMap(int peers, int cohorts)
    {
        Size = Math.Max(1, (peers + cohorts - 1) / cohorts);
        _reciprocal = Size == 1 ? 0 : ulong.MaxValue / (ulong)Size + 1;
        _cohorts = new Cohort?[Math.Max(1, (peers + Size - 1) / Size)];
    }

    /// <summary>Peers per cohort; the last one may have fewer.</summary>
    public int Size { get; }

    public int Count => _cohorts.Length;

    /// <summary>A cohort; null if it is on another machine.</summary>
    public Cohort? this[int index]
    {
        get => _cohorts[index];
        set => _cohorts[index] = value;
    }

    /// <summary>Number of a peer's cohort.</summary>
    public int IndexOf(int peer) => _reciprocal == 0 ? peer : (int)Math.BigMul(_reciprocal, (ulong)peer, out _);

    /// <summary>A peer's cohort; null if it is on another machine.</summary>
    public Cohort? Find(int peer) => _cohorts[IndexOf(peer)];

    /// <summary>The cohort of a peer of this machine.</summary>
    public Cohort CohortOf(int peer) => _cohorts[IndexOf(peer)]!;
}
