using System.Text;
using P2PActors.Reports;

namespace P2PActors.Inspection;

/// <summary>What a line of an answer is, for those who show it in colours.</summary>
public enum AnswerLineKind
{
    /// <summary>Text, facts and the cells of tables.</summary>
    Text,
    /// <summary>The title of the answer or of a table.</summary>
    Title,
    /// <summary>The names of columns.</summary>
    Columns,
    /// <summary>What is wrong.</summary>
    Error,
}

/// <summary>One line of an answer as it is shown.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says.</param>
public readonly record struct AnswerLine(AnswerLineKind Kind, string Text);

/// <summary>
/// An answer as lines of a given width, the same on a terminal, in a pipe and over a control connection: names and numbers
/// stay whole, texts are broken between words and go on under their beginning.
/// </summary>
public static class AnswerLayout
{
    /// <summary>Lines are as long as what they say.</summary>
    public const int AnyWidth = int.MaxValue;

    private const int NarrowestText = 12;
    private const string ErrorMark = "error: ";

    /// <summary>The lines of an answer, without ends of line.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="width">Characters in a line, if the texts allow it.</param>
    public static IReadOnlyList<AnswerLine> Of(Answer answer, int width = AnyWidth)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var lines = new List<AnswerLine>();
        if (answer.Title.Length > 0) AddText(lines, AnswerLineKind.Title, "", answer.Title, width);
        AddFacts(lines, answer.Facts, width);
        foreach ((int i, ResultTable table) in answer.Tables.Index())
        {
            if (i > 0 || answer.Facts.Count > 0) lines.Add(new AnswerLine(AnswerLineKind.Text, ""));
            AddTable(lines, table, width);
        }

        if (answer.Tables.Count > 1 && answer.Lines.Count > 0) lines.Add(new AnswerLine(AnswerLineKind.Text, ""));
        foreach (string line in answer.Lines.SelectMany(l => l.Split('\n')))
        {
            if (answer.IsError) AddText(lines, AnswerLineKind.Error, ErrorMark, line, width);
            else AddText(lines, AnswerLineKind.Text, "", line, width);
        }

        return lines;
    }

    /// <summary>Whether a column is set to the right: all its cells begin with a digit, or hold nothing.</summary>
    public static bool IsNumber(ResultTable table, int column)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Rows.Count > 0 && table.Rows.All(r => r[column] is "" or "-" || char.IsAsciiDigit(r[column].TrimStart('-')[0]));
    }

    private static void AddText(List<AnswerLine> lines, AnswerLineKind kind, string mark, string text, int width)
    {
        string indent = mark.Length > 0 ? new string(' ', mark.Length) : text[..^text.TrimStart().Length] + "    ";
        foreach ((int i, string part) in Broken(mark + text, width, indent.Length).Index())
            lines.Add(new AnswerLine(kind, i == 0 ? part : indent + part));
    }

    private static void AddFacts(List<AnswerLine> lines, IReadOnlyList<(string Name, string Value)> facts, int width)
    {
        if (facts.Count == 0) return;
        int names = facts.Max(f => f.Name.Length);
        int room = Math.Max(NarrowestText, width - names - 4);
        foreach ((string name, string value) in facts)
        {
            string indent = value[..^value.TrimStart().Length];
            if (indent.Length > 0) indent += "    "; // a tree
            foreach ((int i, string part) in Broken(value, room, indent.Length).Index())
                lines.Add(new AnswerLine(AnswerLineKind.Text, $"  {(i == 0 ? name : "").PadRight(names)}  {(i == 0 ? "" : indent)}{part}".TrimEnd()));
        }
    }

    private static void AddTable(List<AnswerLine> lines, ResultTable table, int width)
    {
        if (table.Title.Length > 0) lines.Add(new AnswerLine(AnswerLineKind.Title, table.Title));
        var widths = new int[table.Columns.Count];
        var isNumber = new bool[widths.Length];
        for (int c = 0; c < widths.Length; c++)
        {
            widths[c] = Math.Max(table.Columns[c].Length, table.Rows.Count == 0 ? 0 : table.Rows.Max(r => r[c].Length));
            isNumber[c] = IsNumber(table, c);
        }

        Narrow(table, widths, isNumber, width);
        AddRow(lines, AnswerLineKind.Columns, table.Columns, widths, isNumber);
        foreach (IReadOnlyList<string> row in table.Rows) AddRow(lines, AnswerLineKind.Text, row, widths, isNumber);
    }

    /// <summary>Takes what is too much from the widest column of texts, a character at a time.</summary>
    private static void Narrow(ResultTable table, int[] widths, bool[] isNumber, int width)
    {
        bool[] isText = [.. widths.Select((_, c) => !isNumber[c] && table.Rows.Any(r => r[c].Contains(' ', StringComparison.Ordinal)))];
        for (long much = widths.Sum(w => (long)w + 2) - width; much > 0; much--)
        {
            int widest = -1;
            for (int c = 0; c < widths.Length; c++)
            {
                if (isText[c] && widths[c] > Math.Max(NarrowestText, table.Columns[c].Length) && (widest < 0 || widths[c] > widths[widest])) widest = c;
            }

            if (widest < 0) return;
            widths[widest]--;
        }
    }

    private static void AddRow(List<AnswerLine> lines, AnswerLineKind kind, IReadOnlyList<string> cells, int[] widths, bool[] isNumber)
    {
        List<string>[] parts = [.. cells.Select((cell, c) => Broken(cell, widths[c], 0))];
        int height = parts.Max(p => p.Count);
        var text = new StringBuilder();
        for (int line = 0; line < height; line++)
        {
            text.Clear();
            for (int c = 0; c < widths.Length; c++)
            {
                string part = line < parts[c].Count ? parts[c][line] : "";
                text.Append("  ").Append(isNumber[c] ? part.PadLeft(widths[c]) : part.PadRight(widths[c]));
            }

            lines.Add(new AnswerLine(kind, text.ToString().TrimEnd()));
        }
    }

    /// <summary>A text in parts that are not longer than the width: broken at blanks, a longer word where it must be.</summary>
    private static List<string> Broken(string text, int width, int laterIndent)
    {
        var parts = new List<string>();
        int room = width;
        while (text.Length > room)
        {
            int blank = text.LastIndexOf(' ', room);
            int lead = text.Length - text.TrimStart().Length;
            int cut = blank > lead ? blank : room;
            parts.Add(text[..cut].TrimEnd());
            text = text[cut..].TrimStart();
            room = Math.Max(NarrowestText, width - laterIndent);
        }

        if (text.Length > 0 || parts.Count == 0) parts.Add(text);
        return parts;
    }
}

/// <summary>An answer as plain text: for pipes, logs and control connections.</summary>
public static class PlainText
{
    /// <summary>The lines of an answer, without ends of line.</summary>
    public static IReadOnlyList<string> Of(Answer answer, int width = AnswerLayout.AnyWidth) => [.. AnswerLayout.Of(answer, width).Select(l => l.Text)];
}
