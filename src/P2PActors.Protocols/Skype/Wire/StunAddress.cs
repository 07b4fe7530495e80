namespace P2PActors.Protocols.Skype.Wire;

/// <summary>The value of MAPPED-ADDRESS and its like, IPv4 (RFC 5389 section 15.1), plain or xor-ed with the magic cookie (section 15.2).</summary>
internal static class StunAddress
{
    private const byte IPv4 = 1;

    /// <summary>The eight bytes of an address.</summary>
    /// <param name="address">IPv4 address; its first number is the highest byte.</param>
    /// <param name="port">Port.</param>
    /// <param name="isXored">Whether it is for XOR-MAPPED-ADDRESS, which NATs do not rewrite.</param>
    public static byte[] Encode(uint address, ushort port, bool isXored)
    {
        if (isXored) (address, port) = (address ^ StunMessage.MagicCookie, (ushort)(port ^ StunMessage.MagicCookie >> 16));
        return [0, IPv4, (byte)(port >> 8), (byte)port, (byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address];
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="StunFormatException">It is none of IPv4.</exception>
    public static (uint Address, ushort Port) Decode(ReadOnlySpan<byte> value, bool isXored)
    {
        if (value.Length != 8 || value[1] != IPv4)
            throw new StunFormatException($"found an address of {value.Length} bytes and family {(value.Length > 1 ? value[1] : 0)}, expected 8 bytes and family 1 (IPv4)");
        ushort port = StunMessage.ReadBig16(value[2..]);
        uint address = StunMessage.ReadBig32(value[4..]);
        return isXored ? (address ^ StunMessage.MagicCookie, (ushort)(port ^ StunMessage.MagicCookie >> 16)) : (address, port);
    }
}
