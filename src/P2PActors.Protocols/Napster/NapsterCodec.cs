using System.Buffers.Binary;
using System.Text;

namespace P2PActors.Protocols.Napster;

/// <summary>Messages to bytes and back: <c>[length:2][type:2][data]</c>, little-endian, the length of the data only.</summary>
internal static class NapsterCodec
{
    public static byte[] Encode(NapsterMessage message)
    {
        byte[] bytes = new byte[message.WireSize];
        if (bytes.Length - NapsterMessage.HeaderSize > ushort.MaxValue)
            throw new NapsterFormatException($"message {message.Type}: found {bytes.Length - NapsterMessage.HeaderSize} bytes of data, expected at most {ushort.MaxValue}");
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(bytes.Length - NapsterMessage.HeaderSize));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), message.Type);
        var writer = new WireWriter(bytes.AsSpan(NapsterMessage.HeaderSize));
        message.Write(ref writer);
        return bytes;
    }

    /// <summary>Reads the first message of a stream.</summary>
    /// <exception cref="NapsterFormatException">The bytes are no message.</exception>
    public static NapsterMessage Decode(ReadOnlySpan<byte> bytes, out int consumed)
    {
        if (bytes.Length < NapsterMessage.HeaderSize)
            throw new NapsterFormatException($"found {bytes.Length} bytes, expected a header of {NapsterMessage.HeaderSize} bytes");
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int type = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        if (bytes.Length - NapsterMessage.HeaderSize < length)
            throw new NapsterFormatException($"message {type}: found {bytes.Length - NapsterMessage.HeaderSize} bytes of data, expected {length}");
        consumed = NapsterMessage.HeaderSize + length;
        return DecodeData(type, bytes.Slice(NapsterMessage.HeaderSize, length));
    }

    private static NapsterMessage DecodeData(int type, ReadOnlySpan<byte> data)
    {
        var r = new WireReader(data, type);
        NapsterMessage message = type switch
        {
            0 => new LoginError(r.Text()),
            2 => new Login(r.Word(), r.Word(), r.Int32(), r.Quoted(), r.Int32()),
            3 => new LoginAck(r.Text()),
            6 => new NewUserLogin(r.Word(), r.Word(), r.Int32(), r.Quoted(), r.Int32(), r.Word()),
            7 => new NickCheck(r.Word()),
            8 => new NickFree(),
            9 => new NickTaken(),
            10 => new NickInvalid(),
            100 => new ShareFile(NapsterFile.Read(ref r)),
            102 => new UnshareFile(r.Quoted()),
            110 => new UnshareAll(),
            200 => new SearchRequest(r.Text()),
            201 => new SearchResult(NapsterFile.Read(ref r), r.Word(), Address(ref r), r.Int32()),
            202 => new EndOfResults(),
            203 => new DownloadRequest(r.Word(), r.Quoted()),
            204 => new DownloadAck(r.Word(), Address(ref r), r.Int32(), r.Quoted(), r.Word(), r.Int32()),
            205 => new PrivateMessage(r.Word(), r.Text()),
            206 => new GetError(r.Word(), r.Quoted()),
            207 => new HotListAdd(r.Word()),
            208 => new HotListInitial(r.Word()),
            209 => new UserSignedOn(r.Word(), r.Int32()),
            210 => new UserSignedOff(r.Word()),
            211 => new BrowseRequest(r.Word()),
            212 => new BrowseResult(r.Word(), NapsterFile.Read(ref r)),
            213 => new BrowseEnd(r.Word()),
            214 => r.AtEnd ? new StatsRequest() : new Stats(r.Int32(), r.Int32(), r.Int32()),
            215 => new ResumeRequest(r.Word(), r.Number()),
            216 => new ResumeMatch(r.Word(), Address(ref r), r.Int32(), r.Quoted(), r.Word(), r.Number(), r.Int32()),
            217 => new ResumeEnd(),
            218 => new DownloadStarted(),
            219 => new DownloadFinished(),
            220 => new UploadStarted(),
            221 => new UploadFinished(),
            301 => new HotListAck(r.Word()),
            302 => new HotListError(r.Word()),
            303 => new HotListRemove(r.Word()),
            316 => Zero(ref r, new Disconnecting()),
            400 => new JoinChannel(r.Word()),
            401 => new PartChannel(r.Word()),
            402 => new SayInChannel(r.Word(), r.Text()),
            403 => new SaidInChannel(r.Word(), r.Word(), r.Text()),
            404 => new GeneralError(r.Text()),
            405 => new JoinAck(r.Word()),
            406 => new UserJoined(r.Word(), r.Word(), r.Int32(), r.Int32()),
            407 => new UserParted(r.Word(), r.Word(), r.Int32(), r.Int32()),
            408 => new ChannelMember(r.Word(), r.Word(), r.Int32(), r.Int32()),
            409 => new EndOfMembers(r.Word()),
            410 => new ChannelTopic(r.Word(), r.Text()),
            500 => new PushRequest(r.Word(), r.Quoted()),
            501 => new PushAck(r.Word(), Address(ref r), r.Int32(), r.Quoted(), r.Word(), r.Int32()),
            600 => new LinkSpeedRequest(r.Word()),
            601 => new LinkSpeedAnswer(r.Word(), r.Int32()),
            603 => new WhoisRequest(r.Word()),
            604 => new WhoisAnswer(r.Word(), r.Quoted(), r.Number(), r.Quoted(), r.Quoted(), r.Int32(), r.Int32(), r.Int32(), r.Int32(), r.Quoted()),
            605 => new Whowas(r.Word(), r.Quoted(), r.Number()),
            607 => new UploadRequest(r.Word(), r.Quoted()),
            608 => new UploadAccepted(r.Word(), r.Quoted()),
            609 => new UploadRefused(r.Word(), r.Quoted()),
            619 => new QueueLimit(r.Word(), r.Quoted(), r.Int32()),
            620 => new QueueLimited(r.Word(), r.Quoted(), r.Number(), r.Int32()),
            621 => new MessageOfTheDay(r.Text()),
            626 => new DataPortError(r.Word()),
            700 => new ChangeLinkSpeed(r.Int32()),
            703 => new ChangeDataPort(r.Int32()),
            748 => new GhostNotice(),
            750 => new ServerPing(),
            751 => new PingUser(r.Word()),
            752 => new PongUser(r.Word()),
            821 => new RedirectTo(r.Word(), r.Int32()),
            822 => new BackToRedirector(r.Text()),
            870 => Directory(ref r),
            10000 => new UserQuit(r.Word(), r.Word()),
            10010 => new LinkLogin(r.Word(), r.Word(), r.Int32()),
            10011 => new LinkLoginAck(r.Text()),
            10012 => new UserShares(r.Word(), r.Int32(), r.Number()),
            10013 => new UserAddress(r.Word(), Address(ref r), r.Int32(), r.Word(), r.Number()),
            10015 => new RemoteSearch(r.Word(), r.Word(), r.Text()),
            10016 => new RemoteResult(r.Word(), r.Word(), NapsterFile.Read(ref r)),
            10017 => new RemoteEnd(r.Text()),
            10018 => new Encapsulated(r.Word(), Inner(ref r)),
            10020 => new ServerQuit(r.Text()),
            _ => throw new NapsterFormatException($"message {type}: found an unknown number, expected one of the protocol"),
        };
        return r.End(message);
    }

    /// <summary>The characters of a message without header.</summary>
    public static byte[] Encode(BareMessage message) => Encoding.Latin1.GetBytes(message.Wire);

    /// <summary>Reads what the other side of a data connection says; which of its forms it is follows from the dialogue.</summary>
    /// <param name="bytes">One packet, as clients of the time relied on.</param>
    /// <param name="afterWord">Whether GET or SEND has come before.</param>
    public static BareMessage DecodePeer(ReadOnlySpan<byte> bytes, bool afterWord)
    {
        string text = Encoding.Latin1.GetString(bytes);
        if (afterWord)
        {
            var r = new WireReader(bytes, 0);
            return r.End(new PeerRequest(r.Word(), r.Quoted(), r.Number()));
        }

        return text switch
        {
            "1" => new PeerHello(),
            "GET" => new PeerGet(),
            "SEND" => new PeerSend(),
            _ when text.Length > 0 && char.IsAsciiDigit(text[0]) => new PeerNumber(LeadingNumber(text)),
            "" => throw new NapsterFormatException("data connection: found nothing, expected 1, GET, SEND, a number or an error text"),
            _ => new PeerError(text),
        };
    }

    /// <summary>Reads the redirector's line.</summary>
    public static RedirectorAnswer DecodeRedirector(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes).TrimEnd('\r', '\n');
        int colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ushort port))
            return new RedirectorAnswer(text[..colon], port);
        throw new NapsterFormatException($"redirector: found '{text}', expected host:port");
    }

    // The reader stops at the first character that is no digit: file bytes may follow at once.
    private static long LeadingNumber(string text)
    {
        int end = 0;
        while (end < text.Length && end < 18 && char.IsAsciiDigit(text[end])) end++;
        return long.Parse(text.AsSpan(0, end), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static uint Address(ref WireReader r)
    {
        long value = r.Number();
        return value <= uint.MaxValue ? (uint)value : throw new NapsterFormatException($"found address {value}, expected a number of 32 bits");
    }

    private static Disconnecting Zero(ref WireReader r, Disconnecting message) =>
        r.Number() == 0 ? message : throw new NapsterFormatException("message 316: found another number, expected 0");

    private static ShareDirectory Directory(ref WireReader r)
    {
        string directory = r.Quoted();
        var files = new List<NapsterFile>();
        while (!r.AtEnd) files.Add(NapsterFile.Read(ref r));
        return new ShareDirectory(directory, [.. files]);
    }

    private static NapsterMessage Inner(ref WireReader r)
    {
        int type = r.Int32();
        return type == 10018 ? throw new NapsterFormatException("message 10018: found another one inside, expected a client's message") : DecodeData(type, r.Rest());
    }
}
