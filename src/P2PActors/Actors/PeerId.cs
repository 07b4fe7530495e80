using System.Globalization;

namespace P2PActors.Actors;

/// <summary>The number of a participant in one world: dense, from 0, fixed for the whole run and kept over restarts.</summary>
/// <param name="Value">The number; -1 stands for nobody (<see cref="None"/>).</param>
public readonly record struct PeerId(int Value) : IComparable<PeerId>
{
    /// <summary>Nobody: the sender of timers and of the engine's own notices.</summary>
    public static readonly PeerId None = new(-1);

    /// <summary>Whether this names a participant.</summary>
    public bool IsPeer => Value >= 0;

    /// <inheritdoc />
    public int CompareTo(PeerId other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left number is the smaller one.</summary>
    public static bool operator <(PeerId left, PeerId right) => left.Value < right.Value;

    /// <summary>Whether the left number is the greater one.</summary>
    public static bool operator >(PeerId left, PeerId right) => left.Value > right.Value;

    /// <summary>Whether the left number is not the greater one.</summary>
    public static bool operator <=(PeerId left, PeerId right) => left.Value <= right.Value;

    /// <summary>Whether the left number is not the smaller one.</summary>
    public static bool operator >=(PeerId left, PeerId right) => left.Value >= right.Value;

    /// <summary>The number in decimal, or <c>none</c>.</summary>
    public override string ToString() => IsPeer ? Value.ToString(CultureInfo.InvariantCulture) : "none";
}
