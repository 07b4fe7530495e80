namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Where a search looks.</summary>
internal enum SearchRealm : byte
{
    Audio = 0xA1,
    Video = 0xA2,
    Images = 0xA3,
    Documents = 0xA4,
    Software = 0xA5,
    Everything = 0xBF,
}

/// <summary>How a term compares.</summary>
internal enum TermComparison : byte
{
    Equals = 0,
    AtMost = 2,
    About = 3,
    AtLeast = 4,
    Substring = 5,

    /// <summary>Seen in searches of real clients; what it means is not known.</summary>
    Unknown = 6,
}

/// <summary>One condition of a search. All of them are to be met.</summary>
/// <param name="Comparison">How the field compares with the content.</param>
/// <param name="Field">One of <see cref="TagNumber"/>.</param>
/// <param name="Content">A text, a packed integer or a hash, as the field has it.</param>
internal sealed record SearchTerm(TermComparison Comparison, uint Field, byte[] Content)
{
    /// <summary>Bytes of the shortest.</summary>
    public const int Least = 3;

    /// <summary>A term that looks for words.</summary>
    public static SearchTerm Of(string words, uint field = TagNumber.Any) => new(TermComparison.Substring, field, PacketWriter.Encoding.GetBytes(words));

    public int WireSize => WireSizes.Term(Field, Content.Length);

    public void Write(ref PacketWriter writer)
    {
        writer.Byte((byte)Comparison);
        writer.Packed(Field);
        writer.Packed((uint)Content.Length);
        writer.Bytes(Content);
    }

    public static SearchTerm Read(ref PacketReader reader)
    {
        int at = reader.At;
        byte comparison = reader.Byte("comparison of a term");
        if (comparison is 1 or > (byte)TermComparison.Unknown) throw PacketReader.Wrong(at, $"found comparison {comparison}, expected 0 or 2 to 6");
        uint field = reader.Packed();
        return new SearchTerm((TermComparison)comparison, field, reader.Sized("a term").Rest().ToArray());
    }
}
