using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PActors.Actors;
using P2PActors.Protocols.Napster;

namespace P2PActors.Protocols.Tests.Napster;

public sealed class Codec
{
    private static readonly Gen<string> Words = Gen.Elements("shawn", "x", "user42", "d41d8cd98f00b204e9800998ecf8427e", "#chat");
    private static readonly Gen<string> Texts = Gen.Elements("", "two words", "a b  c", "C:\\MP3\\The Band - Song (live).mp3", "caf\u00e9");
    private static readonly Gen<int> Numbers = Gen.OneOf(Gen.Choose(0, 100), Gen.Choose(0, int.MaxValue));

    private static readonly Gen<NapsterFile> Files =
        from path in Texts
        from md5 in Words
        from n in Gen.ArrayOf(Numbers, 4)
        select new NapsterFile(path, md5, n[0], n[1], n[2], n[3]);

    // One maker for every message type; a test below sees to it that none is missing.
    private static readonly Gen<NapsterMessage> Messages =
        from w in Gen.ArrayOf(Words, 3)
        from t in Gen.ArrayOf(Texts, 3)
        from n in Gen.ArrayOf(Numbers, 5)
        from f in Files
        from g in Files
        from kind in Gen.Choose(0, Count - 1)
        select All(w, t, n, f, g)[kind];

    private static int Count => All(["a", "b", "c"], ["", "", ""], [1, 2, 3, 4, 5], new("", "m", 0, 0, 0, 0), new("", "m", 0, 0, 0, 0)).Length;

    private static NapsterMessage[] All(string[] w, string[] t, int[] n, NapsterFile f, NapsterFile g) =>
    [
        new LoginError(t[0]), new Login(w[0], w[1], n[0], t[0], n[1]), new LoginAck(t[0]), new NewUserLogin(w[0], w[1], n[0], t[0], n[1], w[2]),
        new NickCheck(w[0]), new NickFree(), new NickTaken(), new NickInvalid(), new ShareFile(f), new UnshareFile(t[0]), new UnshareAll(),
        new SearchRequest(t[0]), new SearchResult(f, w[0], (uint)n[0], n[1]), new EndOfResults(), new DownloadRequest(w[0], t[0]),
        new DownloadAck(w[0], (uint)n[0], n[1], t[0], w[1], n[2]), new PrivateMessage(w[0], t[0]), new GetError(w[0], t[0]), new HotListAdd(w[0]),
        new HotListInitial(w[0]), new UserSignedOn(w[0], n[0]), new UserSignedOff(w[0]), new BrowseRequest(w[0]), new BrowseResult(w[0], f),
        new BrowseEnd(w[0]), new StatsRequest(), new Stats(n[0], n[1], n[2]), new ResumeRequest(w[0], n[0]),
        new ResumeMatch(w[0], (uint)n[0], n[1], t[0], w[1], n[2], n[3]), new ResumeEnd(), new DownloadStarted(), new DownloadFinished(),
        new UploadStarted(), new UploadFinished(), new HotListAck(w[0]), new HotListError(w[0]), new HotListRemove(w[0]), new Disconnecting(),
        new JoinChannel(w[0]), new PartChannel(w[0]), new SayInChannel(w[0], t[0]), new SaidInChannel(w[0], w[1], t[0]), new GeneralError(t[0]),
        new JoinAck(w[0]), new UserJoined(w[0], w[1], n[0], n[1]), new UserParted(w[0], w[1], n[0], n[1]), new ChannelMember(w[0], w[1], n[0], n[1]),
        new EndOfMembers(w[0]), new ChannelTopic(w[0], t[0]), new PushRequest(w[0], t[0]), new PushAck(w[0], (uint)n[0], n[1], t[0], w[1], n[2]),
        new LinkSpeedRequest(w[0]), new LinkSpeedAnswer(w[0], n[0]), new WhoisRequest(w[0]),
        new WhoisAnswer(w[0], t[0], n[0], t[1], t[2], n[1], n[2], n[3], n[4], t[0]), new Whowas(w[0], t[0], n[0]), new UploadRequest(w[0], t[0]),
        new UploadAccepted(w[0], t[0]), new UploadRefused(w[0], t[0]), new QueueLimit(w[0], t[0], n[0]), new QueueLimited(w[0], t[0], n[0], n[1]),
        new MessageOfTheDay(t[0]), new DataPortError(w[0]), new ChangeLinkSpeed(n[0]), new ChangeDataPort(n[0]), new GhostNotice(), new ServerPing(),
        new PingUser(w[0]), new PongUser(w[0]), new RedirectTo(w[0], n[0]), new BackToRedirector(t[0]), new ShareDirectory(t[0], [f, g]),
        new UserQuit(w[0], w[1]), new LinkLogin(w[0], w[1], n[0]), new LinkLoginAck(t[0]), new UserShares(w[0], n[0], n[1]),
        new UserAddress(w[0], (uint)n[0], n[1], w[1], n[2]), new RemoteSearch(w[0], w[1], t[0]), new RemoteResult(w[0], w[1], f), new RemoteEnd(t[0]),
        new Encapsulated(w[0], new DownloadAck(w[0], (uint)n[0], n[1], t[0], w[1], n[2])), new ServerQuit(t[0]),
    ];

