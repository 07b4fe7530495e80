namespace P2PActors.Network;

/// <summary>Named regions of the emulated world, each peer in one of them or in none.</summary>
/// <param name="names">Names of the regions.</param>
/// <param name="regionOf">Number of each peer's region, or -1.</param>
public sealed class PeerRegions(IReadOnlyList<string> names, sbyte[] regionOf)
{
    /// <summary>Names of the regions.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Name of a peer's region; null if it is in none.</summary>
    public string? Of(int peer) => regionOf[peer] < 0 ? null : names[regionOf[peer]];

    /// <summary>
    /// Divides the peers by shares. Where they have places on a map, the regions are strips of it from west to east in the
    /// order given, so that who shares a region is near; else they are dealt at random.
    /// </summary>
    /// <param name="shares">Names and shares, adding up to 1 at most.</param>
    /// <param name="eastOf">How far east a peer is, or a random number.</param>
    /// <param name="peers">Number of peers.</param>
    public static PeerRegions Divide(IReadOnlyList<(string Name, double Share)> shares, Func<int, double> eastOf, int peers)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(eastOf);
        double[] east = new double[peers];
        int[] order = new int[peers];
        for (int i = 0; i < peers; i++) (east[i], order[i]) = (eastOf(i), i);
        Array.Sort(order, (a, b) => east[a] != east[b] ? east[a].CompareTo(east[b]) : a.CompareTo(b));
        var regionOf = new sbyte[peers];
        Array.Fill(regionOf, (sbyte)-1);
        double end = 0;
        int next = 0;
        for (int region = 0; region < shares.Count; region++)
        {
            end += shares[region].Share;
            for (int last = (int)Math.Round(Math.Min(1, end) * peers); next < last; next++) regionOf[order[next]] = (sbyte)region;
        }

        return new PeerRegions([.. shares.Select(s => s.Name)], regionOf);
    }
}
