namespace P2PActors.Protocols.Skype.Wire;

/// <summary>
/// The header of an RTP packet (RFC 3550 section 5.1), as other telephony sends voice: Skype's own was never published, and a
/// gateway to other clients would speak RTP. Contributing sources and a header extension are read and passed over.
/// </summary>
/// <param name="PayloadType">Type of the payload, 0 to 127.</param>
/// <param name="Marker">For audio, the first packet after a silence.</param>
/// <param name="Sequence">Number of the packet; goes round.</param>
/// <param name="Timestamp">Sampling time of the first octet, in units of the payload's clock.</param>
/// <param name="Source">Synchronisation source.</param>
internal readonly record struct RtpHeader(byte PayloadType, bool Marker, ushort Sequence, uint Timestamp, uint Source)
{
    public const int Bytes = 12;

    /// <summary>The twelve bytes of a header without contributing sources, padding and extension.</summary>
    public byte[] Encode() =>
    [
        0x80, (byte)((Marker ? 0x80 : 0) | PayloadType & 0x7F), (byte)(Sequence >> 8), (byte)Sequence,
        (byte)(Timestamp >> 24), (byte)(Timestamp >> 16), (byte)(Timestamp >> 8), (byte)Timestamp,
        (byte)(Source >> 24), (byte)(Source >> 16), (byte)(Source >> 8), (byte)Source,
    ];

    /// <summary>Reads a header.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="payload">Where its payload is.</param>
    /// <exception cref="FormatException">It is no RTP packet, with what is wrong.</exception>
    public static RtpHeader Decode(ReadOnlySpan<byte> packet, out Range payload)
    {
        if (packet.Length < Bytes) throw new FormatException($"found {packet.Length} bytes, expected at least the {Bytes} of an RTP header");
        if (packet[0] >> 6 != 2) throw new FormatException($"found RTP version {packet[0] >> 6}, expected 2");
        int start = Bytes + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < start + 4) throw new FormatException($"found {packet.Length} bytes, but the header extension begins at byte {start}");
            start += 4 + 4 * StunMessage.ReadBig16(packet[(start + 2)..]);
        }

        int padding = (packet[0] & 0x20) != 0 ? packet[^1] : 0;
        if ((packet[0] & 0x20) != 0 && padding == 0) throw new FormatException("found padding of 0 bytes, expected at least the byte that says how much it is");
        if (start + padding > packet.Length) throw new FormatException($"found {packet.Length} bytes, but header and padding take {start + padding}");
        payload = start..(packet.Length - padding);
        return new RtpHeader((byte)(packet[1] & 0x7F), (packet[1] & 0x80) != 0, StunMessage.ReadBig16(packet[2..]), StunMessage.ReadBig32(packet[4..]), StunMessage.ReadBig32(packet[8..]));
    }
}
