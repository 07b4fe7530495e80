namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>A supernode in a list: 8 bytes.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="LastSeen">Minutes since it was seen.</param>
/// <param name="Load">Percent. Clients found that those with high values were easier to connect to, so it may be what is free.</param>
internal readonly record struct NodeEntry(WireEndpoint Endpoint, byte LastSeen, byte Load)
{
    public void Write(ref PacketWriter writer)
    {
        writer.Endpoint(Endpoint);
        writer.Byte(LastSeen);
        writer.Byte(Load);
    }

    public static NodeEntry Read(ref PacketReader reader) =>
        new(reader.Endpoint("a supernode's address"), reader.Byte("minutes since a supernode was seen"), reader.Byte("a supernode's load"));
}
