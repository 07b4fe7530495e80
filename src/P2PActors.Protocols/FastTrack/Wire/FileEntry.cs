using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>A file as 0x05, 0x07 and 0x22 describe it.</summary>
/// <param name="Hash">Its UUHash.</param>
/// <param name="Id">Its number in old addresses; real clients took <see cref="UuHash.Checksum"/>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Tags">What else is said of it.</param>
internal sealed record FileEntry(UuHash Hash, uint Id, uint Size, Tag[] Tags)
{
    /// <summary>Bytes of the shortest.</summary>
    public const int Least = UuHash.Size + 3;

    /// <summary>Bytes of all tags.</summary>
    public int TagBytes
    {
        get
        {
            int bytes = 0;
            foreach (Tag tag in Tags) bytes += tag.WireSize;
            return bytes;
        }
    }

    public void Write(ref PacketWriter writer)
    {
        writer.Hash(Hash);
        writer.Packed(Id);
        writer.Packed(Size);
        writer.Packed((uint)Tags.Length);
        foreach (Tag tag in Tags) tag.Write(ref writer);
    }

    public static FileEntry Read(ref PacketReader reader)
    {
        UuHash hash = reader.Hash("a file's hash");
        uint id = reader.Packed(), size = reader.Packed();
        int at = reader.At;
        var tags = new Tag[reader.Count(reader.Packed(), at, Tag.Least, "tags")];
        for (int i = 0; i < tags.Length; i++) tags[i] = Tag.Read(ref reader);
        return new FileEntry(hash, id, size, tags);
    }
}
