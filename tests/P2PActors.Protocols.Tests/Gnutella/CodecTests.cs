using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols.Gnutella;

namespace P2PActors.Protocols.Tests.Gnutella;

public class CodecTests
{
    private static readonly Catalogue Files = Catalogue.Create(new CatalogueSettings { Files = 400 }, 3);
    private static readonly KeywordIndex Index = new(Files);
    private static readonly DescriptorId Id = DescriptorId.Read(Convert.FromHexString("000102030405060708090A0B0C0D0E0F"));

    [Fact]
    public void Ping_is_the_header_alone() =>
        Assert.Equal("000102030405060708090A0B0C0D0E0F" + "00" + "07" + "00" + "00000000", Hex(new Ping(Id, 7, 0, 7)));

    [Fact]
    public void Pong_has_integers_little_endian_and_the_address_big_endian() =>
        // port 6346 = 0x18CA, address 10.1.2.3, 258 files, 65,536 KB
        Assert.Equal("000102030405060708090A0B0C0D0E0F" + "01" + "05" + "02" + "0E000000" + "CA18" + "0A010203" + "02010000" + "00000100",
            Hex(new Pong(Id, 5, 2, 7, new PeerId(0x010203), 258, 65_536)));

    [Fact]
    public void Query_is_speed_text_and_NUL() =>
        Assert.Equal("000102030405060708090A0B0C0D0E0F" + "80" + "07" + "00" + "06000000" + "3800" + "6D703300",
            Hex(new Query(Id, 7, 0, 7, 56, SearchText.Parse(Index, "mp3"))));

    [Fact]
    public void Push_is_servent_id_index_address_and_port() =>
        Assert.Equal("000102030405060708090A0B0C0D0E0F" + "40" + "04" + "00" + "1A000000" + "000102030405060708090A0B0C0D0E0F" + "09000000" + "0A000005" + "CA18",
            Hex(new Push(Id, 4, 0, 4, Id, 9, new PeerId(5))));

    [Fact]
    public void QueryHit_says_in_its_trailer_that_a_push_is_needed()
    {
        // For bit 0x01 the value is in the first byte and its enabler in the second (gtk-gnutella qhit.c).
        byte[] push = GnutellaCodec.Encode(Hit(isFirewalled: true, isBusy: false, 3), Files);
        Assert.Equal([2, 0x05, 0x01], push[^19..^16]);
        byte[] busy = GnutellaCodec.Encode(Hit(isFirewalled: false, isBusy: true, 3), Files);
        Assert.Equal([2, 0x04, 0x05], busy[^19..^16]);
        Assert.Equal(50 + 7 + 10 + Encoding.UTF8.GetByteCount(Files.Name(3)), push.Length);
    }

    [Theory]
    [InlineData("GNUTELLA CONNECT/0.4\n\n", 22)]
    public void Greeting_is_plain_text(string text, int size)
    {
        Assert.Equal(text, ConnectRequest.Instance.Text);
        Assert.Equal(size, ConnectRequest.Instance.WireSize);
        Assert.Equal("GNUTELLA OK\n\n", ConnectOk.Instance.Text);
        Assert.Equal("GIV 7:000102030405060708090A0B0C0D0E0F/a.mp3\n\n", new Giv(7, Id, "a.mp3").Text);
        Assert.StartsWith("GET /get/7/a.mp3/ HTTP/1.0\r\n", new HttpGet(7, "a.mp3", 100).Text, StringComparison.Ordinal);
        Assert.Contains("Range: bytes=100-\r\n", new HttpGet(7, "a.mp3", 100).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_descriptor_has_as_many_bytes_as_its_wire_size_and_comes_back_the_same() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            Descriptor sent = Any(seed);
            byte[] bytes = GnutellaCodec.Encode(sent, Files);
            Descriptor read = GnutellaCodec.Decode(bytes, Index);
            return bytes.Length == sent.WireSize && read.GetType() == sent.GetType() && read.KeepsInvariant == sent.KeepsInvariant &&
                GnutellaCodec.Encode(read, Files).AsSpan().SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_bytes_are_read_as_a_descriptor_or_refused_with_one_clear_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            byte[] bytes = GnutellaCodec.Encode(Any(seed), Files);
            for (int i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.NextBool(0.3)) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                Descriptor read = GnutellaCodec.Decode(bytes, Index);
                return read.WireSize > 0;
            }
            catch (FormatException error)
            {
                return error.Message.StartsWith("Gnutella descriptor, byte ", StringComparison.Ordinal);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_wrong_length_is_named()
    {
        byte[] bytes = GnutellaCodec.Encode(new Ping(Id, 7, 0, 7), Files);
        bytes[19] = 5;
        FormatException error = Assert.Throws<FormatException>(() => GnutellaCodec.Decode(bytes, Index));
        Assert.Equal("Gnutella descriptor, byte 19: the payload length is 5, but 0 bytes follow the header.", error.Message);
    }

    private static Descriptor Any(ulong seed)
    {
        var random = new RandomStream(seed);
        var id = DescriptorId.New(ref random);
        byte ttl = (byte)random.Next(1, 8), hops = (byte)random.Next(8), sum = (byte)(ttl + hops);
        var peer = new PeerId(random.Next(1 << 24));
        return random.Next(5) switch
        {
            0 => new Ping(id, ttl, hops, sum),
            1 => new Pong(id, ttl, hops, sum, peer, random.Next(100_000), random.Next(int.MaxValue)),
            2 => new Query(id, ttl, hops, sum, (ushort)random.Next(1 << 15), SearchText.For(Index, random.Next(Files.Count), random.Next(1, 5), ref random)),
            3 => new QueryHit(id, ttl, hops, sum, AnyHits(peer, ref random)),
            _ => new Push(id, ttl, hops, sum, DescriptorId.New(ref random), random.Next(Files.Count), peer),
        };
    }

    private static HitList AnyHits(PeerId peer, ref RandomStream random)
    {
        int[] files = new int[random.Next(1, HitList.MostHits + 1)];
        for (int i = 0; i < files.Length; i++) files[i] = random.Next(Files.Count);
        return new HitList(peer, DescriptorId.New(ref random), random.Next(100_000), random.NextBool(0.5), random.NextBool(0.5), files, Files);
    }

    private static QueryHit Hit(bool isFirewalled, bool isBusy, int file) =>
        new(Id, 3, 0, 3, new HitList(new PeerId(1), Id, 56, isFirewalled, isBusy, [file], Files));

    private static string Hex(Descriptor descriptor) => Convert.ToHexString(GnutellaCodec.Encode(descriptor, Files));
}
