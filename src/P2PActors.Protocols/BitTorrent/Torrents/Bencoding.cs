using System.Globalization;
using System.Numerics;
using System.Text;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Torrents;

/// <summary>
/// Bencoding (BEP 3), in its one canonical form: no leading zeros, no negative zero, keys sorted as raw bytes and each there
/// once. What is not canonical is refused, because its hash could not be told from what it means.
/// </summary>
public static class Bencoding
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int DeepestNesting = 100;

    /// <summary>Most values that are read from one text: 2.5 million, as libtorrent.</summary>
    public const int MostValues = 2_500_000;

    /// <summary>Most digits of a number that are read.</summary>
    public const int MostDigits = 1000;

    /// <summary>Reads one value that takes all of the bytes.</summary>
    /// <exception cref="WireFormatException">It is not bencoded, not canonical, or something follows it.</exception>
    public static BValue Decode(ReadOnlyMemory<byte> bytes)
    {
        BValue value = DecodeFirst(bytes, out int length);
        return length == bytes.Length ? value : throw Wrong(length, $"found {bytes.Length - length} bytes after the value, expected none");
    }

    /// <summary>Reads one value at the beginning of the bytes; something else may follow it, as in BEP 9.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">Bytes that the value takes.</param>
    /// <exception cref="WireFormatException">It is not bencoded, or not canonical.</exception>
    public static BValue DecodeFirst(ReadOnlyMemory<byte> bytes, out int length)
    {
        var reader = new Reader(bytes);
        BValue value = reader.Value(0);
        length = reader.At;
        return value;
    }

    /// <summary>Writes a value.</summary>
    public static byte[] Encode(BValue value)
    {
        var writer = new WireWriter();
        Write(writer, value);
        return writer.Written.ToArray();
    }

    private static void Write(WireWriter writer, BValue value)
    {
        switch (value)
        {
            case BInteger integer:
                writer.Byte((byte)'i');
                Text(writer, integer.Value.ToString(CultureInfo.InvariantCulture));
                writer.Byte((byte)'e');
                break;
            case BString text:
                String(writer, text.Bytes.Span);
                break;
            case BList list:
                writer.Byte((byte)'l');
                foreach (BValue item in list.Items) Write(writer, item);
                writer.Byte((byte)'e');
                break;
            case BDictionary dictionary:
                writer.Byte((byte)'d');
                foreach ((byte[] key, BValue entry) in dictionary.Entries)
                {
                    String(writer, key);
                    Write(writer, entry);
                }

                writer.Byte((byte)'e');
                break;
            default:
                throw new ArgumentException($"Cannot bencode a {value?.GetType().Name ?? "null"}.", nameof(value));
        }
    }

    private static void String(WireWriter writer, ReadOnlySpan<byte> bytes)
    {
        Text(writer, bytes.Length.ToString(CultureInfo.InvariantCulture));
        writer.Byte((byte)':');
        writer.Raw(bytes);
    }

    private static void Text(WireWriter writer, string text)
    {
        foreach (char c in text) writer.Byte((byte)c);
    }

    internal static WireFormatException Wrong(int at, FormattableString what) => new($"bencoding, byte {at.ToString(CultureInfo.InvariantCulture)}: {FormattableString.Invariant(what)}");

    private sealed class Reader(ReadOnlyMemory<byte> bytes)
    {
        private int _values;

        public int At { get; private set; }

        public BValue Value(int depth)
        {
            if (depth > DeepestNesting) throw Wrong(At, $"found more than {DeepestNesting} values inside each other, expected fewer");
            if (++_values > MostValues) throw Wrong(At, $"found more than {MostValues} values, expected fewer");
            int start = At;
            BValue value = Peek("a value") switch
            {
                (byte)'i' => Integer(),
                (byte)'l' => List(depth),
                (byte)'d' => Dictionary(depth),
                >= (byte)'0' and <= (byte)'9' => new BString(String()),
                byte other => throw Wrong(At, $"found {Show(other)}, expected i, l, d or a digit"),
            };
            value.Start = start;
            value.Length = At - start;
            return value;
        }

        private BInteger Integer()
        {
            At++;
            int start = At;
            bool negative = Peek("a number") == '-';
            if (negative) At++;
            ReadOnlySpan<byte> digits = Digits((byte)'e');
            if (digits[0] == '0' && (negative || digits.Length > 1)) throw Wrong(start, $"found {(negative ? "a negative number" : "a number")} with a leading zero, expected none");
            BigInteger number = BigInteger.Parse(Encoding.ASCII.GetString(digits), NumberStyles.None, CultureInfo.InvariantCulture);
            return new BInteger(negative ? -number : number);
        }

        private ReadOnlyMemory<byte> String()
        {
            int start = At;
            ReadOnlySpan<byte> digits = Digits((byte)':');
            if (digits[0] == '0' && digits.Length > 1) throw Wrong(start, $"found a length with a leading zero, expected none");
            int left = bytes.Length - At;
            if (digits.Length > 10 || long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) is var length && length > left)
                throw Wrong(start, $"found a string of {Encoding.ASCII.GetString(digits[..Math.Min(20, digits.Length)])} bytes, expected at most the {left} that are left");
            ReadOnlyMemory<byte> taken = bytes.Slice(At, (int)length);
            At += (int)length;
            return taken;
        }

        private BList List(int depth)
        {
            At++;
            var items = new List<BValue>();
            while (Peek("an item or the end of a list") != 'e') items.Add(Value(depth + 1));
            At++;
            return new BList(items);
        }

        private BDictionary Dictionary(int depth)
        {
            At++;
            var dictionary = new BDictionary();
            byte[]? last = null;
            while (Peek("a key or the end of a dictionary") is var next && next != 'e')
            {
                int start = At;
                if (next is < (byte)'0' or > (byte)'9') throw Wrong(At, $"found {Show(next)}, expected a key");
                byte[] key = String().ToArray();
                if (last is not null && last.AsSpan().SequenceCompareTo(key) is var order && order >= 0)
                    throw Wrong(start, $"found {(order == 0 ? "a key twice" : "a key after a greater one")}, expected each key once and in ascending order of its bytes");
                last = key;
                dictionary.Append(key, Value(depth + 1));
            }

            At++;
            return dictionary;
        }

        /// <summary>At least one digit, up to the byte that ends them, which is taken too.</summary>
        private ReadOnlySpan<byte> Digits(byte end)
        {
            ReadOnlySpan<byte> rest = bytes.Span[At..];
            int count = 0;
            while (count < rest.Length && rest[count] is >= (byte)'0' and <= (byte)'9')
            {
                if (++count > MostDigits) throw Wrong(At, $"found a number of more than {MostDigits} digits, expected fewer");
            }

            if (count == 0) throw Wrong(At, $"found {(rest.Length == 0 ? "the end" : Show(rest[0]))}, expected a digit");
            if (count == rest.Length || rest[count] != end) throw Wrong(At + count, $"found {(count == rest.Length ? "the end" : Show(rest[count]))}, expected {(char)end}");
            At += count + 1;
            return rest[..count];
        }

        private byte Peek(string what) => At < bytes.Length ? bytes.Span[At] : throw Wrong(At, $"found the end, expected {what}");

        private static string Show(byte value) => value is > 0x20 and < 0x7F ? $"'{(char)value}'" : $"the byte 0x{value.ToString("X2", CultureInfo.InvariantCulture)}";
    }
}
