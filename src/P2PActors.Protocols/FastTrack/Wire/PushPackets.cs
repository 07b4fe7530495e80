namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>0x0D to a supernode: let that user, who cannot be connected to, connect to me.</summary>
/// <param name="Id">Number by which the call is recognised; the caller says <c>GIVE</c> and this.</param>
/// <param name="Requester">Where to connect to.</param>
/// <param name="Source">The other user's address, maybe a private one.</param>
/// <param name="Supernode">The other user's supernode.</param>
/// <param name="User">The other user's name.</param>
internal sealed record PushRequestPacket(uint Id, WireEndpoint Requester, WireEndpoint Source, WireEndpoint Supernode, string User) : Packet
{
    public const ushort Number = 0x0D;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.PushRequest(PacketWriter.Encoding.GetByteCount(User));

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.UInt32(Id);
        writer.Endpoint(Requester);
        writer.Endpoint(Source);
        writer.Endpoint(Supernode);
        writer.Text(User);
    }

    public static PushRequestPacket Read(ref PacketReader reader) => new(
        reader.UInt32("push id"), reader.Endpoint("the requester's address"), reader.Endpoint("the source's address"), reader.Endpoint("the address of the source's supernode"),
        reader.Text("the source's name"));
}

/// <summary>0x0D from a supernode: connect to that user.</summary>
/// <param name="Id">What to say after <c>GIVE</c>.</param>
/// <param name="Requester">Where to connect to.</param>
internal sealed record PushOrderPacket(uint Id, WireEndpoint Requester) : Packet
{
    public const ushort Number = PushRequestPacket.Number;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.PushOrder;

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.UInt32(Id);
        writer.Endpoint(Requester);
    }

    public static PushOrderPacket Read(ref PacketReader reader) => new(reader.UInt32("push id"), reader.Endpoint("the requester's address"));
}
