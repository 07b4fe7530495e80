namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>0x00 from a supernode: other supernodes. Real ones sent 200 when a client had connected.</summary>
internal sealed record NodeListPacket(NodeEntry[] Nodes) : Packet
{
    public const ushort Number = 0x00;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.NodeList(Nodes.Length);

    protected override void WriteContent(ref PacketWriter writer)
    {
        foreach (NodeEntry node in Nodes) node.Write(ref writer);
    }

    public static NodeListPacket Read(ref PacketReader reader)
    {
        if (reader.Left % WireSizes.Node != 0) throw PacketReader.Wrong(reader.At, $"found a list of {reader.Left} bytes, expected a multiple of {WireSizes.Node}");
        var nodes = new NodeEntry[reader.Left / WireSizes.Node];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = NodeEntry.Read(ref reader);
        return new NodeListPacket(nodes);
    }
}

/// <summary>0x02 to a supernode: who I am.</summary>
/// <param name="Self">One's own address, which behind a NAT is a private one.</param>
/// <param name="Bandwidth">What one claims; see <see cref="BandwidthByte"/>.</param>
/// <param name="User">The user's name.</param>
internal sealed record HelloPacket(WireEndpoint Self, byte Bandwidth, string User) : Packet
{
    public const ushort Number = 0x02;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.UserInfo(PacketWriter.Encoding.GetByteCount(User));

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Endpoint(Self);
        writer.Byte(Bandwidth);
        writer.Byte(0);
        writer.Text(User);
    }

    public static HelloPacket Read(ref PacketReader reader)
    {
        WireEndpoint self = reader.Endpoint("the client's address");
        byte bandwidth = reader.Byte("bandwidth");
        reader.Constant((byte)0, "the byte after the bandwidth");
        return new HelloPacket(self, bandwidth, reader.Text("the user's name"));
    }
}
