using P2PActors.Reports;
using P2PActors.Wire;

namespace P2PActors.Inspection;

/// <summary>What a command says: a title, facts, tables and lines of text, in this order. How it looks is the reader's affair.</summary>
/// <param name="Title">What the answer is about; empty for a plain remark.</param>
public sealed record Answer(string Title = "")
{
    private readonly List<(string Name, string Value)> _facts = [];
    private readonly List<ResultTable> _tables = [];
    private readonly List<string> _lines = [];

    /// <summary>Whether the command could not be carried out; <see cref="Lines"/> says why and what to do.</summary>
    public bool IsError { get; private init; }

    /// <summary>Whether the run is still on its way to where the command has sent it.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>Names and values.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts => _facts;

    /// <summary>Tables.</summary>
    public IReadOnlyList<ResultTable> Tables => _tables;

    /// <summary>Lines of text.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>One line.</summary>
    public static Answer Say(string text) => new Answer().Line(text);

    /// <summary>What is wrong and what to do.</summary>
    public static Answer Error(string text) => new Answer { IsError = true }.Line(text);

    /// <summary>Adds a fact.</summary>
    public Answer Fact(string name, string value)
    {
        _facts.Add((name, value));
        return this;
    }

    /// <summary>Adds a table.</summary>
    public Answer Table(string title, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        _tables.Add(new ResultTable(title, columns, rows));
        return this;
    }

    /// <summary>Adds a line.</summary>
    public Answer Line(string text)
    {
        _lines.Add(text);
        return this;
    }

    internal void Write(WireWriter to)
    {
        to.Text(Title);
        to.Flag(IsError);
        WriteAll(to, _facts.SelectMany(f => (string[])[f.Name, f.Value]));
        to.Unsigned((ulong)_tables.Count);
        foreach (ResultTable table in _tables)
        {
            to.Text(table.Title);
            WriteAll(to, table.Columns);
            to.Unsigned((ulong)table.Rows.Count);
            foreach (IReadOnlyList<string> row in table.Rows) WriteAll(to, row);
        }

        WriteAll(to, _lines);
    }

    internal static Answer Read(ref WireReader from)
    {
        var answer = new Answer(from.Text() ?? "") { IsError = from.Flag() };
        string[] facts = ReadAll(ref from);
        for (int i = 0; i + 1 < facts.Length; i += 2) answer.Fact(facts[i], facts[i + 1]);
        for (int tables = from.Count(); tables > 0; tables--)
        {
            string title = from.Text() ?? "";
            string[] columns = ReadAll(ref from);
            var rows = new IReadOnlyList<string>[from.Count()];
            for (int i = 0; i < rows.Length; i++) rows[i] = ReadAll(ref from);
            answer.Table(title, columns, rows);
        }

        foreach (string line in ReadAll(ref from)) answer.Line(line);
        return answer;
    }

    private static void WriteAll(WireWriter to, IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        to.Unsigned((ulong)all.Length);
        foreach (string text in all) to.Text(text);
    }

    private static string[] ReadAll(ref WireReader from)
    {
        string[] all = new string[from.Count()];
        for (int i = 0; i < all.Length; i++) all[i] = from.Text() ?? "";
        return all;
    }
}
