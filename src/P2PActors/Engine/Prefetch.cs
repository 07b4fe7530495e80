using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace P2PActors.Engine;

/// <summary>Asks for memory that will be needed soon. Only a hint: a stale address after a collection makes it useless, not wrong.</summary>
internal static class Prefetch
{
    private const int Line = 64;

    /// <summary>The first cache lines of an object.</summary>
    public static unsafe void Object(object? reference, int lines = 1)
    {
        if (!Sse.IsSupported) return;
        byte* address = *(byte**)Unsafe.AsPointer(ref reference);
        for (int i = 0; i < lines; i++) Sse.Prefetch0(address + i * Line);
    }

    /// <summary>The cache lines from a place on.</summary>
    public static unsafe void Memory<T>(ref T place, int lines = 1)
    {
        if (!Sse.IsSupported) return;
        byte* address = (byte*)Unsafe.AsPointer(ref place);
        for (int i = 0; i < lines; i++) Sse.Prefetch0(address + i * Line);
    }
}
