namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>One copy that was found.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Bandwidth">What the source claims; see <see cref="BandwidthByte"/>.</param>
/// <param name="User">The source's user.</param>
/// <param name="Network">Its network, such as KaZaA.</param>
/// <param name="File">The file.</param>
internal sealed record ResultEntry(WireEndpoint Source, byte Bandwidth, string User, string Network, FileEntry File)
{
    /// <summary>Bytes of the shortest.</summary>
    public const int Least = 9 + FileEntry.Least;

    public int WireSize => WireSizes.Result(
        PacketWriter.Encoding.GetByteCount(User), PacketWriter.Encoding.GetByteCount(Network), File.Id, File.Size, File.Tags.Length, File.TagBytes);

    public void Write(ref PacketWriter writer)
    {
        writer.Endpoint(Source);
        writer.Byte(Bandwidth);
        writer.Name(User, NameEnd.Between);
        writer.Name(Network, NameEnd.Zero);
        File.Write(ref writer);
    }

    public static ResultEntry Read(ref PacketReader reader) => new(
        reader.Endpoint("a source's address"), reader.Byte("a source's bandwidth"), reader.Name(NameEnd.Between, "a user's name"), reader.Name(NameEnd.Zero, "a network's name"),
        FileEntry.Read(ref reader));
}

/// <summary>0x07 from a supernode: what one supernode, maybe another one, has found among its children.</summary>
internal sealed record ResultsPacket(WireEndpoint Supernode, ushort Id, ResultEntry[] Results) : Packet
{
    public const ushort Number = 0x07;

    public override ushort Type => Number;

    public override int WireSize
    {
        get
        {
            int size = WireSizes.ResultsHeader;
            foreach (ResultEntry result in Results) size += result.WireSize;
            return size;
        }
    }

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Endpoint(Supernode);
        writer.UInt16(Id);
        writer.UInt16((ushort)Results.Length); // 65,535 bytes hold no 65,535 results
        foreach (ResultEntry result in Results) result.Write(ref writer);
    }

    public static ResultsPacket Read(ref PacketReader reader)
    {
        WireEndpoint supernode = reader.Endpoint("the supernode's address");
        ushort id = reader.UInt16("number of the search");
        int at = reader.At;
        var results = new ResultEntry[reader.Count(reader.UInt16("number of results"), at, ResultEntry.Least, "results")];
        for (int i = 0; i < results.Length; i++) results[i] = ResultEntry.Read(ref reader);
        return new ResultsPacket(supernode, id, results);
    }
}
