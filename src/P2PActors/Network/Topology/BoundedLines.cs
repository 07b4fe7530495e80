namespace P2PActors.Network.Topology;

/// <summary>Lines of a text, none of which takes more than a bounded room, whatever the text is.</summary>
internal sealed class BoundedLines(TextReader reader, int limit)
{
    private readonly char[] _line = new char[limit];
    private readonly char[] _buffer = new char[16 * 1024];
    private int _position, _filled;

    /// <summary>Number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether the line read last was cut at the limit.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Reads a line without its end (LF or CR LF).</summary>
    /// <returns>False at the end of the text.</returns>
    public bool Next(out ReadOnlySpan<char> line)
    {
        int length = 0;
        bool any = false;
        TooLong = false;
        while (!TooLong && Fill())
        {
            any = true;
            ReadOnlySpan<char> rest = _buffer.AsSpan(_position, _filled - _position);
            int end = rest.IndexOf('\n');
            ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
            _position += part.Length + (end < 0 ? 0 : 1);
            TooLong = part.Length > _line.Length - length;
            if (TooLong) break;
            part.CopyTo(_line.AsSpan(length));
            length += part.Length;
            if (end >= 0) break;
        }

        if (any) Number++;
        line = _line.AsSpan(0, length);
        if (line.EndsWith('\r')) line = line[..^1];
        return any;
    }

    private bool Fill()
    {
        if (_position < _filled) return true;
        _position = 0;
        _filled = reader.Read(_buffer, 0, _buffer.Length);
        return _filled > 0;
    }
}
