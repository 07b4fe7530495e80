using System.Numerics;
using P2PActors.Actors;

namespace P2PActors.Network;

/// <summary>The partitions in force, up to 16 at a time: each cuts some peers off from all others. Packets pass where both ends are on the same side of all.</summary>
internal sealed class Partitions(int peers)
{
    private const int Most = 16;
    private readonly int[] _numbers = new int[Most];
    private uint _used;
    private int _last;

    /// <summary>Which partitions each peer is cut off by, one bit each.</summary>
    public ushort[] Sides { get; } = new ushort[peers];

    public bool IsEmpty => _used == 0;

    public int? Add(IEnumerable<PeerId> cutOff)
    {
        int place = BitOperations.TrailingZeroCount(~_used);
        if (place >= Most) return null;
        _used |= 1u << place;
        _numbers[place] = ++_last;
        foreach (PeerId peer in cutOff) Sides[peer.Value] |= (ushort)(1 << place);
        return _last;
    }

    public bool Remove(int number)
    {
        int place = Array.IndexOf(_numbers, number);
        if (place < 0 || (_used & (1u << place)) == 0) return false;
        _used &= ~(1u << place);
        for (int i = 0; i < Sides.Length; i++) Sides[i] &= (ushort)~(1 << place);
        return true;
    }

    public void Clear()
    {
        Array.Clear(Sides);
        _used = 0;
    }
}
