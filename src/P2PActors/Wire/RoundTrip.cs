using P2PActors.Actors;

namespace P2PActors.Wire;

/// <summary>Takes messages through bytes and back: what the receiver gets shares nothing with what the sender keeps. For one thread at a time.</summary>
internal sealed class RoundTrip(MessageCodec codec)
{
    private readonly WireWriter _writer = new();

    /// <summary>The message as another machine would get it.</summary>
    /// <exception cref="WireFormatException">It cannot be written.</exception>
    public Message Of(Message message)
    {
        _writer.Clear();
        codec.Write(message, _writer);
        var from = new WireReader(_writer.Written);
        Message copy = codec.Read(ref from);
        return from.IsAtEnd ? copy : throw new WireFormatException($"{TypeNames.Of(message.GetType())} has {from.Left} bytes more than were read");
    }
}
