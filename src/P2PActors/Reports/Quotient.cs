namespace P2PActors.Reports;

/// <summary>Results that are one number by another, and nothing where there is nothing to divide by.</summary>
public static class Quotient
{
    /// <summary>A part of a whole.</summary>
    /// <param name="part">The part, in any unit.</param>
    /// <param name="whole">The whole, in the same unit or another.</param>
    /// <returns>Part by whole; null unless the whole is positive: a share of nothing is no result.</returns>
    public static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;
}
