using System.Security.Cryptography;

namespace P2PActors.Protocols.Skype.Wire;

/// <summary>The two checks a STUN message may end with: MESSAGE-INTEGRITY and FINGERPRINT (RFC 5389 sections 15.4, 15.5).</summary>
internal static class StunChecks
{
    private const uint FingerprintXor = 0x5354554E;

    /// <summary>HMAC-SHA1 over the message up to the attribute, with the length as if it ended with it.</summary>
    /// <param name="message">The message without the attribute, or with what follows it cut off.</param>
    /// <param name="key">With short-term credentials, the password.</param>
#pragma warning disable CA5350 // SHA-1 is what the RFC prescribes.
    public static byte[] Integrity(ReadOnlySpan<byte> message, byte[] key) => HMACSHA1.HashData(key, WithLength(message, 24));
#pragma warning restore CA5350

    /// <summary>CRC-32 over the message up to the attribute, xor-ed with 0x5354554e.</summary>
    public static uint Fingerprint(ReadOnlySpan<byte> message) => Crc32(WithLength(message, 8)) ^ FingerprintXor;

    /// <summary>CRC-32 as in ITU-T V.42, the reflected polynomial bit by bit: these messages are short.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
        }

        return ~crc;
    }

    private static byte[] WithLength(ReadOnlySpan<byte> message, int attribute)
    {
        byte[] copy = message.ToArray();
        StunMessage.WriteBig16(copy, 2, (ushort)(message.Length - StunMessage.HeaderBytes + attribute));
        return copy;
    }
}
