using System.Text;
using P2PActors.Actors;
using P2PActors.Content;

namespace P2PActors.Protocols.Gnutella;

/// <summary>What servents say over an overlay link once it is open: a header of 23 bytes and a payload (Gnutella 0.4, descriptor header).</summary>
/// <param name="Id">The GUID; an answer carries that of its request.</param>
/// <param name="Ttl">Hops it may still make, the one it has just made included.</param>
/// <param name="Hops">Hops made before this one.</param>
/// <param name="InitialTtl">TTL at its origin; not on the wire, for checking that TTL + Hops never changes.</param>
internal abstract record Descriptor(DescriptorId Id, byte Ttl, byte Hops, byte InitialTtl) : Message
{
    public const int HeaderSize = 23;

    public bool KeepsInvariant => Ttl + Hops == InitialTtl && Ttl > 0;
}

/// <summary>Who is there?</summary>
internal sealed record Ping(DescriptorId Id, byte Ttl, byte Hops, byte InitialTtl) : Descriptor(Id, Ttl, Hops, InitialTtl)
{
    public override int WireSize => HeaderSize;

    public Ping Onward() => new(Id, (byte)(Ttl - 1), (byte)(Hops + 1), InitialTtl);
}

/// <summary>I am, and I share so much.</summary>
internal sealed record Pong(DescriptorId Id, byte Ttl, byte Hops, byte InitialTtl, PeerId Source, int Files, int Kilobytes)
    : Descriptor(Id, Ttl, Hops, InitialTtl)
{
    public override int WireSize => HeaderSize + 14;

    public Pong Onward() => new(Id, (byte)(Ttl - 1), (byte)(Hops + 1), InitialTtl, Source, Files, Kilobytes);
}

/// <summary>Who has a file with these words?</summary>
internal sealed record Query(DescriptorId Id, byte Ttl, byte Hops, byte InitialTtl, ushort MinSpeed, SearchText Text)
    : Descriptor(Id, Ttl, Hops, InitialTtl)
{
    public override int WireSize => HeaderSize + PayloadSize;

    /// <summary>Speed, text, NUL.</summary>
    public int PayloadSize => 3 + Text.WireLength;

    public Query Onward() => new(Id, (byte)(Ttl - 1), (byte)(Hops + 1), InitialTtl, MinSpeed, Text);
}

/// <summary>I have these.</summary>
internal sealed record QueryHit(DescriptorId Id, byte Ttl, byte Hops, byte InitialTtl, HitList Hits) : Descriptor(Id, Ttl, Hops, InitialTtl)
{
    public override int WireSize => HeaderSize + Hits.PayloadSize;

    public QueryHit Onward() => new(Id, (byte)(Ttl - 1), (byte)(Hops + 1), InitialTtl, Hits);
}

/// <summary>Call me and send me that file, for I cannot call you.</summary>
internal sealed record Push(DescriptorId Id, byte Ttl, byte Hops, byte InitialTtl, DescriptorId Servent, int File, PeerId Requester)
    : Descriptor(Id, Ttl, Hops, InitialTtl)
{
    public override int WireSize => HeaderSize + DescriptorId.Size + 10;

    public Push Onward() => new(Id, (byte)(Ttl - 1), (byte)(Hops + 1), InitialTtl, Servent, File, Requester);
}

/// <summary>Text over a connection: the greeting of servents, and HTTP.</summary>
internal abstract record TextMessage : Message
{
    private readonly int _size;

    protected TextMessage(string text) => (Text, _size) = (text, Encoding.UTF8.GetByteCount(text));

    public string Text { get; }

    public override int WireSize => _size;
}

/// <summary>May I be your neighbour?</summary>
internal sealed record ConnectRequest() : TextMessage("GNUTELLA CONNECT/0.4\n\n")
{
    public static ConnectRequest Instance { get; } = new();
}

/// <summary>Yes. (No is said by closing.)</summary>
internal sealed record ConnectOk() : TextMessage("GNUTELLA OK\n\n")
{
    public static ConnectOk Instance { get; } = new();
}

/// <summary>Asks for a file, or the rest of it from a byte on (Gnutella 0.4, file download and firewalled servents).</summary>
internal sealed record HttpGet(int File, string Name, int Start) : TextMessage(
    $"GET /get/{File}/{Name}/ HTTP/1.0\r\nUser-Agent: Gnutella\r\nRange: bytes={Start}-\r\nConnection: Keep-Alive\r\n\r\n");

/// <summary>Here it comes; the bytes follow.</summary>
/// <param name="Length">How many.</param>
/// <param name="Version">Of which version of the file; not on the wire.</param>
internal sealed record HttpOk(int Length, int Version = 0) : TextMessage(
    $"HTTP/1.0 200 OK\r\nServer: Gnutella\r\nContent-Type: application/binary\r\nContent-Length: {Length}\r\n\r\n");

/// <summary>No upload slot is free.</summary>
internal sealed record HttpBusy(int RetryAfter) : TextMessage($"HTTP/1.0 503 Busy\r\nServer: Gnutella\r\nRetry-After: {RetryAfter}\r\n\r\n");

/// <summary>The file is not shared here.</summary>
internal sealed record HttpNotFound() : TextMessage("HTTP/1.0 404 Not Found\r\nServer: Gnutella\r\n\r\n")
{
    public static HttpNotFound Instance { get; } = new();
}

/// <summary>You asked by PUSH; now ask on this connection.</summary>
internal sealed record Giv(int File, DescriptorId Servent, string Name) : TextMessage($"GIV {File}:{Servent}/{Name}\n\n");
