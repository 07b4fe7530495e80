using P2PActors.Reports;

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
}
