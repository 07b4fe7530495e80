using System.Buffers.Binary;
using System.Text;
using P2PActors.Actors;
using P2PActors.Content;

namespace P2PActors.Protocols.Gnutella;

/// <summary>
/// Descriptors as bytes and back (Gnutella 0.4): integers little-endian, IP addresses big-endian. Peer n has the
/// address 10.0.0.0 + n and the default port; a file's index is its number in the catalogue.
/// </summary>
internal static class GnutellaCodec
{
    public const ushort Port = 6346;
    public const byte PingFunction = 0x00, PongFunction = 0x01, PushFunction = 0x40, QueryFunction = 0x80, QueryHitFunction = 0x81;
    private const uint FirstAddress = 0x0A00_0000;
    private const int LastPeer = 0x00FF_FFFF;
    private const byte FirewalledBit = 0x01, BusyBit = 0x04;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a descriptor, header included.</summary>
    public static byte[] Encode(Descriptor descriptor, Catalogue catalogue)
    {
        byte[] bytes = new byte[descriptor.WireSize];
        var writer = new Writer(bytes);
        writer.Id(descriptor.Id);
        writer.Byte(FunctionOf(descriptor));
        writer.Byte(descriptor.Ttl);
        writer.Byte(descriptor.Hops);
        writer.UInt32((uint)(bytes.Length - Descriptor.HeaderSize));
        switch (descriptor)
        {
            case Pong pong:
                writer.UInt16(Port);
                writer.Address(pong.Source);
                writer.UInt32((uint)pong.Files);
                writer.UInt32((uint)pong.Kilobytes);
                break;
            case Query query:
                writer.UInt16(query.MinSpeed);
                writer.Text(query.Text.Text);
                break;
            case QueryHit hit:
                WriteHits(ref writer, hit.Hits, catalogue);
                break;
            case Push push:
                writer.Id(push.Servent);
                writer.UInt32((uint)push.File);
                writer.Address(push.Requester);
                writer.UInt16(Port);
                break;
        }

        return bytes;
    }

    /// <summary>Reads one descriptor that fills the bytes exactly.</summary>
    /// <exception cref="FormatException">The bytes are no descriptor; the message says what is wrong and where.</exception>
    public static Descriptor Decode(ReadOnlySpan<byte> bytes, KeywordIndex index)
    {
        var reader = new Reader(bytes);
        DescriptorId id = reader.Id("descriptor id");
        byte function = reader.Byte("function"), ttl = reader.Byte("TTL"), hops = reader.Byte("hops");
        uint length = reader.UInt32("payload length");
        if (length != reader.Left) throw Reader.Wrong(19, $"the payload length is {length}, but {reader.Left} bytes follow the header");
        if (ttl + hops > byte.MaxValue) throw Reader.Wrong(17, $"TTL {ttl} and hops {hops} add up to more than 255");
        byte initial = (byte)(ttl + hops);
        Descriptor descriptor = function switch
        {
            PingFunction => new Ping(id, ttl, hops, initial),
            PongFunction => ReadPong(ref reader, id, ttl, hops, initial),
            QueryFunction => new Query(id, ttl, hops, initial, reader.UInt16("minimum speed"), SearchText.Parse(index, reader.Text("search text"))),
            QueryHitFunction => new QueryHit(id, ttl, hops, initial, ReadHits(ref reader, index.Catalogue)),
            PushFunction => ReadPush(ref reader, id, ttl, hops, initial),
            _ => throw Reader.Wrong(16, $"function 0x{function:X2} is none of PING 00, PONG 01, PUSH 40, QUERY 80, QUERYHIT 81"),
        };
        if (reader.Left > 0) throw Reader.Wrong(reader.At, $"{reader.Left} bytes are left over after the payload");
        return descriptor;
    }

    private static byte FunctionOf(Descriptor descriptor) => descriptor switch
    {
        Ping => PingFunction,
        Pong => PongFunction,
        Query => QueryFunction,
        QueryHit => QueryHitFunction,
        _ => PushFunction,
    };

    private static Pong ReadPong(ref Reader reader, DescriptorId id, byte ttl, byte hops, byte initial)
    {
        reader.UInt16("port");
        PeerId source = reader.Address("address");
        return new Pong(id, ttl, hops, initial, source, reader.Number("files shared"), reader.Number("KB shared"));
    }

    private static Push ReadPush(ref Reader reader, DescriptorId id, byte ttl, byte hops, byte initial)
    {
        DescriptorId servent = reader.Id("servent id");
        int file = reader.Number("file index");
        PeerId requester = reader.Address("address");
        reader.UInt16("port");
        return new Push(id, ttl, hops, initial, servent, file, requester);
    }

