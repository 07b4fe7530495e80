using System.Text;

namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>
/// Data as printable text, the encoding <c>x-setiathome</c> (xml_util.h of the client of SETI@home): three bytes are four
/// characters of six bits each, the lowest bits first, from the space on; lines of 64 characters, a line end before the first
/// and after the last. The last group has four characters too, whatever is left of its three bytes; the original fills it up with
/// what lies behind the data in memory.
/// </summary>
internal static class PrintableSamples
{
    private const int Line = 64, First = 0x20;

    /// <summary>Characters that some bytes take, line ends included.</summary>
    public static int LengthOf(int bytes)
    {
        int characters = (bytes + 2) / 3 * 4;
        return 1 + characters + characters / Line + 1;
    }

    /// <summary>Writes bytes as text. What lacks of the last three bytes is filled up with zeros.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(LengthOf(bytes.Length));
        text.Append('\n');
        int inLine = 0;
        for (int i = 0; i < bytes.Length; i += 3)
        {
            int a = bytes[i], b = i + 1 < bytes.Length ? bytes[i + 1] : 0, c = i + 2 < bytes.Length ? bytes[i + 2] : 0;
            int bits = a | b << 8 | c << 16;
            for (int shift = 0; shift < 24; shift += 6) text.Append((char)(First + (bits >> shift & 0x3F)));
            if ((inLine += 4) < Line) continue;
            inLine = 0;
            text.Append('\n');
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Reads the bytes of a text.</summary>
    /// <param name="text">The text; line ends count for nothing.</param>
    /// <param name="bytes">How many bytes it stands for.</param>
    /// <exception cref="BoincFormatException">It holds another character, or not as many as the bytes take.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text, int bytes)
    {
        if (bytes < 0 || bytes > text.Length) throw new BoincFormatException(FormattableString.Invariant($"found {text.Length} characters of data, expected those of {bytes} bytes"));
        byte[] data = new byte[bytes];
        int at = 0, bits = 0, held = 0, characters = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\n' or '\r') continue;
            if (c is < (char)First or > (char)(First + 0x40)) throw new BoincFormatException(FormattableString.Invariant($"found character {(int)c} at {i} of the data, expected 32 to 96"));
            characters++;
            // 0x60 is another way to write the space, as uuencode had it; the decoder of SETI@home takes both.
            bits |= (c - First & 0x3F) << held;
            held += 6;
            if (held < 8) continue;
            if (at < bytes) data[at++] = (byte)bits;
            bits >>= 8;
            held -= 8;
        }

        if (characters != (bytes + 2) / 3 * 4) throw new BoincFormatException(FormattableString.Invariant($"found {characters} characters of data, expected {(bytes + 2) / 3 * 4} for {bytes} bytes"));
        return data;
    }
}
