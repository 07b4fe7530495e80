namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>A number of files and their size.</summary>
/// <param name="Files">How many.</param>
/// <param name="Mantissa">Their size is this times 2 to the power of the exponent; in which unit is not known.</param>
/// <param name="Exponent">The exponent.</param>
internal readonly record struct FileTotal(uint Files, ushort Mantissa, ushort Exponent)
{
    public void Write(ref PacketWriter writer)
    {
        writer.UInt32(Files);
        writer.UInt16(Mantissa);
        writer.UInt16(Exponent);
    }

    public static FileTotal Read(ref PacketReader reader) =>
        new(reader.UInt32("a number of files"), reader.UInt16("the mantissa of a size"), reader.UInt16("the exponent of a size"));
}

/// <summary>The users of one of the networks that are connected.</summary>
internal readonly record struct NetworkUsers(string Network, uint Users)
{
    public int WireSize => WireSizes.NetworkUsers(PacketWriter.Encoding.GetByteCount(Network));
}

/// <summary>0x09 from a supernode: how great the network is.</summary>
/// <param name="Users">Users on line.</param>
/// <param name="All">All files.</param>
/// <param name="ByMedia">Files of each <see cref="MediaType"/>, in that order as far as known: always six.</param>
/// <param name="Networks">The networks by themselves; old clients left them out.</param>
internal sealed record StatisticsPacket(uint Users, FileTotal All, FileTotal[] ByMedia, NetworkUsers[] Networks) : Packet
{
    public const ushort Number = 0x09;
    public const int MediaTypes = 6;

    public override ushort Type => Number;

    public override int WireSize
    {
        get
        {
            int size = WireSizes.Statistics;
            foreach (NetworkUsers network in Networks) size += network.WireSize;
            return size;
        }
    }

    protected override void WriteContent(ref PacketWriter writer)
    {
        if (ByMedia.Length != MediaTypes) throw new InvalidOperationException(FormattableString.Invariant($"Found statistics of {ByMedia.Length} media types, expected {MediaTypes}."));
        writer.UInt32(Users);
        All.Write(ref writer);
        foreach (FileTotal total in ByMedia) total.Write(ref writer);
        foreach (NetworkUsers network in Networks)
        {
            writer.Name(network.Network, NameEnd.Zero);
            writer.UInt32(network.Users);
        }
    }

    public static StatisticsPacket Read(ref PacketReader reader)
    {
        uint users = reader.UInt32("number of users");
        FileTotal all = FileTotal.Read(ref reader);
        var byMedia = new FileTotal[MediaTypes];
        for (int i = 0; i < byMedia.Length; i++) byMedia[i] = FileTotal.Read(ref reader);
        var networks = new List<NetworkUsers>();
        while (reader.Left > 0) networks.Add(new NetworkUsers(reader.Name(NameEnd.Zero, "a network's name"), reader.UInt32("users of a network")));
        return new StatisticsPacket(users, all, byMedia, [.. networks]);
    }
}