    private static void WriteHits(ref Writer writer, HitList hits, Catalogue catalogue)
    {
        writer.Byte((byte)hits.Files.Length);
        writer.UInt16(Port);
        writer.Address(hits.Source);
        writer.UInt32((uint)hits.Kbps);
        foreach (int file in hits.Files)
        {
            writer.UInt32((uint)file);
            writer.UInt32((uint)Math.Min(catalogue.Size(file).Bytes, uint.MaxValue));
            writer.Text(catalogue.Name(file));
            writer.Byte(0);
        }

        // The trailer. For the push bit alone the value stands in the first byte and its enabler in the second.
        writer.UInt32(0x414D_5545); // vendor "EUMA", as ASCII
        writer.Byte(2);
        writer.Byte((byte)((hits.IsFirewalled ? FirewalledBit : 0) | BusyBit));
        writer.Byte((byte)(FirewalledBit | (hits.IsBusy ? BusyBit : 0)));
        writer.Id(hits.Servent);
    }

    private static HitList ReadHits(ref Reader reader, Catalogue catalogue)
    {
        int start = reader.At;
        int count = reader.Byte("number of hits");
        if (count == 0) throw Reader.Wrong(start, "a QUERYHIT without hits");
        reader.UInt16("port");
        PeerId source = reader.Address("address");
        int kbps = reader.Number("speed");
        int[] files = new int[count];
        for (int i = 0; i < count; i++)
        {
            int at = reader.At;
            files[i] = reader.Number("file index");
            if (files[i] >= catalogue.Count) throw Reader.Wrong(at, $"file index {files[i]}, but there are {catalogue.Count} files");
            reader.UInt32("file size");
            at = reader.At;
            string name = reader.Text("file name");
            if (name != catalogue.Name(files[i])) throw Reader.Wrong(at, $"file {files[i]} is called '{name}', expected '{catalogue.Name(files[i])}'");
            reader.Text("extensions");
        }

        reader.UInt32("vendor code");
        int open = reader.At;
        if (reader.Byte("open data size") != 2) throw Reader.Wrong(open, "the open data of the trailer are not 2 bytes long");
        byte first = reader.Byte("trailer flags"), second = reader.Byte("trailer flags");
        bool isFirewalled = (first & second & FirewalledBit) != 0, isBusy = (first & second & BusyBit) != 0;
        return new HitList(source, reader.Id("servent id"), kbps, isFirewalled, isBusy, files, catalogue);
    }

    private ref struct Writer(Span<byte> bytes)
    {
        private Span<byte> _rest = bytes;

        public void Byte(byte value)
        {
            _rest[0] = value;
            _rest = _rest[1..];
        }

        public void UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
            _rest = _rest[2..];
        }

        public void UInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[4..];
        }

        public void Address(PeerId peer)
        {
            if (peer.Value is < 0 or > LastPeer) throw new ArgumentOutOfRangeException(nameof(peer), peer.Value, "Only 16,777,216 peers have addresses.");
            BinaryPrimitives.WriteUInt32BigEndian(_rest, FirstAddress + (uint)peer.Value);
            _rest = _rest[4..];
        }

        public void Id(DescriptorId id)
        {
            id.Write(_rest);
            _rest = _rest[DescriptorId.Size..];
        }

        public void Text(string text)
        {
            _rest = _rest[Utf8.GetBytes(text, _rest)..];
            Byte(0);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; }

        public readonly int Left => _bytes.Length - At;

        public byte Byte(string what) => Take(1, what)[0];

        public ushort UInt16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

        public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

        public DescriptorId Id(string what) => DescriptorId.Read(Take(DescriptorId.Size, what));

        public int Number(string what)
        {
            int at = At;
            uint value = UInt32(what);
            return value <= int.MaxValue ? (int)value : throw Wrong(at, $"{what} {value} is too great");
        }

        public PeerId Address(string what)
        {
            int at = At;
            uint address = BinaryPrimitives.ReadUInt32BigEndian(Take(4, what));
            if (address - FirstAddress > LastPeer) throw Wrong(at, $"{what} {address >> 24}.{(byte)(address >> 16)}.{(byte)(address >> 8)}.{(byte)address} is not in 10.0.0.0/8");
            return new PeerId((int)(address - FirstAddress));
        }

        public string Text(string what)
        {
            int end = _bytes[At..].IndexOf((byte)0);
            if (end < 0) throw Wrong(At, $"the {what} has no NUL at its end");
            int at = At;
            try
            {
                string text = Utf8.GetString(_bytes.Slice(At, end));
                At += end + 1;
                return text;
            }
            catch (DecoderFallbackException)
            {
                throw Wrong(at, $"the {what} is not UTF-8");
            }
        }

        public static FormatException Wrong(int at, string what) => new($"Gnutella descriptor, byte {at}: {what}.");

        private ReadOnlySpan<byte> Take(int count, string what)
        {
            if (Left < count) throw Wrong(At, $"{what} expected, {count} bytes, but {Left} are left");
            ReadOnlySpan<byte> taken = _bytes.Slice(At, count);
            At += count;
            return taken;
        }
    }
}
