using System.Buffers.Binary;
using System.Text;
using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Writes the fields of a message one after another, into as many bytes as its size says. Integers are big-endian.</summary>
internal ref struct PacketWriter(Span<byte> bytes)
{
    /// <summary>What texts are written in. The protocol names no encoding; ASCII, which is what most names were, is the same in all.</summary>
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Span<byte> _bytes = bytes;

    /// <summary>Bytes written.</summary>
    public int At { get; private set; }

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>A number of base 128; see <see cref="PackedInteger"/>.</summary>
    public void Packed(uint value) => At += PackedInteger.Write(_bytes[At..], value);

    public void Endpoint(WireEndpoint endpoint)
    {
        UInt32(endpoint.Address);
        UInt16(endpoint.Port);
    }

    public void Hash(UuHash hash) => hash.Write(Take(UuHash.Size));

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>A text with nothing at its end.</summary>
    public void Text(string text) => At += Encoding.GetBytes(text, _bytes[At..]);

    /// <summary>A text and one byte that ends it.</summary>
    /// <exception cref="ArgumentException">The text holds one of the bytes that end names.</exception>
    public void Name(string name, byte end)
    {
        foreach (char c in name)
        {
            if (c <= NameEnd.Same) throw new ArgumentException($"Found the character {(int)c} in the name '{name}', expected none of those that end names.", nameof(name));
        }

        Text(name);
        Byte(end);
    }

    private Span<byte> Take(int count)
    {
        Span<byte> taken = _bytes.Slice(At, count);
        At += count;
        return taken;
    }
}
