using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Bytes of messages between clients and supernodes, the frame of 5 bytes included (giFT-FastTrack, PROTOCOL).</summary>
internal static class WireSizes
{
    /// <summary>0x4B, type and length.</summary>
    public const int Frame = 5;

    /// <summary>IPv4 address and port.</summary>
    public const int Endpoint = 6;

    /// <summary>First bytes of who has connected, and of who was connected to; then each sends the name of the network.</summary>
    public const int CallerHandshake = 12, CalledHandshake = 8;

    /// <summary>Both sides of the handshake without the names of the network.</summary>
    public const int Handshake = CallerHandshake + CalledHandshake;

    public const int Ping = 1, Pong = 1, Node = 8, EndOfSearch = Frame + 2;

    /// <summary>The name of a network and the NUL after it.</summary>
    public static int NetworkName(int nameLength) => nameLength + 1;

    /// <summary>0x00: addresses of supernodes.</summary>
    public static int NodeList(int nodes) => Frame + (Node * nodes);

    /// <summary>0x02: own address, bandwidth, name.</summary>
    public static int UserInfo(int nameLength) => Frame + 8 + nameLength;

    /// <summary>One tag: number, length, bytes.</summary>
    public static int Tag(uint number, int length) => PackedInteger.Size(number) + PackedInteger.Size((uint)length) + length;

    /// <summary>0x22: a shared file, with as many bytes of tags.</summary>
    public static int Share(uint file, uint size, int tags, int tagBytes) => Frame + 4 + Entry(file, size, tags, tagBytes);

    /// <summary>0x05: a file that is not shared any more.</summary>
    public static int Unshare(uint file, uint size, int tags, int tagBytes) => Frame + Entry(file, size, tags, tagBytes);

    /// <summary>0x06 without its terms: 2, most results 2, number 2, 1, realm 1, terms 1.</summary>
    public const int SearchHeader = Frame + 9;

    /// <summary>One term of 0x06: comparison, field, length, content.</summary>
    public static int Term(uint field, int length) => 1 + Tag(field, length);

    /// <summary>0x06 with one term that looks for a text in any field.</summary>
    public static int Search(int textLength) => SearchHeader + Term(TagNumber.Any, textLength);

    /// <summary>0x07 without its results.</summary>
    public const int ResultsHeader = Frame + 10;

    /// <summary>One result of 0x07: address, bandwidth, user and network in short, and the file.</summary>
    public static int Result(uint file, uint size, int tags, int tagBytes) => Result(0, 0, file, size, tags, tagBytes);

    /// <summary>One result of 0x07: address, bandwidth, user and 01, network and 00, and the file.</summary>
    public static int Result(int userLength, int networkLength, uint file, uint size, int tags, int tagBytes) =>
        9 + userLength + networkLength + Entry(file, size, tags, tagBytes);

    /// <summary>0x09 without networks: users 4, then files 4 and size 4 of all and of six media types.</summary>
    public const int Statistics = Frame + 4 + (7 * 8);

    /// <summary>One network of 0x09: name, NUL, users.</summary>
    public static int NetworkUsers(int nameLength) => NetworkName(nameLength) + 4;

    /// <summary>0x0D to a supernode: number 4, three addresses, name.</summary>
    public static int PushRequest(int nameLength) => Frame + 4 + (3 * Endpoint) + nameLength;

    /// <summary>0x0D to a client: number 4, address.</summary>
    public const int PushOrder = Frame + 4 + Endpoint;

    /// <summary>0x27: type, encryption 4, 1, name of the network.</summary>
    public static int UdpPing(int nameLength) => 6 + NetworkName(nameLength);

    /// <summary>0x28: type, encryption 4, 1, load 1, 4, name of the network.</summary>
    public static int UdpPong(int nameLength) => 11 + NetworkName(nameLength);

    /// <summary>0x29: type, encryption 4, reason 1, flag 1, 2, number 4; with an address of the sender 8 more.</summary>
    public const int UdpRefusal = 13, UdpRefusalWithSender = UdpRefusal + Endpoint + 2;

    private static int Entry(uint file, uint size, int tags, int tagBytes) =>
        UuHash.Size + PackedInteger.Size(file) + PackedInteger.Size(size) + PackedInteger.Size((uint)tags) + tagBytes;
}
