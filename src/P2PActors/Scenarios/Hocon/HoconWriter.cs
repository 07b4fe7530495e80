using System.Globalization;
using System.Text;

namespace P2PActors.Scenarios.Hocon;

/// <summary>Writes a resolved tree as HOCON that reads back to an equal tree.</summary>
internal static class HoconWriter
{
    public static string Write(HoconValue value)
    {
        var text = new StringBuilder();
        if (value is HoconObject { Members.Count: > 0 } root) WriteMembers(text, root, 0);
        else WriteValue(text, value, 0);
        return text.ToString();
    }

    /// <summary>A text in quotes, with what needs it escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(c);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                default:
                    if (char.IsControl(c) || char.IsSurrogate(c) || c is '\uFEFF' or '\uFFFE' or '\uFFFF')
                        quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    else quoted.Append(c);
                    break;
            }
        }
        return quoted.Append('"').ToString();
    }

    private static void WriteMembers(StringBuilder text, HoconObject section, int depth)
    {
        foreach (var (key, value) in section.Members)
        {
            text.Append(' ', depth * 2).Append(HoconPath.QuoteIfNeeded(key));
            text.Append(value is HoconObject ? " " : " = ");
            WriteValue(text, value, depth);
            text.Append('\n');
        }
    }

    private static void WriteValue(StringBuilder text, HoconValue value, int depth)
    {
        switch (value)
        {
            case HoconObject { Members.Count: 0 }:
                text.Append("{}");
                break;
            case HoconObject section:
                text.Append("{\n");
                WriteMembers(text, section, depth + 1);
                text.Append(' ', depth * 2).Append('}');
                break;
            case HoconArray list:
                WriteArray(text, list, depth);
                break;
            case HoconString { Text: var content }:
                text.Append(IsPlain(content) ? content : Quote(content));
                break;
            case HoconScalar scalar:
                text.Append(scalar.Text);
                break;
        }
    }

    private static void WriteArray(StringBuilder text, HoconArray list, int depth)
    {
        var inline = list.Items.All(item => item is HoconScalar);
        text.Append('[');
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (!inline) text.Append('\n').Append(' ', depth * 2 + 2);
            else if (i > 0) text.Append(", ");
            WriteValue(text, list.Items[i], depth + 1);
        }
        if (!inline) text.Append('\n').Append(' ', depth * 2);
        text.Append(']');
    }

    /// <summary>Whether a text reads back as itself without quotes.</summary>
    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || text is "true" or "false" or "null" || text[0] == '-' || HoconNumbers.IsNumber(text)) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '%')) return false;
        return true;
    }
}
