using System.Buffers.Binary;
using P2PActors.Actors;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Wire;

/// <summary>A message between peers as read from bytes.</summary>
/// <param name="Message">The message; null for one whose number is not known.</param>
/// <param name="Id">Its number; -1 for a keep-alive.</param>
/// <param name="Data">The bytes of a block, of an extension message or of an unknown message.</param>
internal readonly record struct WireMessage(Message? Message, int Id, ReadOnlyMemory<byte> Data);

/// <summary>
/// The messages between peers: a length of four bytes, a number, and what belongs to it, the highest byte first (BEP 3, 5, 6,
/// 10). The handshake comes before them.
/// </summary>
internal static class PeerWireCodec
{
    /// <summary>Bytes of a handshake.</summary>
    public const int HandshakeLength = 68;

    /// <summary>Longest message that is read: 1 MiB, as libtorrent.</summary>
    public const int LongestMessage = 1 << 20;

    /// <summary>Number of extension messages (BEP 10).</summary>
    public const byte Extended = 20;

    private static ReadOnlySpan<byte> Name => "BitTorrent protocol"u8;

    public static byte[] Encode(Handshake handshake)
    {
        byte[] bytes = new byte[HandshakeLength];
        bytes[0] = (byte)Name.Length;
        Name.CopyTo(bytes.AsSpan(1));
        if ((handshake.Reserved & Reserved.Extensions) != 0) bytes[25] |= 0x10;
        if ((handshake.Reserved & Reserved.Fast) != 0) bytes[27] |= 0x04;
        if ((handshake.Reserved & Reserved.Dht) != 0) bytes[27] |= 0x01;
        handshake.Hash.CopyTo(bytes.AsSpan(28));
        handshake.PeerKey.CopyTo(bytes.AsSpan(48));
        return bytes;
    }

