namespace P2PActors.Scenarios.Hocon;

/// <summary>A place in a text that moves forward and counts lines.</summary>
internal sealed class TextCursor(string text)
{
    /// <summary>What <see cref="Current"/> gives past the end; no text that is parsed holds it as a meaningful character.</summary>
    public const char End = '\uFFFF';

    public int Position { get; private set; }

    public int Line { get; private set; } = 1;

    public bool AtEnd => Position >= text.Length;

    public char Current => Peek(0);

    public char Peek(int ahead) => Position + ahead < text.Length ? text[Position + ahead] : End;

    public bool StartsWith(string expected) =>
        string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    public string Since(int start) => text[start..Position];

    public void Advance(int count = 1)
    {
        for (; count > 0 && !AtEnd; count--)
            if (text[Position++] == '\n') Line++;
    }

    public bool TryTake(char expected)
    {
        if (AtEnd || Current != expected) return false;
        Advance();
        return true;
    }

    /// <summary>Skips white space within the line.</summary>
    public void SkipBlanks()
    {
        while (!AtEnd && IsBlank(Current)) Advance();
    }

    /// <summary>Skips white space, line ends and comments; true where a line ended.</summary>
    public bool SkipBlanksAndLines()
    {
        var line = Line;
        while (!AtEnd)
        {
            if (Current == '\n' || IsBlank(Current)) Advance();
            else if (AtComment) while (!AtEnd && Current != '\n') Advance();
            else break;
        }
        return Line > line;
    }

    public bool AtComment => Current == '#' || Current == '/' && Peek(1) == '/';

    /// <summary>White space as the HOCON specification lists it, without the line end.</summary>
    public static bool IsBlank(char c) =>
        c != '\n' && (char.IsWhiteSpace(c) || c is '\uFEFF' or >= '\u001C' and <= '\u001F');

    /// <summary>What stands here, as an error message names it.</summary>
    public string Found => AtEnd ? "the end of the text" : Current switch
    {
        '\n' or '\r' => "the end of the line",
        < ' ' => FormattableString.Invariant($"the control character {(int)Current:x2}"),
        _ => char.IsHighSurrogate(Current) && char.IsLowSurrogate(Peek(1))
            ? $"'{text.AsSpan(Position, 2)}'"
            : $"'{Current}'",
    };
}
