using System.Numerics;

namespace P2PActors.Engine;

/// <summary>Arrays of events by powers of two, kept by one worker: no lock, and hardly an array is garbage while a run lasts.</summary>
internal sealed class EventArrayPool
{
    private const int SmallestBits = 2;

    /// <summary>Free entries kept of each size: a burst, such as all first starts at time zero, does not hold its memory for ever.</summary>
    private const int MostFreeEntries = 1 << 10;
    private readonly Stack<Event[]>[] _free = CreateStacks();

    public Event[] Rent(int atLeast)
    {
        int bits = Math.Max(SmallestBits, 32 - BitOperations.LeadingZeroCount((uint)(atLeast - 1)));
        return _free[bits].TryPop(out Event[]? array) ? array : new Event[1 << bits];
    }

    /// <summary>Takes an array back; the first <paramref name="used"/> entries are cleared so that they hold no message alive.</summary>
    public void Return(Event[] array, int used)
    {
        Array.Clear(array, 0, used);
        Stack<Event[]> free = _free[BitOperations.Log2((uint)array.Length)];
        if (free.Count == 0 || free.Count * array.Length < MostFreeEntries) free.Push(array);
    }

    private static Stack<Event[]>[] CreateStacks()
    {
        var stacks = new Stack<Event[]>[31];
        for (int i = 0; i < stacks.Length; i++) stacks[i] = new Stack<Event[]>();
        return stacks;
    }
}
