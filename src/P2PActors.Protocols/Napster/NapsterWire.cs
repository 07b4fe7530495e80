using System.Text;

namespace P2PActors.Protocols.Napster;

/// <summary>Bytes that are no message of the protocol; says which message, what was found and what was expected.</summary>
/// <param name="message">One sentence.</param>
internal sealed class NapsterFormatException(string message) : Exception(message);

/// <summary>Writes the data of a message, or only counts its characters; fields are parted by one space.</summary>
internal ref struct WireWriter
{
    private readonly Span<byte> _target;
    private readonly bool _writes;

    public WireWriter(Span<byte> target)
    {
        _target = target;
        _writes = true;
    }

    /// <summary>Characters so far.</summary>
    public int Length { get; private set; }

    /// <summary>Something without spaces.</summary>
    public void Word(string word)
    {
        Separate();
        Put(word);
    }

    /// <summary>Something that may hold spaces, but no quotes: there is no escaping.</summary>
    public void Quoted(string text)
    {
        Separate();
        Put('"');
        Put(text);
        Put('"');
    }

    /// <summary>Everything to the end of the message.</summary>
    public void Text(string text)
    {
        if (text.Length == 0) return;
        Separate();
        Put(text);
    }

    public void Number(long value)
    {
        Separate();
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int count, provider: System.Globalization.CultureInfo.InvariantCulture);
        Put(digits[..count]);
    }

    private void Separate()
    {
        if (Length > 0) Put(' ');
    }

    private void Put(char c)
    {
        if (_writes) _target[Length] = (byte)c;
        Length++;
    }

    // One byte a character (ISO 8859-1, as clients of the time sent); others become question marks.
    private void Put(scoped ReadOnlySpan<char> text)
    {
        if (_writes) Encoding.Latin1.GetBytes(text, _target[Length..]);
        Length += text.Length;
    }
}

/// <summary>Reads the data of a message field by field.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> data, int type)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    public readonly bool AtEnd => _at >= _data.Length;

    public string Word()
    {
        Separate("a word");
        int end = _data[_at..].IndexOf((byte)' ');
        if (end < 0) end = _data.Length - _at;
        if (end == 0) throw Wrong("a word");
        return Take(end);
    }

    public string Quoted()
    {
        Separate("a text in quotes");
        if (AtEnd || _data[_at] != '"') throw Wrong("a text in quotes");
        _at++;
        int end = _data[_at..].IndexOf((byte)'"');
        if (end < 0) throw Wrong("a closing quote");
        string text = Take(end);
        _at++;
        return text;
    }

    public long Number()
    {
        int start = _at;
        string word = Word();
        if (long.TryParse(word, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value)) return value;
        _at = start == 0 ? 0 : start + 1;
        throw Wrong("a number");
    }

    public int Int32() => (int)Math.Min(Number(), int.MaxValue);

    /// <summary>What is left, possibly nothing.</summary>
    public string Text()
    {
        if (AtEnd) return "";
        Separate("a text");
        return Take(_data.Length - _at);
    }

    public ReadOnlySpan<byte> Rest()
    {
        if (AtEnd) return [];
        Separate("data");
        ReadOnlySpan<byte> rest = _data[_at..];
        _at = _data.Length;
        return rest;
    }

    public readonly T End<T>(T message) => AtEnd ? message : throw Wrong("the end of the message");

    private void Separate(string expected)
    {
        if (_at == 0) return;
        if (AtEnd || _data[_at] != ' ') throw Wrong("a space before " + expected);
        _at++;
    }

    private string Take(int length)
    {
        string text = Encoding.Latin1.GetString(_data.Slice(_at, length));
        _at += length;
        return text;
    }

    private readonly NapsterFormatException Wrong(string expected)
    {
        string found = AtEnd ? "its end" : $"'{Encoding.Latin1.GetString(_data.Slice(_at, Math.Min(20, _data.Length - _at)))}'";
        return new NapsterFormatException($"message {type}: found {found} at byte {_at} of the data, expected {expected}");
    }
}
