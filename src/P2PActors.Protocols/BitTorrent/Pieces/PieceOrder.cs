using System.Numerics;
using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Pieces;

/// <summary>In which order pieces are begun.</summary>
public enum PieceOrderKind
{
    /// <summary>The pieces that the fewest neighbours have go first, ties at random.</summary>
    RarestFirst,

    /// <summary>Any piece.</summary>
    Random,

    /// <summary>From the first to the last.</summary>
    Sequential,
}

/// <summary>Chooses the next piece to begin.</summary>
internal interface IPieceOrder
{
    /// <summary>A piece that somebody has and that is neither here nor begun; -1 if there is none.</summary>
    /// <param name="theirs">What the other side has.</param>
    /// <param name="have">What is here.</param>
    /// <param name="begun">What has been begun.</param>
    /// <param name="availability">How many neighbours have each piece.</param>
    /// <param name="random">The peer's random numbers.</param>
    int Pick(PieceSet theirs, PieceSet have, PieceSet begun, ReadOnlySpan<ushort> availability, ref RandomStream random);
}

/// <summary>The orders there are.</summary>
internal static class PieceOrders
{
    public static IPieceOrder RarestFirst { get; } = new RarestFirstOrder();

    public static IPieceOrder Random { get; } = new RandomOrder();

    public static IPieceOrder Sequential { get; } = new SequentialOrder();

    public static IPieceOrder Of(PieceOrderKind kind) => kind switch
    {
        PieceOrderKind.Random => Random,
        PieceOrderKind.Sequential => Sequential,
        _ => RarestFirst,
    };

    /// <summary>Two passes over the candidates, so that ties cost one random number and no memory.</summary>
    private sealed class RarestFirstOrder : IPieceOrder
    {
        public int Pick(PieceSet theirs, PieceSet have, PieceSet begun, ReadOnlySpan<ushort> availability, ref RandomStream random)
        {
            ReadOnlySpan<ulong> t = theirs.Words, h = have.Words, b = begun.Words;
            int least = int.MaxValue, ties = 0;
            for (int w = 0; w < t.Length; w++)
            {
                for (ulong bits = t[w] & ~h[w] & ~b[w]; bits != 0; bits &= bits - 1)
                {
                    int count = availability[w * 64 + BitOperations.TrailingZeroCount(bits)];
                    if (count > least) continue;
                    if (count < least) (least, ties) = (count, 0);
                    ties++;
                }
            }

            if (ties == 0) return -1;
            int chosen = random.Next(ties);
            for (int w = 0; w < t.Length; w++)
            {
                for (ulong bits = t[w] & ~h[w] & ~b[w]; bits != 0; bits &= bits - 1)
                {
                    int piece = w * 64 + BitOperations.TrailingZeroCount(bits);
                    if (availability[piece] == least && chosen-- == 0) return piece;
                }
            }

            return -1;
        }
    }

    private sealed class RandomOrder : IPieceOrder
    {
        public int Pick(PieceSet theirs, PieceSet have, PieceSet begun, ReadOnlySpan<ushort> availability, ref RandomStream random)
        {
            ReadOnlySpan<ulong> t = theirs.Words, h = have.Words, b = begun.Words;
            int count = 0;
            for (int w = 0; w < t.Length; w++) count += BitOperations.PopCount(t[w] & ~h[w] & ~b[w]);
            if (count == 0) return -1;
            int chosen = random.Next(count);
            for (int w = 0; ; w++)
            {
                ulong bits = t[w] & ~h[w] & ~b[w];
                int here = BitOperations.PopCount(bits);
                if (chosen >= here)
                {
                    chosen -= here;
                    continue;
                }

                while (chosen-- > 0) bits &= bits - 1;
                return w * 64 + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    private sealed class SequentialOrder : IPieceOrder
    {
        public int Pick(PieceSet theirs, PieceSet have, PieceSet begun, ReadOnlySpan<ushort> availability, ref RandomStream random)
        {
            ReadOnlySpan<ulong> t = theirs.Words, h = have.Words, b = begun.Words;
            for (int w = 0; w < t.Length; w++)
            {
                ulong bits = t[w] & ~h[w] & ~b[w];
                if (bits != 0) return w * 64 + BitOperations.TrailingZeroCount(bits);
            }

            return -1;
        }
    }
}
