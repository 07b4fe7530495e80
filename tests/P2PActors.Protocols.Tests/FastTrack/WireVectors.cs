using P2PActors.Protocols.FastTrack.Hashing;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>Messages byte for byte, put together by hand from the layouts of giFT-FastTrack's PROTOCOL.</summary>
public sealed class WireVectors
{
    private const string EmptyFile = "D41D8CD98F00B204E9800998ECF8427E" + "FFFFFFFF"; // MD5 of nothing, and the register as it starts

    // Number 10,881 = 85 x 128 + 1; size 4,000,000 = ((1 x 128 + 116) x 128 + 18) x 128 + 0; 2 tags: title "a", 240 = 128 + 112 seconds.
    private const string FileBytes = EmptyFile + "D501" + "81F49200" + "02" + "040161" + "05028170";

    private static readonly WireEndpoint Supernode = new(0x0A01_0203, 1214), User = new(0xC0A8_0002, 80);

    private static readonly FileEntry File =
        new(UuHash.Read(Convert.FromHexString(EmptyFile)), 10_881, 4_000_000, [new TextTag(TagNumber.Title, "a"), new NumberTag(TagNumber.Seconds, 240)]);

    [Fact]
    public void Ping_and_pong_are_one_byte()
    {
        Same("50", new PingFrame());
        Same("52", new PongFrame());
    }

    [Fact]
    public void A_list_has_8_bytes_for_each_supernode() =>
        Same("4B" + "0000" + "0010" + "0A010203" + "04BE" + "05" + "3C" + "C0A80002" + "0050" + "00" + "FF", new NodeListPacket([new(Supernode, 5, 60), new(User, 0, 255)]));

    [Fact]
    public void A_full_list_is_200_times_8_bytes_and_a_frame()
    {
        byte[] bytes = FastTrackCodec.Encode(new NodeListPacket(new NodeEntry[200]));
        Assert.Equal(200 * 8 + 5, bytes.Length);
        Assert.Equal("4B00000640", Convert.ToHexString(bytes[..5]));
    }

    [Fact]
    public void Hello_is_address_bandwidth_zero_and_name() =>
        Same("4B" + "0002" + "000B" + "C0A80002" + "0050" + "9D" + "00" + "6A6F65", new HelloPacket(User, BandwidthByte.Of(128), "joe"));

    [Fact]
    public void Share_is_media_type_and_file() => Same("4B" + "0022" + "0026" + "00" + "01" + "0000" + FileBytes, new SharePacket(MediaType.Audio, File));

    [Fact]
    public void Unshare_is_the_file_alone() => Same("4B" + "0005" + "0022" + FileBytes, new UnsharePacket(File));

    [Fact]
    public void Search_is_limit_number_realm_and_terms() =>
        Same("4B" + "0006" + "0016" + "0001" + "0032" + "0107" + "01" + "A1" + "02" + "05" + "00" + "05" + "68656C6C6F" + "04" + "15" + "02" + "8100",
            new SearchPacket(50, 0x0107, SearchRealm.Audio, [SearchTerm.Of("hello"), new(TermComparison.AtLeast, TagNumber.Quality, [0x81, 0x00])]));

    [Fact]
    public void Results_name_the_supernode_then_each_copy() =>
        Same("4B" + "0007" + "003D" + "0A010203" + "04BE" + "0107" + "0001" + "C0A80002" + "0050" + "D1" + "6A6F65" + "01" + "4B615A6141" + "00" + FileBytes,
            new ResultsPacket(Supernode, 0x0107, [new(User, BandwidthByte.Most, "joe", "KaZaA", File)]));

    [Fact]
    public void End_of_search_is_its_number() => Same("4B" + "0008" + "0002" + "0107", new EndOfSearchPacket(0x0107));

    [Fact]
    public void Statistics_are_users_all_files_six_media_types_and_networks()
    {
        FileTotal none = default;
        Same("4B" + "0009" + "0046" + "002DC6C0" + "00000100" + "0005" + "000A" + "0000000000000000" + "00000100" + "0005" + "000A"
            + "0000000000000000" + "0000000000000000" + "0000000000000000" + "0000000000000000" + "4B615A614100" + "002DC6C0",
            new StatisticsPacket(3_000_000, new(256, 5, 10), [none, new(256, 5, 10), none, none, none, none], [new("KaZaA", 3_000_000)]));
        // 60 bytes where clients of old were told of no networks.
        Assert.Equal(60 + 5, FastTrackCodec.Encode(new StatisticsPacket(1, none, new FileTotal[6], [])).Length);
    }

    [Fact]
    public void A_request_to_push_names_three_addresses_and_the_source() =>
        Same("4B" + "000D" + "0019" + "FD8B15BD" + "C0A80002" + "0050" + "0A000005" + "0001" + "0A010203" + "04BE" + "6A6F65",
            new PushRequestPacket(4253750717, User, new(0x0A00_0005, 1), Supernode, "joe"));

    [Fact]
    public void An_order_to_push_names_the_requester() => Same("4B" + "000D" + "000A" + "00000102" + "C0A80002" + "0050", new PushOrderPacket(258, User));

