using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace P2PActors.Wire.Formats;

/// <summary>
/// Plain values: signed integers in zigzag and unsigned ones up to 32 bits in as few bytes as they need; 64 unsigned bits always
/// as eight bytes, because they are identifiers and hashes far more often than counts; numbers with a fraction to the bit.
/// </summary>
/// <remarks>The tests of types below are decided when the code is compiled for T: nothing is boxed.</remarks>
internal static class Plain<T> where T : struct
{
    public static void Write(WireWriter to, T value)
    {
        if (typeof(T) == typeof(int)) to.Signed(As<int>(value));
        else if (typeof(T) == typeof(long)) to.Signed(As<long>(value));
        else if (typeof(T) == typeof(short)) to.Signed(As<short>(value));
        else if (typeof(T) == typeof(TimeSpan)) to.Signed(As<long>(value));
        else if (typeof(T) == typeof(uint)) to.Unsigned(As<uint>(value));
        else if (typeof(T) == typeof(ushort)) to.Unsigned(As<ushort>(value));
        else if (typeof(T) == typeof(char)) to.Unsigned(As<char>(value));
        else if (typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte)) to.Byte(As<byte>(value));
        else if (typeof(T) == typeof(bool)) to.Flag(As<bool>(value));
        else if (typeof(T) == typeof(ulong) || typeof(T) == typeof(double)) to.Fixed64(As<ulong>(value));
        else if (typeof(T) == typeof(float)) BinaryPrimitives.WriteUInt32LittleEndian(to.Take(4), As<uint>(value));
        else if (typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128)) BinaryPrimitives.WriteUInt128LittleEndian(to.Take(16), As<UInt128>(value));
        else if (typeof(T) == typeof(Guid)) As<Guid>(value).TryWriteBytes(to.Take(16));
        else if (typeof(T) == typeof(decimal)) WriteDecimal(to, As<decimal>(value));
        else throw new NotSupportedException(typeof(T).Name);
    }

    public static T Read(ref WireReader from)
    {
        if (typeof(T) == typeof(int)) return Of((int)Within(ref from, int.MinValue, int.MaxValue));
        if (typeof(T) == typeof(long)) return Of(from.Signed());
        if (typeof(T) == typeof(short)) return Of((short)Within(ref from, short.MinValue, short.MaxValue));
        if (typeof(T) == typeof(TimeSpan)) return Of(from.Signed());
        if (typeof(T) == typeof(uint)) return Of((uint)UpTo(ref from, uint.MaxValue));
        if (typeof(T) == typeof(ushort)) return Of((ushort)UpTo(ref from, ushort.MaxValue));
        if (typeof(T) == typeof(char)) return Of((char)UpTo(ref from, char.MaxValue));
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte)) return Of(from.Byte());
        if (typeof(T) == typeof(bool)) return Of(from.Flag());
        if (typeof(T) == typeof(ulong) || typeof(T) == typeof(double)) return Of(from.Fixed64());
        if (typeof(T) == typeof(float)) return Of(BinaryPrimitives.ReadUInt32LittleEndian(from.Raw(4)));
        if (typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128)) return Of(BinaryPrimitives.ReadUInt128LittleEndian(from.Raw(16)));
        if (typeof(T) == typeof(Guid)) return Of(new Guid(from.Raw(16)));
        if (typeof(T) == typeof(decimal)) return Of(ReadDecimal(ref from));
        throw new NotSupportedException(typeof(T).Name);
    }

    private static TTo As<TTo>(T value) where TTo : struct => Unsafe.As<T, TTo>(ref value);

    private static T Of<TFrom>(TFrom value) where TFrom : struct => Unsafe.As<TFrom, T>(ref value);

    private static long Within(ref WireReader from, long least, long most)
    {
        long value = from.Signed();
        return value >= least && value <= most ? value : throw new WireFormatException($"found {value} at byte {from.Position}, expected {least} to {most}");
    }

    private static ulong UpTo(ref WireReader from, ulong most)
    {
        ulong value = from.Unsigned();
        return value <= most ? value : throw new WireFormatException($"found {value} at byte {from.Position}, expected at most {most}");
    }

    private static void WriteDecimal(WireWriter to, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (int part in parts) BinaryPrimitives.WriteInt32LittleEndian(to.Take(4), part);
    }

    private static decimal ReadDecimal(ref WireReader from)
    {
        Span<int> parts = stackalloc int[4];
        for (int i = 0; i < 4; i++) parts[i] = BinaryPrimitives.ReadInt32LittleEndian(from.Raw(4));
        // Only the sign and a scale of 0 to 28 may be set in the last part.
        if ((parts[3] & 0x7F00FFFF) != 0 || parts[3] >> 16 is var scale && (scale & 0xFF) > 28)
            throw new WireFormatException($"the bytes before {from.Position} are no decimal number");
        return new decimal(parts);
    }
}

/// <summary>What is known of plain types without an instance.</summary>
internal static class PlainTypes
{
    private static readonly Type[] OfOneByteOrMore =
    [
        typeof(int), typeof(long), typeof(short), typeof(TimeSpan), typeof(uint), typeof(ushort), typeof(char), typeof(byte), typeof(sbyte), typeof(bool),
    ];

    private static readonly Type[] OfEightBytes = [typeof(ulong), typeof(double)];

    private static readonly Type[] OfSixteenBytes = [typeof(Int128), typeof(UInt128), typeof(Guid), typeof(decimal)];

    /// <summary>Whether a type is plain, or an enumeration over one.</summary>
    public static bool Contains(Type type) => LeastBytes(type) > 0;

    /// <summary>Bytes that a value takes at least; 0 if the type is not plain.</summary>
    public static int LeastBytes(Type type)
    {
        Type plain = Underlying(type);
        if (OfOneByteOrMore.Contains(plain)) return 1;
        if (plain == typeof(float)) return 4;
        return OfEightBytes.Contains(plain) ? 8 : OfSixteenBytes.Contains(plain) ? 16 : 0;
    }

    /// <summary>An enumeration's numbers; any other type itself.</summary>
    public static Type Underlying(Type type) => type.IsEnum ? type.GetEnumUnderlyingType() : type;
}

/// <summary>A plain value, or an enumeration over one.</summary>
internal sealed class PlainFormat<T, TPlain> : ValueFormat<T>
    where T : struct
    where TPlain : struct
{
    public override int LeastBytes { get; } = PlainTypes.LeastBytes(typeof(TPlain));

    public override void Write(T value, WireWriter to, int depth) => Plain<TPlain>.Write(to, Unsafe.BitCast<T, TPlain>(value));

    public override T Read(ref WireReader from, int depth) => Unsafe.BitCast<TPlain, T>(Plain<TPlain>.Read(ref from));
}
