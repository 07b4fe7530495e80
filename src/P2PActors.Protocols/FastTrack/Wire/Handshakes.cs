namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>The first 12 bytes of who has connected. The seeds are those of the stream cipher, which is not reproduced.</summary>
/// <param name="Number">A number that looks random; supernodes refused some.</param>
/// <param name="Seed">Seed of the cipher one sends with.</param>
/// <param name="Encryption">The kinds of encryption asked for, a bit each.</param>
internal readonly record struct CallerHandshake(uint Number, uint Seed, uint Encryption)
{
    public void Write(ref PacketWriter writer)
    {
        writer.UInt32(Number);
        writer.UInt32(Seed);
        writer.UInt32(Encryption);
    }

    public static CallerHandshake Read(ref PacketReader reader) => new(reader.UInt32("the first number"), reader.UInt32("the seed"), reader.UInt32("encryption"));
}

/// <summary>The first 8 bytes of who was connected to; after them both sides name their network, and end if the names differ.</summary>
/// <param name="Seed">Seed of the cipher it sends with.</param>
/// <param name="Encryption">The kinds of encryption that hold for both ways.</param>
internal readonly record struct CalledHandshake(uint Seed, uint Encryption)
{
    public void Write(ref PacketWriter writer)
    {
        writer.UInt32(Seed);
        writer.UInt32(Encryption);
    }

    public static CalledHandshake Read(ref PacketReader reader) => new(reader.UInt32("the seed"), reader.UInt32("encryption"));
}