    [Fact]
    public void Every_message_reads_back_as_it_was_and_its_wire_size_is_its_length() =>
        Prop.ForAll(Messages.ToArbitrary(), message =>
        {
            byte[] bytes = NapsterCodec.Encode(message);
            NapsterMessage back = NapsterCodec.Decode(bytes, out int consumed);
            return back.Equals(message) && message.WireSize == bytes.Length && consumed == bytes.Length && back.WireSize == bytes.Length
                && bytes[0] + (bytes[1] << 8) == bytes.Length - 4 && bytes[2] + (bytes[3] << 8) == message.Type;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_message_is_missing_from_these_tests()
    {
        var tested = All(["a", "b", "c"], ["", "", ""], [1, 2, 3, 4, 5], new("", "m", 0, 0, 0, 0), new("", "m", 0, 0, 0, 0)).Select(m => m.GetType()).ToHashSet();
        var existing = typeof(NapsterMessage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(NapsterMessage)) && !t.IsAbstract);
        Assert.Empty(existing.Where(t => !tested.Contains(t)).Select(t => t.Name));
    }

    [Fact]
    public void The_examples_of_the_protocol_document_are_met_byte_by_byte()
    {
        AssertWire(2, "foo badpass 6699 \"nap v0.8\" 3", new Login("foo", "badpass", 6699, "nap v0.8", 3));
        AssertWire(100, "\"generic band - generic song.mp3\" b92870e0d41bc8e698cf2f0a1ddfeac7 443332 128 44100 60",
            new ShareFile(new NapsterFile("generic band - generic song.mp3", "b92870e0d41bc8e698cf2f0a1ddfeac7", 443332, 128, 44100, 60)));
        AssertWire(200, "FILENAME CONTAINS \"red hot\" MAX_RESULTS 75", new SearchRequest("FILENAME CONTAINS \"red hot\" MAX_RESULTS 75"));
        AssertWire(201, "\"random band - random song.mp3\" 7d733c1e7419674744768db71bff8bcd 2558199 128 44100 159 lefty 3437166285 4",
            new SearchResult(new NapsterFile("random band - random song.mp3", "7d733c1e7419674744768db71bff8bcd", 2558199, 128, 44100, 159), "lefty", 3437166285, 4));
        AssertWire(202, "", new EndOfResults());
        AssertWire(214, "553 64692 254", new Stats(553, 64692, 254));
        AssertWire(316, "0", new Disconnecting());
    }

    private static void AssertWire(int type, string data, NapsterMessage message)
    {
        byte[] expected = [(byte)data.Length, (byte)(data.Length >> 8), (byte)type, (byte)(type >> 8), .. Encoding.Latin1.GetBytes(data)];
        Assert.Equal(expected, NapsterCodec.Encode(message));
        Assert.Equal(message, NapsterCodec.Decode(expected, out _));
    }

    [Theory]
    [InlineData(203, "nick", "message 203: found its end at byte 4 of the data, expected a space before a text in quotes")]
    [InlineData(203, "nick song", "message 203: found 'song' at byte 5 of the data, expected a text in quotes")]
    [InlineData(203, "nick \"song", "message 203: found 'song' at byte 6 of the data, expected a closing quote")]
    [InlineData(203, "nick \"song\" more", "message 203: found ' more' at byte 11 of the data, expected the end of the message")]
    [InlineData(214, "5 x 7", "message 214: found 'x 7' at byte 2 of the data, expected a number")]
    [InlineData(214, "5  6 7", "message 214: found ' 6 7' at byte 2 of the data, expected a word")]
    [InlineData(209, "nick -1", "message 209: found '-1' at byte 5 of the data, expected a number")]
    [InlineData(9999, "", "message 9999: found an unknown number, expected one of the protocol")]
    public void Bad_bytes_are_refused_with_what_was_found_where_and_what_was_expected(int type, string data, string error)
    {
        byte[] bytes = [(byte)data.Length, 0, (byte)type, (byte)(type >> 8), .. Encoding.Latin1.GetBytes(data)];
        Assert.Equal(error, Assert.Throws<NapsterFormatException>(() => NapsterCodec.Decode(bytes, out _)).Message);
    }

    [Fact]
    public void A_message_cut_short_is_refused()
    {
        byte[] whole = NapsterCodec.Encode(new NickCheck("shawn"));
        Assert.Contains("expected a header", Assert.Throws<NapsterFormatException>(() => NapsterCodec.Decode(whole.AsSpan(0, 3), out _)).Message, StringComparison.Ordinal);
        Assert.Equal("message 7: found 2 bytes of data, expected 5", Assert.Throws<NapsterFormatException>(() => NapsterCodec.Decode(whole.AsSpan(0, 6), out _)).Message);
    }

    [Fact]
    public void Random_bytes_end_in_a_message_or_a_format_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Gen.Choose(0, 1100).ToArbitrary(), (bytes, type) =>
        {
            byte[] framed = [(byte)bytes.Length, (byte)(bytes.Length >> 8), (byte)type, (byte)(type >> 8), .. bytes];
            try
            {
                NapsterCodec.Decode(framed, out _);
            }
            catch (NapsterFormatException)
            {
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Clients_speak_to_each_other_without_headers()
    {
        (BareMessage Message, string Wire)[] dialogue =
        [
            (new PeerHello(), "1"), (new PeerGet(), "GET"), (new PeerSend(), "SEND"), (new PeerRequest("lefty", "a song.mp3", 0), "lefty \"a song.mp3\" 0"),
            (new PeerNumber(443332), "443332"), (new PeerError(PeerError.InvalidRequest), "INVALID REQUEST"), (new PeerError(PeerError.NotShared), "FILE NOT SHARED"),
        ];
        foreach ((BareMessage message, string wire) in dialogue)
        {
            Assert.Equal(wire, Encoding.Latin1.GetString(NapsterCodec.Encode(message)));
            Assert.Equal(wire.Length, message.WireSize);
            Assert.Equal(message, NapsterCodec.DecodePeer(Encoding.Latin1.GetBytes(wire), message is PeerRequest));
        }

        // The size has no end: file bytes may follow in the same packet.
        Assert.Equal(new PeerNumber(443332), NapsterCodec.DecodePeer("443332\u00ff\u00fb"u8, afterWord: false));
    }

    [Fact]
    public void The_redirector_answers_with_host_and_port()
    {
        var answer = new RedirectorAnswer("10.0.3.232", 8888);
        Assert.Equal("10.0.3.232:8888", answer.Wire);
        Assert.Equal(15, answer.WireSize);
        Assert.Equal(answer, NapsterCodec.DecodeRedirector("10.0.3.232:8888\r\n"u8));
        Assert.Throws<NapsterFormatException>(() => NapsterCodec.DecodeRedirector("busy"u8));
    }

    [Fact]
    public void Addresses_name_peers_in_both_notations()
    {
        foreach (int id in (int[])[0, 1, 255, 256, 70_000, 4_000_000])
        {
            var peer = new PeerId(id);
            Assert.Equal(peer, NapsterAddress.PeerOf(NapsterAddress.Of(peer)));
            Assert.Equal(peer, NapsterAddress.Parse(NapsterAddress.Dotted(peer)));
        }

        Assert.Equal(PeerId.None, NapsterAddress.Parse("nonsense"));
    }

    [Fact]
    public void A_share_takes_about_90_bytes_and_a_result_about_110()
    {
        var file = new NapsterFile("Artist Name - Title of Song.mp3", "b92870e0d41bc8e698cf2f0a1ddfeac7", 4_433_332, 128, 44100, 240);
        Assert.InRange(new ShareFile(file).WireSize, 85, 105);
        Assert.InRange(new SearchResult(file, "user1234", 3437166285, 4).WireSize, 105, 130);
    }
}
