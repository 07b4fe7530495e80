using System.Runtime.CompilerServices;

namespace P2PActors.Engine;

/// <summary>
/// A stream of pseudo-random numbers with eight bytes of state (SplitMix64: Steele, Lea, Flood, OOPSLA 2014). Every peer
/// and every part of world building has its own, so that no draw depends on the order in which others draw.
/// A mutable struct: hold it in a field or use it by <c>ref</c>; a copy repeats the same numbers.
/// </summary>
public struct RandomStream(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream for one purpose: equal arguments give the equal stream, any difference an unrelated one.</summary>
    public static RandomStream For(ulong seed, ulong purpose, ulong a = 0, ulong b = 0) =>
        new(Mix(Mix(Mix(Mix(seed + Gamma) ^ purpose) + a * Gamma) ^ Mix(b + 0x632BE59BD9B4E019UL)));

    private const ulong Gamma = 0x9E3779B97F4A7C15UL;

    /// <summary>The next 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBits() => Mix(_state += Gamma);

    /// <summary>Uniform in [0, 1), with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in (0, 1]: safe as the argument of a logarithm.</summary>
    public double NextPositive() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 .. <paramref name="bound"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int bound)
    {
        if (bound <= 0) ThrowBound();
        // Lemire's multiply-shift; the bias of a 64-bit draw is below 2^-32 for every int bound.
        return (int)Math.BigMul(NextBits(), (uint)bound, out _);
    }

    /// <summary>Uniform in <paramref name="from"/> .. <paramref name="to"/> - 1.</summary>
    public int Next(int from, int to) => from + Next(to - from);

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>), to 100 ns.</summary>
    public TimeSpan Next(TimeSpan from, TimeSpan to) =>
        new(from.Ticks + (long)Math.BigMul(NextBits(), (ulong)Math.Max(0, to.Ticks - from.Ticks), out _));

    /// <summary>True with probability <paramref name="probability"/>.</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>A draw from the exponential law with the given mean.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(NextPositive());

    /// <summary>A draw from the exponential law with the given mean, to 100 ns.</summary>
    public TimeSpan NextExponential(TimeSpan mean) => TimeSpan.FromTicks((long)NextExponential((double)mean.Ticks));

    /// <summary>A draw from the standard normal law (Box-Muller, one of the pair).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(NextPositive())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts the span in random order (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The SplitMix64 finaliser: a bijection of 64-bit words in which every input bit changes half the output bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    private static void ThrowBound() => throw new ArgumentOutOfRangeException("bound", "The bound of a random draw must be at least 1.");
}