    /// <summary>Reads a handshake; reserved bits that mean nothing here are passed over.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static Handshake DecodeHandshake(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != HandshakeLength) throw Wrong(0, $"found {bytes.Length} bytes, expected the {HandshakeLength} of a handshake");
        if (bytes[0] != Name.Length || !bytes[1..20].SequenceEqual(Name)) throw Wrong(0, $"found something else, expected the byte 19 and 'BitTorrent protocol'");
        Reserved reserved = (bytes[25] & 0x10) != 0 ? Reserved.Extensions : Reserved.None;
        if ((bytes[27] & 0x04) != 0) reserved |= Reserved.Fast;
        if ((bytes[27] & 0x01) != 0) reserved |= Reserved.Dht;
        return new Handshake(new InfoHash(bytes.Slice(28, InfoHash.Size)), PeerKey.From(bytes[48..]), reserved);
    }

    /// <summary>Writes a message with its length before it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="data">The bytes of a block; for a piece only.</param>
    public static byte[] Encode(Message message, ReadOnlySpan<byte> data = default) => message switch
    {
        KeepAlive => new byte[4],
        Choke => Frame(0),
        Unchoke => Frame(1),
        Interested => Frame(2),
        NotInterested => Frame(3),
        Have have => Frame(4, have.Index),
        Haves haves => [.. haves.Indexes.SelectMany(index => Frame(4, index))],
        Bitfield bitfield => Frame(5, bitfield.Pieces.ToWire()),
        Request r => Frame(6, r.Index, r.Begin, r.Length),
        Piece piece when piece.Length == data.Length => PieceFrame(piece, data),
        Cancel c => Frame(8, c.Index, c.Begin, c.Length),
        Port port => Frame(9, [(byte)(port.Number >> 8), (byte)port.Number]),
        SuggestPiece suggest => Frame(13, suggest.Index),
        HaveAll => Frame(14),
        HaveNone => Frame(15),
        RejectRequest r => Frame(16, r.Index, r.Begin, r.Length),
        AllowedFast allowed => Frame(17, allowed.Index),
        ExtensionHandshake handshake => ExtendedFrame(0, ExtensionCodec.Encode(handshake)),
        _ => throw new ArgumentException($"Cannot write a {message.GetType().Name} of {data.Length} bytes.", nameof(message)),
    };

    /// <summary>An extension message by the number that its receiver wants it by.</summary>
    public static byte[] ExtendedFrame(byte number, ReadOnlySpan<byte> payload) => Frame(Extended, [number, .. payload]);

    /// <summary>Length of the first message, its four bytes of length included.</summary>
    /// <returns>0 if the bytes do not hold all of it yet.</returns>
    /// <exception cref="WireFormatException">It is longer than any message may be.</exception>
    public static int LengthOfFirst(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) return 0;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length > LongestMessage) throw Wrong(0, $"found a message of {length} bytes, expected at most {LongestMessage}");
        return bytes.Length >= length + 4 ? (int)length + 4 : 0;
    }

    /// <summary>Reads one message with its length before it.</summary>
    /// <param name="bytes">The message, and nothing else.</param>
    /// <param name="pieces">Pieces of the torrent.</param>
    /// <exception cref="WireFormatException">It is not what it says it is.</exception>
    public static WireMessage Decode(ReadOnlyMemory<byte> bytes, int pieces)
    {
        if (bytes.Length < 4 || LengthOfFirst(bytes.Span) != bytes.Length) throw Wrong(0, $"found {bytes.Length} bytes, expected one whole message");
        if (bytes.Length == 4) return new WireMessage(KeepAlive.Instance, -1, default);
        byte id = bytes.Span[4];
        ReadOnlyMemory<byte> payload = bytes[5..];
        ReadOnlySpan<byte> span = payload.Span;
        switch (id)
        {
            case 0: return Empty(span, id, Choke.Instance);
            case 1: return Empty(span, id, Unchoke.Instance);
            case 2: return Empty(span, id, Interested.Instance);
            case 3: return Empty(span, id, NotInterested.Instance);
            case 4: return new WireMessage(new Have(Index(span, 4, pieces)), id, default);
            case 5: return new WireMessage(new Bitfield(PieceSet.FromWire(span, pieces)), id, default);
            case 6: return new WireMessage(new Request(Index(span, 12, pieces), Number(span, 4), Number(span, 8)), id, default);
            case 7:
                if (span.Length < 8) throw Wrong(5, $"found {span.Length} bytes in a piece, expected at least 8");
                return new WireMessage(new Piece(Index(span[..4], 4, pieces), Number(span, 4), span.Length - 8, IsCorrupt: false), id, payload[8..]);
            case 8: return new WireMessage(new Cancel(Index(span, 12, pieces), Number(span, 4), Number(span, 8)), id, default);
            case 9:
                Need(span, 2);
                return new WireMessage(new Port(BinaryPrimitives.ReadUInt16BigEndian(span)), id, default);
            case 13: return new WireMessage(new SuggestPiece(Index(span, 4, pieces)), id, default);
            case 14: return Empty(span, id, HaveAll.Instance);
            case 15: return Empty(span, id, HaveNone.Instance);
            case 16: return new WireMessage(new RejectRequest(Index(span, 12, pieces), Number(span, 4), Number(span, 8)), id, default);
            case 17: return new WireMessage(new AllowedFast(Index(span, 4, pieces)), id, default);
            case Extended:
                if (span.Length < 1) throw Wrong(5, $"found no number of an extension, expected one");
                return span[0] == 0 ? new WireMessage(ExtensionCodec.Decode(payload[1..]), id, payload) : new WireMessage(null, id, payload);
            default: return new WireMessage(null, id, payload);
        }
    }

    private static byte[] Frame(byte id, ReadOnlySpan<byte> payload = default)
    {
        byte[] bytes = new byte[5 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 1 + payload.Length);
        bytes[4] = id;
        payload.CopyTo(bytes.AsSpan(5));
        return bytes;
    }

    private static byte[] Frame(byte id, int number)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        return Frame(id, payload);
    }

    private static byte[] Frame(byte id, int a, int b, int c)
    {
        Span<byte> payload = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(payload, a);
        BinaryPrimitives.WriteInt32BigEndian(payload[4..], b);
        BinaryPrimitives.WriteInt32BigEndian(payload[8..], c);
        return Frame(id, payload);
    }

    private static byte[] PieceFrame(Piece piece, ReadOnlySpan<byte> data)
    {
        byte[] bytes = new byte[13 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 9 + data.Length);
        bytes[4] = 7;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), piece.Index);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), piece.Begin);
        data.CopyTo(bytes.AsSpan(13));
        return bytes;
    }

    private static WireMessage Empty(ReadOnlySpan<byte> payload, int id, Message message)
    {
        Need(payload, 0);
        return new WireMessage(message, id, default);
    }

    private static int Index(ReadOnlySpan<byte> payload, int length, int pieces)
    {
        Need(payload, length);
        uint index = BinaryPrimitives.ReadUInt32BigEndian(payload);
        return index < (uint)pieces ? (int)index : throw Wrong(5, $"found piece {index}, expected less than {pieces}");
    }

    private static int Number(ReadOnlySpan<byte> payload, int at)
    {
        uint number = BinaryPrimitives.ReadUInt32BigEndian(payload[at..]);
        return number <= int.MaxValue ? (int)number : throw Wrong(5 + at, $"found {number}, expected at most {int.MaxValue}");
    }

    private static void Need(ReadOnlySpan<byte> payload, int length)
    {
        if (payload.Length != length) throw Wrong(5, $"found {payload.Length} bytes after the number, expected {length}");
    }

    private static WireFormatException Wrong(int at, FormattableString what) => new(FormattableString.Invariant($"peer message, byte {at}: {FormattableString.Invariant(what)}"));
}
