using System.Security.Cryptography;

namespace P2PActors.Protocols.FastTrack.Hashing;

/// <summary>MD5, because the protocol of 2001 is made of it; nothing here is kept safe by it.</summary>
internal static class Md5Digest
{
    public const int Size = 16;

#pragma warning disable CA5351 // A broken algorithm: it is the one that the emulated system uses, and its weakness is what is studied.
    public static void Of(ReadOnlySpan<byte> bytes, Span<byte> digest) => MD5.HashData(bytes, digest);
#pragma warning restore CA5351
}
