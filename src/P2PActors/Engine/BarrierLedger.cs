using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using P2PActors.Actors;
using P2PActors.Wire;

namespace P2PActors.Engine;

/// <summary>Something that is written during windows and applied between them.</summary>
public interface IBarrierLedger
{
    /// <summary>Prepares for a number of workers.</summary>
    internal void Attach(int workers);

    /// <summary>Writes what was appended on this machine, for the others.</summary>
    internal void Write(WireWriter to);

    /// <summary>Takes what was appended on another machine.</summary>
    internal void Read(ref WireReader from);

    /// <summary>Applies what was appended, in the order of the entries.</summary>
    internal void Apply();
}

/// <summary>
/// Knowledge about the whole world that measurement needs (who is on line, who shares what) and that no peer may have. Peers
/// append; the state is changed only between windows, sorted, and so is the same for all peers of a window whatever the
/// threads. Protocol behaviour must never read it.
/// </summary>
/// <typeparam name="T">An entry, plain values only: it may go to other machines as it lies in memory. Its order makes the
/// application independent of who appended first.</typeparam>
/// <param name="apply">Applies one entry.</param>
public sealed class BarrierLedger<T>(Action<T> apply) : IBarrierLedger
    where T : unmanaged, IComparable<T>
{
    private readonly List<T> _merged = [];
    private List<T>[] _pending = [];

    /// <summary>Appends an entry on behalf of a peer that is handling a message.</summary>
    public void Append(PeerActor peer, T entry)
    {
        ArgumentNullException.ThrowIfNull(peer);
        _pending[peer.WorkerIndex].Add(entry);
    }

    void IBarrierLedger.Attach(int workers)
    {
        _pending = new List<T>[workers];
        for (int i = 0; i < workers; i++) _pending[i] = [];
    }

    void IBarrierLedger.Write(WireWriter to)
    {
        int count = 0;
        foreach (List<T> pending in _pending) count += pending.Count;
        to.Unsigned((ulong)count);
        foreach (List<T> pending in _pending) to.Raw(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(pending)));
    }

    void IBarrierLedger.Read(ref WireReader from)
    {
        int count = from.Count(Unsafe.SizeOf<T>());
        _merged.AddRange(MemoryMarshal.Cast<byte, T>(from.Raw(count * Unsafe.SizeOf<T>())));
    }

    void IBarrierLedger.Apply()
    {
        foreach (List<T> pending in _pending)
        {
            if (pending.Count == 0) continue;
            _merged.AddRange(pending);
            pending.Clear();
        }

        if (_merged.Count == 0) return;
        _merged.Sort();
        foreach (T entry in _merged) apply(entry);
        _merged.Clear();
    }
}
