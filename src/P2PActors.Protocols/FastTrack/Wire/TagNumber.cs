namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>What a tag says of a file, or a term of a search asks for (giFT-FastTrack, PROTOCOL, tag types).</summary>
internal static class TagNumber
{
    /// <summary>Any of the texts; in searches only.</summary>
    public const uint Any = 0x00;

    public const uint Year = 0x01, FileName = 0x02, Hash = 0x03, Title = 0x04, Seconds = 0x05, Artist = 0x06, Album = 0x08, Language = 0x0A, Keywords = 0x0C,
        Resolution = 0x0D, Genre = 0x0E, Quality = 0x15, Comment = 0x1A, Codec = 0x1C, Rating = 0x1D, Size = 0x21;

    /// <summary>What the tag's bytes mean.</summary>
    public static TagKind KindOf(uint number) => number switch
    {
        FileName or Title or Artist or Album or Language or Keywords or Genre or Comment or Codec => TagKind.Text,
        Year or Seconds or Quality or Rating or Size => TagKind.Number,
        Resolution => TagKind.TwoNumbers,
        Hash => TagKind.Hash,
        _ => TagKind.Opaque,
    };
}

/// <summary>What the bytes of a tag mean.</summary>
internal enum TagKind
{
    /// <summary>Not known; kept as they are.</summary>
    Opaque,
    /// <summary>A text with nothing at its end.</summary>
    Text,
    /// <summary>A packed integer.</summary>
    Number,
    /// <summary>Two packed integers.</summary>
    TwoNumbers,
    /// <summary>A UUHash.</summary>
    Hash,
}
