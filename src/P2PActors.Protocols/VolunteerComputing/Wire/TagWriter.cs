using System.Globalization;
using System.Text;

namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>
/// Writes tags as BOINC does, one a line. Without a text it only counts: messages are measured by the code that writes them.
/// A mutable struct: hand it on by <c>ref</c>.
/// </summary>
internal struct TagWriter(StringBuilder? text)
{
    private const int LongestNumber = 400;

    /// <summary>Characters so far; all are ASCII, so that they are bytes too.</summary>
    public int Length { get; private set; }

    public void Open(string tag, int indent = 0) => Line(indent, "<", tag, ">");

    public void Close(string tag, int indent = 0) => Line(indent, "</", tag, ">");

    /// <summary>A tag without content: true.</summary>
    public void Flag(string tag, int indent) => Line(indent, "<", tag, "/>");

    public void Text(string tag, ReadOnlySpan<char> value, int indent)
    {
        Begin(tag, indent);
        Put(value);
        End(tag);
    }

    public void Number(string tag, long value, int indent)
    {
        Span<char> digits = stackalloc char[24];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Text(tag, digits[..length], indent);
    }

    /// <summary>A number with six places, as C writes it with <c>%f</c>.</summary>
    public void Real(string tag, double value, int indent)
    {
        Span<char> digits = stackalloc char[LongestNumber];
        value.TryFormat(digits, out int length, "F6", CultureInfo.InvariantCulture);
        Text(tag, digits[..length], indent);
    }

    /// <summary>A number of 128 bits as 32 hexadecimal digits.</summary>
    public void Hex(string tag, UInt128 value, int indent)
    {
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, "x32", CultureInfo.InvariantCulture);
        Text(tag, digits[..length], indent);
    }

    private void Begin(string tag, int indent)
    {
        Indent(indent);
        Put("<");
        Put(tag);
        Put(">");
    }

    private void End(string tag)
    {
        Put("</");
        Put(tag);
        Put(">\n");
    }

    private void Line(int indent, string before, string tag, string after)
    {
        Indent(indent);
        Put(before);
        Put(tag);
        Put(after);
        Put("\n");
    }

    private void Indent(int spaces)
    {
        Length += spaces;
        text?.Append(' ', spaces);
    }

    private void Put(ReadOnlySpan<char> characters)
    {
        Length += characters.Length;
        text?.Append(characters);
    }
}
