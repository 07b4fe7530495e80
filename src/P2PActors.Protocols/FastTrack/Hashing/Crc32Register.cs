namespace P2PActors.Protocols.FastTrack.Hashing;

/// <summary>
/// The shift register of CRC-32 (reflected, polynomial 0x04C11DB7), without the inversion that usually ends it: UUHash takes
/// the register as it stands (giFT-FastTrack, fst_hash.c).
/// </summary>
internal struct Crc32Register
{
    private const uint ReversedPolynomial = 0xEDB8_8320;
    private static readonly uint[] Table = BuildTable();
    private uint _inverted;

    // The start is all ones; kept inverted, a new register needs no constructor.
    /// <summary>The register now; all ones at the beginning.</summary>
    public readonly uint Value => ~_inverted;

    /// <summary>Shifts bytes in.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        uint crc = Value;
        foreach (byte b in bytes) crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        _inverted = ~crc;
    }

    private static uint[] BuildTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++) entry = (entry >> 1) ^ ((entry & 1) == 0 ? 0 : ReversedPolynomial);
            table[i] = entry;
        }

        return table;
    }
}
