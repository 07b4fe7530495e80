using System.Runtime.CompilerServices;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.FileSharing;
using P2PActors.Tests.Wire;
using P2PActors.Wire;

namespace P2PActors.Protocols.Tests.Wire;

/// <summary>The codec on the messages of all systems, with anything in them.</summary>
public sealed class EveryMessageTravels
{
    private static readonly MessageCodec Codec = MessageCodec.For(typeof(FileData), AnyValue.Content);

    private static byte[] Bytes(Message message)
    {
        var to = new WireWriter();
        Codec.Write(message, to);
        return to.Written.ToArray();
    }

    private static Message Read(ReadOnlySpan<byte> bytes)
    {
        var from = new WireReader(bytes);
        return Codec.Read(ref from);
    }

    /// <summary>Whether the bytes are those of a message; anything but an orderly refusal fails the test.</summary>
    private static bool IsMessage(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Read(bytes);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    [Fact]
    public void Every_message_comes_back_field_by_field_whatever_it_holds()
    {
        Assert.True(AnyValue.Travelling.Length > 80);
        var random = new RandomStream(1);
        foreach (Type type in AnyValue.Travelling)
        {
            for (int i = 0; i < 30; i++)
            {
                Message message = AnyValue.Message(type, ref random);
                byte[] bytes = Bytes(message);
                var from = new WireReader(bytes);
                Assert.Null(Structure.Difference(message, Codec.Read(ref from), type.Name));
                Assert.True(from.IsAtEnd, type.Name);
            }
        }
    }

    [Fact]
    public void A_message_that_is_no_type_of_its_own_is_a_timer_and_never_travels()
    {
        Assert.NotEmpty(AnyValue.Timers);
        Assert.All(AnyValue.Timers, type => Assert.Equal(0, ((Message)RuntimeHelpers.GetUninitializedObject(type)).WireSize));
        Assert.All(AnyValue.Timers, type => Assert.Contains(type, Codec.MessageTypes));
    }

    [Fact]
    public void A_message_that_is_cut_off_anywhere_is_refused()
    {
        var random = new RandomStream(2);
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = Bytes(AnyValue.Message(ref random));
            for (int length = 0; length < bytes.Length; length++) Assert.False(IsMessage(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Every_known_number_can_stand_before_nothing_or_anything()
    {
        // Timers too: they are never written, but somebody may claim that they were.
        for (int number = 0; number <= Codec.MessageTypes.Count + 1; number++)
        {
            foreach (byte following in (byte[])[0, 1, 2, 5, 6, 255])
            {
                var to = new WireWriter();
                to.Unsigned((ulong)number);
                to.Raw([.. Enumerable.Repeat(following, 300)]);
                bool isKnown = number >= 1 && number <= Codec.MessageTypes.Count;
                if (IsMessage(to.Written)) Assert.True(isKnown);
            }
        }
    }

    [Fact]
    public void Any_bytes_are_a_message_or_refused()
    {
        var random = new RandomStream(3);
        int messages = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            for (int j = 0; j < bytes.Length; j++) bytes[j] = (byte)(random.Next(3) == 0 ? random.Next(4) : random.Next(256));
            if (IsMessage(bytes)) messages++;
        }

        Assert.InRange(messages, 100, 9_900);
    }

    [Fact]
    public void A_damaged_message_is_a_message_or_refused()
    {
        var random = new RandomStream(4);
        int messages = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = Bytes(AnyValue.Message(ref random));
            for (int j = random.Next(3); j >= 0; j--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (IsMessage(bytes)) messages++;
        }

        Assert.InRange(messages, 100, 9_900);
    }

    [Fact]
    public void The_bytes_of_what_was_read_are_those_that_were_read()
    {
        var random = new RandomStream(5);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = Bytes(AnyValue.Message(ref random));
            Assert.Equal(bytes, Bytes(Read(bytes)));
        }
    }

    [Fact]
    public void A_protocol_in_an_assembly_of_its_own_finds_the_messages_of_those_it_builds_on()
    {
        var codec = MessageCodec.For(typeof(P2PActors.Examples.RumourProtocol));
        Assert.Contains(typeof(P2PActors.Examples.Rumour), codec.MessageTypes);
        Assert.Contains(typeof(FileData), codec.MessageTypes);
        Assert.NotEqual(Codec.Fingerprint, codec.Fingerprint);
        Assert.Equal(Codec.Fingerprint, new MessageCodec([typeof(FileData).Assembly, typeof(Message).Assembly]).Fingerprint);
    }
}
