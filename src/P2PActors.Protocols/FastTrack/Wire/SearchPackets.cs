namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>0x06 to a supernode: who has this?</summary>
/// <param name="MostResults">50 in KaZaA, 16 where it looks for a hash.</param>
/// <param name="Id">The client's number for it.</param>
/// <param name="Realm">Where to look.</param>
/// <param name="Terms">Conditions, at most 255.</param>
internal sealed record SearchPacket(ushort MostResults, ushort Id, SearchRealm Realm, SearchTerm[] Terms) : Packet
{
    public const ushort Number = 0x06;
    private const ushort Opening = 1;
    private const byte BeforeRealm = 1;

    public override ushort Type => Number;

    public override int WireSize
    {
        get
        {
            int size = WireSizes.SearchHeader;
            foreach (SearchTerm term in Terms) size += term.WireSize;
            return size;
        }
    }

    protected override void WriteContent(ref PacketWriter writer)
    {
        if (Terms.Length > byte.MaxValue) throw new InvalidOperationException(FormattableString.Invariant($"Found a search of {Terms.Length} terms, expected at most {byte.MaxValue}."));
        writer.UInt16(Opening);
        writer.UInt16(MostResults);
        writer.UInt16(Id);
        writer.Byte(BeforeRealm);
        writer.Byte((byte)Realm);
        writer.Byte((byte)Terms.Length);
        foreach (SearchTerm term in Terms) term.Write(ref writer);
    }

    public static SearchPacket Read(ref PacketReader reader)
    {
        reader.Constant(Opening, "the first two bytes of a search");
        ushort most = reader.UInt16("most results"), id = reader.UInt16("number of the search");
        reader.Constant(BeforeRealm, "the byte before the realm");
        int at = reader.At;
        var realm = (SearchRealm)reader.Byte("realm");
        if (realm is not ((>= SearchRealm.Audio and <= SearchRealm.Software) or SearchRealm.Everything))
            throw PacketReader.Wrong(at, $"found realm 0x{(byte)realm:X2}, expected 0xA1 to 0xA5 or 0xBF");
        at = reader.At;
        var terms = new SearchTerm[reader.Count(reader.Byte("number of terms"), at, SearchTerm.Least, "terms")];
        for (int i = 0; i < terms.Length; i++) terms[i] = SearchTerm.Read(ref reader);
        return new SearchPacket(most, id, realm, terms);
    }
}

/// <summary>0x08 from a supernode: that is all.</summary>
internal sealed record EndOfSearchPacket(ushort Id) : Packet
{
    public const ushort Number = 0x08;

    public override ushort Type => Number;

    public override int WireSize => WireSizes.EndOfSearch;

    protected override void WriteContent(ref PacketWriter writer) => writer.UInt16(Id);

    public static EndOfSearchPacket Read(ref PacketReader reader) => new(reader.UInt16("number of the search"));
}
