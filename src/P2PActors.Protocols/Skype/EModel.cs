namespace P2PActors.Protocols.Skype;

/// <summary>
/// What a caller thinks of a call: the E-model of ITU-T G.107 with all defaults, in the simplified form of Cole and Rosenbluth
/// (Voice over IP performance monitoring, 2001) for delay, and G.107's own for codec and loss.
/// </summary>
internal static class EModel
{
    /// <summary>R of a call without any delay, loss or codec: G.107 with its default values.</summary>
    public const double Best = 93.2;

    /// <summary>The rating factor R, at most <see cref="Best"/>; below 0 it is as bad as it can be.</summary>
    /// <param name="delay">From mouth to ear, one way.</param>
    /// <param name="loss">Share of packets that are not played, 0 to 1, lost independently of each other.</param>
    /// <param name="ie">Equipment impairment factor of the codec (G.113 appendix I).</param>
    /// <param name="bpl">Packet-loss robustness factor of the codec (G.113 appendix I), above 0.</param>
    public static double Rating(TimeSpan delay, double loss, double ie, double bpl)
    {
        double d = delay.TotalMilliseconds;
        double forDelay = 0.024 * d + (d > 177.3 ? 0.11 * (d - 177.3) : 0);
        double percent = 100 * loss;
        double forLoss = ie + (95 - ie) * percent / (percent + bpl);
        return Best - forDelay - forLoss;
    }

    /// <summary>The mean opinion score, 1 (bad) to 4.5 (excellent), of a rating (G.107 annex B).</summary>
    public static double Score(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        // Annex B allows no value below that of the scale, which the cubic has just above 0.
        _ => Math.Max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6),
    };
}
