using System.Text;
using P2PActors.Actors;

namespace P2PActors.Protocols.FastTrack;

/// <summary>Text over a connection between two users: HTTP, and GIVE.</summary>
internal abstract record HttpText : Message
{
    private readonly int _size;

    protected HttpText(string text) => (Text, _size) = (text, Encoding.UTF8.GetByteCount(text));

    public string Text { get; }

    public override int WireSize => _size;
}

/// <summary>Asks for a part of a file by its hash, and says how much one has given (X-Kazaa-XferUid).</summary>
/// <param name="File">Number of the file in the catalogue.</param>
/// <param name="Hash">Which of the hashes that go by its name; see <see cref="SharedCopy.Hash"/>.</param>
/// <param name="HashText">The hash itself.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">How many.</param>
/// <param name="Level">Participation level that the asker claims.</param>
internal sealed record HttpGet(int File, int Hash, string HashText, int Start, int Length, int Level) : HttpText(
    $"GET /.hash={HashText} HTTP/1.1\r\nUserAgent: KazaaClient Jul 27 2004\r\nX-Kazaa-Username: username\r\nX-Kazaa-Network: KaZaA\r\n" +
    $"X-Kazaa-XferUid: {Level}\r\nRange: bytes={Start}-{Start + Length - 1}\r\nConnection: close\r\n\r\n");

/// <summary>Here it comes; the bytes follow.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">How many.</param>
/// <param name="Size">Size of the whole file.</param>
/// <param name="Version">Of which version of the file they are; not on the wire, for measurement.</param>
internal sealed record HttpPartial(int Start, int Length, int Size, int Version) : HttpText(
    $"HTTP/1.1 206 Partial Content\r\nServer: KazaaClient Jul 27 2004\r\nContent-Length: {Length}\r\nContent-Range: bytes {Start}-{Start + Length - 1}/{Size}\r\n\r\n");

/// <summary>Wait: the place in the queue. The connection stays open until it is one's turn.</summary>
internal sealed record HttpQueued(int Place) : HttpText($"HTTP/1.1 503 Service Unavailable\r\nServer: KazaaClient Jul 27 2004\r\nX-Kazaa-Queue: {Place}\r\n\r\n");

/// <summary>The queue is full.</summary>
internal sealed record HttpBusy() : HttpText("HTTP/1.1 503 Service Unavailable\r\nServer: KazaaClient Jul 27 2004\r\nRetry-After: 60\r\n\r\n")
{
    public static HttpBusy Instance { get; } = new();
}

/// <summary>The file is not shared here.</summary>
internal sealed record HttpNotFound() : HttpText("HTTP/1.1 404 Not Found\r\nServer: KazaaClient Jul 27 2004\r\n\r\n")
{
    public static HttpNotFound Instance { get; } = new();
}

/// <summary>You had me called; now ask on this connection.</summary>
internal sealed record Give(int PushId) : HttpText($"GIVE {PushId}\r\n\r\n");
