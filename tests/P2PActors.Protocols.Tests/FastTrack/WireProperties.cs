using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>What holds for all messages and all bytes. Each case of a property tries twenty.</summary>
public sealed class WireProperties
{
    private const int Tries = 20;

    [Fact]
    public void Every_frame_has_as_many_bytes_as_its_size_and_comes_back_the_same() => ForAll(static random =>
    {
        Frame sent = AnyMessage.Frame(ref random);
        byte[] bytes = FastTrackCodec.Encode(sent);
        Frame read = FastTrackCodec.Decode([.. bytes, 0x50, 0xFF], AnyMessage.WayOf(sent), out int consumed);
        Assert.Equal((sent.WireSize, sent.WireSize), (bytes.Length, consumed));
        Assert.Equivalent(sent, read, strict: true);
        Assert.Equal(bytes, FastTrackCodec.Encode(read));
    });

    [Fact]
    public void Every_datagram_has_as_many_bytes_as_its_size_and_comes_back_the_same() => ForAll(static random =>
    {
        Datagram sent = AnyMessage.Datagram(ref random);
        byte[] bytes = FastTrackCodec.Encode(sent);
        Assert.Equal(sent.WireSize, bytes.Length);
        Assert.Equal(sent, FastTrackCodec.DecodeDatagram(bytes));
    });

    [Fact]
    public void A_frame_cut_off_anywhere_is_refused() => ForAll(static random =>
    {
        Frame sent = AnyMessage.Frame(ref random);
        byte[] bytes = FastTrackCodec.Encode(sent);
        byte[] cut = bytes[..random.Next(bytes.Length)];
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.Decode(cut, AnyMessage.WayOf(sent), out _));
    });

    [Fact]
    public void Damaged_frames_are_refused_with_a_place_or_are_exactly_what_was_read() => ForAll(static random =>
    {
        Frame sent = AnyMessage.Frame(ref random);
        byte[] bytes = AnyMessage.Damaged(FastTrackCodec.Encode(sent), isFrame: true, ref random);
        CheckFrame(bytes, random.NextBool(0.9) ? AnyMessage.WayOf(sent) : Direction.ToClient);
    });

    [Fact]
    public void Any_bytes_are_refused_with_a_place_or_are_exactly_what_was_read() => ForAll(static random =>
    {
        byte[] bytes = new byte[random.Next(120)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = AnyMessage.Byte(ref random);
        CheckDatagram(bytes);
        CheckFrame(bytes, Direction.ToClient);
        if (bytes.Length < 5) return;
        // With a header that makes sense, so that the content is looked at.
        (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]) = (Frame.PacketMark, 0, (byte)random.Next(0x24), 0, (byte)(bytes.Length - 5));
        CheckFrame(bytes, Direction.ToClient);
        CheckFrame(bytes, Direction.ToSupernode);
    });

    [Fact]
    public void Damaged_datagrams_are_refused_with_a_place_or_are_exactly_what_was_read() =>
        ForAll(static random => CheckDatagram(AnyMessage.Damaged(FastTrackCodec.Encode(AnyMessage.Datagram(ref random)), isFrame: false, ref random)));

    private static void CheckFrame(byte[] bytes, Direction direction)
    {
        try
        {
            Frame read = FastTrackCodec.Decode(bytes, direction, out int consumed);
            Assert.Equal(bytes[..consumed], FastTrackCodec.Encode(read));
        }
        catch (FastTrackFormatException error)
        {
            CheckPlace(error, bytes.Length);
        }
    }

    private static void CheckDatagram(byte[] bytes)
    {
        try
        {
            Assert.Equal(bytes, FastTrackCodec.Encode(FastTrackCodec.DecodeDatagram(bytes)));
        }
        catch (FastTrackFormatException error)
        {
            CheckPlace(error, bytes.Length);
        }
    }

    private static void CheckPlace(FastTrackFormatException error, int length)
    {
        const string Start = "FastTrack, byte ";
        Assert.StartsWith(Start, error.Message, StringComparison.Ordinal);
        string place = error.Message[Start.Length..error.Message.IndexOf(':', StringComparison.Ordinal)];
        Assert.InRange(int.Parse(place, System.Globalization.CultureInfo.InvariantCulture), 0, length);
        Assert.Contains("expected ", error.Message, StringComparison.Ordinal);
    }

    private static void ForAll(Action<RandomStream> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            for (ulong i = 0; i < Tries; i++) check(RandomStream.For(seed, i));
        }).QuickCheckThrowOnFailure();
}