    [Fact]
    public void Datagrams_have_type_encryption_and_what_the_type_has()
    {
        Same("27" + "00000029" + "80" + "4B615A614100", new UdpPing(0x29, "KaZaA"));
        Same("28" + "000000BF" + "00" + "3C" + "01020304" + "4B615A614100", new UdpPong(0xBF, 60, 0x01020304, "KaZaA"));
        Same("29" + "00000029" + "01" + "00" + "0000" + "00000102", new UdpRefusal(0x29, 1, 258, null));
        Same("29" + "00000029" + "02" + "01" + "0000" + "00000102" + "0A010203" + "04BE" + "0000", new UdpRefusal(0x29, 2, 258, Supernode));
    }

    [Fact]
    public void The_handshake_is_12_bytes_one_way_and_8_the_other()
    {
        var caller = new CallerHandshake(0xFA00_B62B, 1, 0x29);
        var called = new CalledHandshake(2, 0x29);
        Assert.Equal("FA00B62B" + "00000001" + "00000029", Convert.ToHexString(FastTrackCodec.Encode(caller)));
        Assert.Equal("00000002" + "00000029", Convert.ToHexString(FastTrackCodec.Encode(called)));
        Assert.Equal(caller, FastTrackCodec.DecodeCaller(FastTrackCodec.Encode(caller)));
        Assert.Equal(called, FastTrackCodec.DecodeCalled(FastTrackCodec.Encode(called)));
        // 12 + 8 and "KaZaA" with its NUL both ways.
        Assert.Equal(32, WireSizes.Handshake + 2 * WireSizes.NetworkName(5));
    }

    [Theory]
    [InlineData(TagNumber.Resolution, "0D" + "04" + "8500" + "8360")] // 640 x 480: 5 x 128 + 0, 3 x 128 + 96
    [InlineData(TagNumber.Hash, "03" + "14" + EmptyFile)]
    [InlineData(0x10003u, "848003" + "02" + "0102")] // 65,539 = (4 x 128 + 0) x 128 + 3
    public void Tags_are_number_length_and_content(uint number, string hex)
    {
        Tag tag = number switch
        {
            TagNumber.Resolution => new TwoNumbersTag(number, 640, 480),
            TagNumber.Hash => new HashTag(number, UuHash.Read(Convert.FromHexString(EmptyFile))),
            _ => new OpaqueTag(number, [1, 2]),
        };
        byte[] bytes = new byte[tag.WireSize];
        var writer = new PacketWriter(bytes);
        tag.Write(ref writer);
        Assert.Equal(hex, Convert.ToHexString(bytes));
        var reader = new PacketReader(bytes);
        Assert.Equivalent(tag, Tag.Read(ref reader), strict: true);
    }

    [Fact]
    public void Frames_of_a_stream_are_read_one_after_another()
    {
        byte[] stream = [.. FastTrackCodec.Encode(new EndOfSearchPacket(1)), 0x50, .. FastTrackCodec.Encode(new PushOrderPacket(2, User))];
        Assert.Equal(new EndOfSearchPacket(1), FastTrackCodec.Decode(stream, Direction.ToClient, out int first));
        Assert.Equal(new PingFrame(), FastTrackCodec.Decode(stream.AsSpan(first), Direction.ToClient, out int second));
        Assert.Equal(new PushOrderPacket(2, User), FastTrackCodec.Decode(stream.AsSpan(first + second), Direction.ToClient, out int third));
        Assert.Equal((7, 1, 15), (first, second, third));
    }

    [Fact]
    public void The_parts_of_sizes_add_up_to_those_of_messages()
    {
        int tagBytes = WireSizes.Tag(TagNumber.Title, 1) + WireSizes.Tag(TagNumber.Seconds, 2);
        Assert.Equal(43, WireSizes.Share(10_881, 4_000_000, 2, tagBytes));
        Assert.Equal(39, WireSizes.Unshare(10_881, 4_000_000, 2, tagBytes));
        Assert.Equal(5 + 9 + 8, WireSizes.Search(5));
        Assert.Equal(66, WireSizes.ResultsHeader + WireSizes.Result(3, 5, 10_881, 4_000_000, 2, tagBytes));
        Assert.Equal(66 - 8, WireSizes.ResultsHeader + WireSizes.Result(10_881, 4_000_000, 2, tagBytes));
    }

    private static void Same(string hex, Frame frame)
    {
        Assert.Equal(hex, Convert.ToHexString(FastTrackCodec.Encode(frame)));
        Assert.Equivalent(frame, FastTrackCodec.Decode(Convert.FromHexString(hex), AnyMessage.WayOf(frame), out int consumed), strict: true);
        Assert.Equal((hex.Length / 2, frame.WireSize), (consumed, consumed));
    }

    private static void Same(string hex, Datagram datagram)
    {
        Assert.Equal(hex, Convert.ToHexString(FastTrackCodec.Encode(datagram)));
        Assert.Equal(datagram, FastTrackCodec.DecodeDatagram(Convert.FromHexString(hex)));
        Assert.Equal(hex.Length / 2, datagram.WireSize);
    }
}
