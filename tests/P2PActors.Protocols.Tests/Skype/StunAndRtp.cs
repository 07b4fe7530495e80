using System.Text;
using P2PActors.Engine;
using P2PActors.Protocols.Skype.Wire;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>STUN and RTP as bytes: the vectors of RFC 5769, round trips, and anything else.</summary>
public sealed class StunAndRtp
{
    private const string Request =
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36" +
        "000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";

    private const string Response =
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f722000200008" +
        "0001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

    private static readonly byte[] Password = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    // RFC 5769 section 2.1.
    [Fact]
    public void The_sample_request_is_read_and_its_checks_are_right()
    {
        byte[] bytes = Convert.FromHexString(Request);
        StunMessage message = StunMessage.Decode(bytes);

        Assert.Equal(StunMessage.BindingRequest, message.Type);
        Assert.True(message.HasCookie);
        Assert.Equal("STUN test client", Encoding.ASCII.GetString(message.Find(StunMessage.Software)!));
        Assert.Equal("evtj:h6vY", Encoding.ASCII.GetString(message.Find(StunMessage.Username)!));
        Assert.Equal(message.Find(StunMessage.MessageIntegrity), StunChecks.Integrity(bytes.AsSpan(0, bytes.Length - 32), Password));
        Assert.Equal(0xe57a3bcfu, StunChecks.Fingerprint(bytes.AsSpan(0, bytes.Length - 8)));
    }

    // RFC 5769 section 2.2: 192.0.2.1, port 32853. The padding of SOFTWARE is a space there, which this encoder writes as 0.
    [Fact]
    public void The_sample_response_names_the_mapped_address()
    {
        byte[] bytes = Convert.FromHexString(Response);
        StunMessage message = StunMessage.Decode(bytes);

        Assert.Equal(StunMessage.BindingResponse, message.Type);
        Assert.Equal((192u << 24 | 0 << 16 | 2 << 8 | 1, (ushort)32853), StunAddress.Decode(message.Find(StunMessage.XorMappedAddress)!, isXored: true));
        Assert.Equal(message.Find(StunMessage.MessageIntegrity), StunChecks.Integrity(bytes.AsSpan(0, bytes.Length - 32), Password));
        Assert.Equal(0xc07d4c96u, StunChecks.Fingerprint(bytes.AsSpan(0, bytes.Length - 8)));
        Assert.Equal(message.Find(StunMessage.XorMappedAddress), StunAddress.Encode(192u << 24 | 2 << 8 | 1, 32853, isXored: true));
        byte[] again = message.Encode();
        Assert.Equal(bytes.Length, again.Length);
        again[20 + 4 + 11] = (byte)' ';
        Assert.Equal(bytes, again);
    }

    // RFC 3489 sections 11.1 and 11.2: no cookie, CHANGE-REQUEST with both bits, MAPPED-ADDRESS without xor.
    [Fact]
    public void A_message_of_the_older_STUN_has_no_cookie_and_plain_addresses()
    {
        byte[] transaction = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        var request = new StunMessage(StunMessage.BindingRequest, transaction, [new StunAttribute(StunMessage.ChangeRequest, [0, 0, 0, (byte)(StunMessage.ChangeAddress | StunMessage.ChangePort)])]);

        Assert.Equal("000100080102030405060708090a0b0c0d0e0f100003000400000006", Convert.ToHexString(request.Encode()).ToLowerInvariant());
        Assert.False(StunMessage.Decode(request.Encode()).HasCookie);
        Assert.Equal("000182340a000102", Convert.ToHexString(StunAddress.Encode(10u << 24 | 1 << 8 | 2, 0x8234, isXored: false)).ToLowerInvariant());
    }

    [Theory]
    [InlineData("", "0 bytes")]
    [InlineData("c0010000000000000000000000000000000000000", "two highest bits")]
    [InlineData("00010002000000000000000000000000000000000000", "multiple of 4")]
    [InlineData("0001000400000000000000000000000000000000", "0 bytes follow")]
    [InlineData("000100040000000000000000000000000000000000060009", "attribute of 9 bytes")]
    public void What_is_no_STUN_message_is_refused_with_what_is_wrong(string hex, string says)
    {
        byte[] bytes = Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex[..^1]);
        Assert.Contains(says, Assert.Throws<StunFormatException>(() => StunMessage.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_message_comes_back_and_any_bytes_are_one_or_are_refused()
    {
        var random = new RandomStream(5);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            StunAttribute[] attributes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new StunAttribute((ushort)random.Next(65536), Bytes(ref random, random.Next(40))))];
            var message = new StunMessage((ushort)random.Next(0x4000), Bytes(ref random, 16), attributes);
            byte[] bytes = message.Encode();
            StunMessage read = StunMessage.Decode(bytes);
            Assert.Equal(bytes, read.Encode());
            Assert.Equal((message.Type, attributes.Length), (read.Type, read.Attributes.Count));
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (!IsStun(bytes.AsSpan(0, bytes.Length - random.Next(3)))) refused++;
            if (!IsStun(Bytes(ref random, random.Next(60)))) refused++;
        }

        Assert.InRange(refused, 1000, 5999);
    }

    private static bool IsStun(ReadOnlySpan<byte> bytes)
    {
        try
        {
            StunMessage.Decode(bytes);
            return true;
        }
        catch (StunFormatException)
        {
            return false;
        }
    }

    // RFC 3550 section 5.1, written out by hand: version 2, marker, type 97, sequence 0x1234, time 0x89abcdef, source 0x01020304.
    [Fact]
    public void An_RTP_header_has_the_twelve_bytes_of_the_RFC()
    {
        var header = new RtpHeader(97, true, 0x1234, 0x89ABCDEF, 0x01020304);

        Assert.Equal("80e1123489abcdef01020304", Convert.ToHexString(header.Encode()).ToLowerInvariant());
        Assert.Equal(header, RtpHeader.Decode([.. header.Encode(), 1, 2, 3], out Range payload));
        Assert.Equal(12..15, payload);
    }

    [Fact]
    public void Contributing_sources_an_extension_and_padding_are_passed_over()
    {
        byte[] packet = [0xB1, 0x00, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 0xBE, 0xDE, 0, 1, 7, 7, 7, 7, 42, 43, 0, 2];

        RtpHeader header = RtpHeader.Decode(packet, out Range payload);
        Assert.Equal(new RtpHeader(0, false, 1, 2, 3), header);
        Assert.Equal(24..26, payload);
    }

    [Fact]
    public void Any_bytes_are_an_RTP_packet_or_are_refused()
    {
        var random = new RandomStream(6);
        int read = 0;
        for (int i = 0; i < 5000; i++)
        {
            byte[] bytes = Bytes(ref random, random.Next(60));
            if (bytes.Length > 0 && random.NextBool(0.8)) bytes[0] = (byte)(0x80 | bytes[0] & 0x3F);
            try
            {
                RtpHeader.Decode(bytes, out Range payload);
                Assert.True(payload.GetOffsetAndLength(bytes.Length).Length >= 0);
                read++;
            }
            catch (FormatException e)
            {
                Assert.Contains("found", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 100, 4900);
    }

    private static byte[] Bytes(ref RandomStream random, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte)random.Next(256);
        return bytes;
    }
}
