using System.Globalization;
using P2PActors.Actors;

namespace P2PActors.Protocols.Napster;

/// <summary>What is said without a header: between clients on the data port, and by the redirector.</summary>
internal abstract record BareMessage : Message
{
    /// <summary>The characters on the wire.</summary>
    public abstract string Wire { get; }

    private protected static int Digits(long value) => value.ToString(CultureInfo.InvariantCulture).Length;
}

/// <summary>The redirector's one line.</summary>
internal sealed record RedirectorAnswer(string Host, int Port) : BareMessage
{
    public override string Wire => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    public override int WireSize => Host.Length + 1 + Digits(Port);
}

/// <summary>The listener's greeting.</summary>
internal sealed record PeerHello : BareMessage
{
    public override string Wire => "1";

    public override int WireSize => 1;
}

internal sealed record PeerGet : BareMessage
{
    public override string Wire => "GET";

    public override int WireSize => 3;
}

internal sealed record PeerSend : BareMessage
{
    public override string Wire => "SEND";

    public override int WireSize => 4;
}

/// <summary>What the connecting side says of the file: the offset after GET, the size after SEND.</summary>
/// <param name="Nick">Who says it.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Number">The offset or the size.</param>
/// <param name="Version">After SEND, the version of the copy that comes; not on the wire.</param>
internal sealed record PeerRequest(string Nick, string File, long Number, int Version = 0) : BareMessage
{
    public override string Wire => string.Create(CultureInfo.InvariantCulture, $"{Nick} \"{File}\" {Number}");

    public override int WireSize => Nick.Length + File.Length + 4 + Digits(Number);
}

/// <summary>The listener's answer, digits without an end: the size after GET, the offset after SEND.</summary>
/// <param name="Number">The size or the offset.</param>
/// <param name="Version">After GET, the version of the copy that comes; not on the wire.</param>
internal sealed record PeerNumber(long Number, int Version = 0) : BareMessage
{
    public override string Wire => Number.ToString(CultureInfo.InvariantCulture);

    public override int WireSize => Digits(Number);
}

internal sealed record PeerError(string Text) : BareMessage
{
    public const string InvalidRequest = "INVALID REQUEST", NotShared = "FILE NOT SHARED";

    public override string Wire => Text;

    public override int WireSize => Text.Length;
}
