namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>Credit in cobblestones: a host of 1 GFLOPS earns 200 of them in a day (lib/common_defs.h).</summary>
internal static class Credit
{
    /// <summary>Cobblestones of one floating-point operation.</summary>
    public const double PerOperation = 200 / (86400 * 1e9);

    /// <summary>What is given for a unit by the claims of its valid results: of one or two the lowest, of more the mean without
    /// the highest and the lowest (SETI@home, validate.cpp).</summary>
    /// <param name="claims">At least one; sorted by this method.</param>
    public static double Granted(Span<double> claims)
    {
        claims.Sort();
        if (claims.Length <= 2) return claims[0];
        double sum = 0;
        foreach (double claim in claims[1..^1]) sum += claim;
        return sum / (claims.Length - 2);
    }
}
