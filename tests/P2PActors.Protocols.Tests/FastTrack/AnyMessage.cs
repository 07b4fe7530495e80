using System.Text;
using P2PActors.Engine;
using P2PActors.Protocols.FastTrack.Hashing;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>Random messages of every kind.</summary>
internal static class AnyMessage
{
    private static readonly uint[] Fields =
    [
        TagNumber.Any, TagNumber.Year, TagNumber.FileName, TagNumber.Hash, TagNumber.Title, TagNumber.Seconds, TagNumber.Artist, TagNumber.Album, TagNumber.Language,
        TagNumber.Keywords, TagNumber.Resolution, TagNumber.Genre, TagNumber.Quality, TagNumber.Comment, TagNumber.Codec, TagNumber.Rating, TagNumber.Size, 0x35, 0x10003,
    ];

    public static Direction WayOf(Frame frame) =>
        frame is HelloPacket or UnsharePacket or SearchPacket or PushRequestPacket or SharePacket ? Direction.ToSupernode : Direction.ToClient;

    public static Frame Frame(ref RandomStream random) => random.Next(12) switch
    {
        0 => new PingFrame(),
        1 => new PongFrame(),
        2 => new NodeListPacket(Many(ref random, 201, static (ref RandomStream r) => new NodeEntry(Endpoint(ref r), Byte(ref r), Byte(ref r)))),
        3 => new HelloPacket(Endpoint(ref random), Byte(ref random), Text(ref random)),
        4 => new UnsharePacket(File(ref random)),
        5 => new SearchPacket(Short(ref random), Short(ref random), (SearchRealm)(random.NextBool(0.3) ? 0xBF : random.Next(0xA1, 0xA6)), Many(ref random, 8, Term)),
        6 => new ResultsPacket(Endpoint(ref random), Short(ref random), Many(ref random, 20, Result)),
        7 => new EndOfSearchPacket(Short(ref random)),
        8 => new StatisticsPacket(Int(ref random), Total(ref random), [.. Enumerable.Range(0, 6).Select(i => new FileTotal((uint)i * 999, (ushort)i, 65535))],
            Many(ref random, 4, static (ref RandomStream r) => new NetworkUsers(Text(ref r), Int(ref r)))),
        9 => new PushRequestPacket(Int(ref random), Endpoint(ref random), Endpoint(ref random), Endpoint(ref random), Text(ref random)),
        10 => new PushOrderPacket(Int(ref random), Endpoint(ref random)),
        _ => new SharePacket((MediaType)random.Next(6), File(ref random)),
    };

    public static Datagram Datagram(ref RandomStream random) => random.Next(3) switch
    {
        0 => new UdpPing(Int(ref random), Text(ref random)),
        1 => new UdpPong(Int(ref random), Byte(ref random), Int(ref random), Text(ref random)),
        _ => new UdpRefusal(Int(ref random), (byte)random.Next(1, 3), Int(ref random), random.NextBool(0.5) ? Endpoint(ref random) : null),
    };

    /// <summary>Some bytes changed, added, taken out or cut off; now and then with a length in the frame that fits again.</summary>
    public static byte[] Damaged(byte[] bytes, bool isFrame, ref RandomStream random)
    {
        var damaged = bytes.ToList();
        for (int i = random.Next(1, 4); i > 0 && damaged.Count > 0; i--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0: damaged.Insert(at, Byte(ref random)); break;
                case 1: damaged.RemoveAt(at); break;
                case 2: damaged.RemoveRange(at, damaged.Count - at); break;
                case 3: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                default: damaged[at] = Byte(ref random); break;
            }
        }

        if (isFrame && damaged.Count >= 5 && random.NextBool(0.7)) (damaged[3], damaged[4]) = ((byte)((damaged.Count - 5) >> 8), (byte)(damaged.Count - 5));
        return [.. damaged];
    }

    public static byte Byte(ref RandomStream random) => (byte)random.Next(256);

    private delegate T Maker<T>(ref RandomStream random);

    private static T[] Many<T>(ref RandomStream random, int below, Maker<T> make)
    {
        var many = new T[random.Next(below)];
        for (int i = 0; i < many.Length; i++) many[i] = make(ref random);
        return many;
    }

    private static ushort Short(ref RandomStream random) => (ushort)random.Next(65536);

    // As many small numbers as great ones, so that packed integers have every length.
    private static uint Int(ref RandomStream random) => (uint)(random.Next(1 << 30) * 4L + random.Next(4)) >> random.Next(32);

    private static WireEndpoint Endpoint(ref RandomStream random) => new(Int(ref random), Short(ref random));

    private static string Text(ref RandomStream random)
    {
        const string Letters = "abc XYZ-09.'éß音";
        var text = new StringBuilder();
        for (int i = random.Next(random.NextBool(0.1) ? 300 : 20); i > 0; i--) text.Append(Letters[random.Next(Letters.Length)]);
        return text.ToString();
    }

    private static UuHash Hash(ref RandomStream random)
    {
        byte[] bytes = new byte[UuHash.Size];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = Byte(ref random);
        return UuHash.Read(bytes);
    }

    private static FileEntry File(ref RandomStream random) => new(Hash(ref random), Int(ref random), Int(ref random), Many(ref random, 9, AnyTag));

    private static Tag AnyTag(ref RandomStream random)
    {
        uint number = Fields[random.Next(Fields.Length)];
        return TagNumber.KindOf(number) switch
        {
            TagKind.Text => new TextTag(number, Text(ref random)),
            TagKind.Number => new NumberTag(number, Int(ref random)),
            TagKind.TwoNumbers => new TwoNumbersTag(number, Int(ref random), Int(ref random)),
            TagKind.Hash => new HashTag(number, Hash(ref random)),
            _ => new OpaqueTag(number, Many(ref random, 40, Byte)),
        };
    }

    private static SearchTerm Term(ref RandomStream random) =>
        new((TermComparison)(random.Next(6) is var c && c == 0 ? 0 : c + 1), Fields[random.Next(Fields.Length)], Encoding.UTF8.GetBytes(Text(ref random)));

    private static ResultEntry Result(ref RandomStream random) => new(Endpoint(ref random), Byte(ref random), Text(ref random), Text(ref random), File(ref random));

    private static FileTotal Total(ref RandomStream random) => new(Int(ref random), Short(ref random), Short(ref random));
}
