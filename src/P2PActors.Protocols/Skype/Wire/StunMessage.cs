namespace P2PActors.Protocols.Skype.Wire;

/// <summary>A STUN attribute: its number and its value, without padding.</summary>
internal readonly record struct StunAttribute(ushort Type, byte[] Value);

/// <summary>
/// A STUN message as bytes (RFC 5389 section 6; RFC 3489 section 11.1 is the same but for the magic cookie, which was part of
/// the transaction id): 20 bytes of header, then attributes padded to four bytes.
/// </summary>
/// <param name="Type">Method and class, such as <see cref="BindingRequest"/>; the two highest bits are 0.</param>
/// <param name="Transaction">The 16 bytes after the length: magic cookie and transaction id of RFC 5389, or the id of RFC 3489.</param>
/// <param name="Attributes">The attributes in order.</param>
internal sealed record StunMessage(ushort Type, byte[] Transaction, IReadOnlyList<StunAttribute> Attributes)
{
    public const int HeaderBytes = 20;
    public const uint MagicCookie = 0x2112A442;
    public const ushort BindingRequest = 0x0001, BindingResponse = 0x0101, BindingError = 0x0111;

    /// <summary>Attributes of RFC 3489 (the first four) and RFC 5389.</summary>
    public const ushort MappedAddress = 0x0001, ChangeRequest = 0x0003, SourceAddress = 0x0004, ChangedAddress = 0x0005,
        Username = 0x0006, MessageIntegrity = 0x0008, ErrorCode = 0x0009, UnknownAttributes = 0x000A, Realm = 0x0014, Nonce = 0x0015,
        XorMappedAddress = 0x0020, Software = 0x8022, AlternateServer = 0x8023, Fingerprint = 0x8028;

    /// <summary>Bits of CHANGE-REQUEST (RFC 3489 section 11.2.4).</summary>
    public const uint ChangeAddress = 4, ChangePort = 2;

    /// <summary>Whether it is of RFC 5389 or later.</summary>
    public bool HasCookie => ReadBig32(Transaction) == MagicCookie;

    /// <summary>The value of the first attribute with a number; null if there is none.</summary>
    public byte[]? Find(ushort type)
    {
        foreach (StunAttribute attribute in Attributes)
        {
            if (attribute.Type == type) return attribute.Value;
        }

        return null;
    }

    /// <summary>The bytes of the message.</summary>
    /// <exception cref="ArgumentException">The transaction has not 16 bytes, or the whole is longer than 65,535 bytes and its header.</exception>
    public byte[] Encode()
    {
        if (Transaction.Length != 16) throw new ArgumentException($"A STUN transaction has 16 bytes, not {Transaction.Length}.");
        int length = 0;
        foreach (StunAttribute attribute in Attributes) length += 4 + Padded(attribute.Value.Length);
        if (length > ushort.MaxValue) throw new ArgumentException($"The attributes take {length} bytes, and 65,535 is the most.");
        byte[] bytes = new byte[HeaderBytes + length];
        WriteBig16(bytes, 0, Type);
        WriteBig16(bytes, 2, (ushort)length);
        Transaction.CopyTo(bytes, 4);
        int at = HeaderBytes;
        foreach (StunAttribute attribute in Attributes)
        {
            WriteBig16(bytes, at, attribute.Type);
            WriteBig16(bytes, at + 2, (ushort)attribute.Value.Length);
            attribute.Value.CopyTo(bytes, at + 4);
            at += 4 + Padded(attribute.Value.Length);
        }

        return bytes;
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="StunFormatException">The bytes are none, with what is wrong and where.</exception>
    public static StunMessage Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes) throw new StunFormatException($"found {bytes.Length} bytes, expected at least the {HeaderBytes} of a STUN header");
        if ((bytes[0] & 0xC0) != 0) throw new StunFormatException($"found 0x{bytes[0]:x2} at byte 0, expected the two highest bits to be 0");
        int length = ReadBig16(bytes[2..]);
        if (length % 4 != 0) throw new StunFormatException($"found a length of {length} at byte 2, expected a multiple of 4");
        if (length != bytes.Length - HeaderBytes) throw new StunFormatException($"found a length of {length} at byte 2, but {bytes.Length - HeaderBytes} bytes follow the header");
        var attributes = new List<StunAttribute>();
        int at = HeaderBytes;
        while (at < bytes.Length)
        {
            int size = ReadBig16(bytes[(at + 2)..]);
            if (Padded(size) > bytes.Length - at - 4) throw new StunFormatException($"found an attribute of {size} bytes at byte {at}, but {bytes.Length - at - 4} are left");
            attributes.Add(new StunAttribute(ReadBig16(bytes[at..]), bytes.Slice(at + 4, size).ToArray()));
            at += 4 + Padded(size);
        }

        return new StunMessage(ReadBig16(bytes), bytes[4..20].ToArray(), attributes);
    }

    internal static int Padded(int size) => (size + 3) & ~3;

    internal static ushort ReadBig16(ReadOnlySpan<byte> bytes) => (ushort)(bytes[0] << 8 | bytes[1]);

    internal static uint ReadBig32(ReadOnlySpan<byte> bytes) => (uint)bytes[0] << 24 | (uint)bytes[1] << 16 | (uint)bytes[2] << 8 | bytes[3];

    internal static void WriteBig16(byte[] bytes, int at, ushort value) => (bytes[at], bytes[at + 1]) = ((byte)(value >> 8), (byte)value);
}

/// <summary>Bytes that are no STUN message.</summary>
internal sealed class StunFormatException(string message) : FormatException(message);
