namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>What kind of file is shared.</summary>
internal enum MediaType : byte
{
    Unknown,
    Audio,
    Video,
    Images,
    Documents,
    Software,
}

/// <summary>0x22 to a supernode: I share this file.</summary>
internal sealed record SharePacket(MediaType Media, FileEntry File) : Packet
{
    public const ushort Number = 0x22;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.Share(File.Id, File.Size, File.Tags.Length, File.TagBytes);

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Byte(0);
        writer.Byte((byte)Media);
        writer.UInt16(0);
        File.Write(ref writer);
    }

    public static SharePacket Read(ref PacketReader reader)
    {
        reader.Constant((byte)0, "the byte before the media type");
        int at = reader.At;
        byte media = reader.Byte("media type");
        if (media > (byte)MediaType.Software) throw PacketReader.Wrong(at, $"found media type {media}, expected 0 to {(int)MediaType.Software}");
        reader.Constant((ushort)0, "the bytes after the media type");
        return new SharePacket((MediaType)media, FileEntry.Read(ref reader));
    }
}

/// <summary>0x05 to a supernode: I do not share this file any more.</summary>
internal sealed record UnsharePacket(FileEntry File) : Packet
{
    public const ushort Number = 0x05;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.Unshare(File.Id, File.Size, File.Tags.Length, File.TagBytes);

    protected override void WriteContent(ref PacketWriter writer) => File.Write(ref writer);

    public static UnsharePacket Read(ref PacketReader reader) => new(FileEntry.Read(ref reader));
}
