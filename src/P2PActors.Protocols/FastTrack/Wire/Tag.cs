using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Something said of a file: number and length as packed integers, then the content.</summary>
/// <param name="Number">What it says; see <see cref="TagNumber"/>.</param>
internal abstract record Tag(uint Number)
{
    /// <summary>Bytes of the shortest.</summary>
    public const int Least = 2;

    /// <summary>Bytes of the content.</summary>
    public abstract int Length { get; }

    public int WireSize => WireSizes.Tag(Number, Length);

    public void Write(ref PacketWriter writer)
    {
        writer.Packed(Number);
        writer.Packed((uint)Length);
        WriteContent(ref writer);
    }

    protected abstract void WriteContent(ref PacketWriter writer);

    public static Tag Read(ref PacketReader reader)
    {
        uint number = reader.Packed();
        PacketReader content = reader.Sized("a tag");
        Tag tag = TagNumber.KindOf(number) switch
        {
            TagKind.Text => new TextTag(number, content.Text("a tag")),
            TagKind.Number => new NumberTag(number, content.Packed()),
            TagKind.TwoNumbers => new TwoNumbersTag(number, content.Packed(), content.Packed()),
            TagKind.Hash => new HashTag(number, content.Hash("the hash in a tag")),
            _ => new OpaqueTag(number, content.Rest().ToArray()),
        };
        content.End();
        return tag;
    }
}

/// <summary>A tag that is a text, such as a title.</summary>
internal sealed record TextTag(uint Number, string Text) : Tag(Number)
{
    public override int Length { get; } = PacketWriter.Encoding.GetByteCount(Text);

    protected override void WriteContent(ref PacketWriter writer) => writer.Text(Text);
}

/// <summary>A tag that is a number, such as the length in seconds.</summary>
internal sealed record NumberTag(uint Number, uint Value) : Tag(Number)
{
    public override int Length => PackedInteger.Size(Value);

    protected override void WriteContent(ref PacketWriter writer) => writer.Packed(Value);
}

/// <summary>A tag that is two numbers: the resolution of a picture, in pixels.</summary>
internal sealed record TwoNumbersTag(uint Number, uint First, uint Second) : Tag(Number)
{
    public override int Length => PackedInteger.Size(First) + PackedInteger.Size(Second);

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Packed(First);
        writer.Packed(Second);
    }
}

/// <summary>A tag that is a UUHash.</summary>
internal sealed record HashTag(uint Number, UuHash Hash) : Tag(Number)
{
    public override int Length => UuHash.Size;

    protected override void WriteContent(ref PacketWriter writer) => writer.Hash(Hash);
}

/// <summary>A tag whose meaning is not known.</summary>
internal sealed record OpaqueTag(uint Number, byte[] Content) : Tag(Number)
{
    public override int Length => Content.Length;

    protected override void WriteContent(ref PacketWriter writer) => writer.Bytes(Content);
}
