namespace P2PActors.Scenarios.Hocon;

/// <summary>What counts as a number.</summary>
internal static class HoconNumbers
{
    /// <summary>Whether the whole text is a number: sign, digits, fraction, exponent.</summary>
    public static bool IsNumber(string text) => text.Length > 0 && PrefixLength(text) == text.Length;

    /// <summary>Length of the number at the start of a text; 0 where there is none.</summary>
    public static int PrefixLength(ReadOnlySpan<char> text)
    {
        var i = text.StartsWith("-") ? 1 : 0;
        var whole = Digits(text, i);
        if (whole == i) return 0;
        i = whole;
        if (i < text.Length && text[i] == '.')
        {
            var fraction = Digits(text, i + 1);
            if (fraction == i + 1) return i;
            i = fraction;
        }
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            var sign = i + 1 < text.Length && text[i + 1] is '+' or '-' ? 1 : 0;
            var exponent = Digits(text, i + 1 + sign);
            if (exponent > i + 1 + sign) i = exponent;
        }
        return i;
    }

    private static int Digits(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from])) from++;
        return from;
    }
}
