using System.Globalization;
using System.Text;

namespace P2PActors.Scenarios;

/// <summary>A comma-separated file named by a scenario, read line by line with its errors collected by file and line
/// (RFC 4180 without line breaks inside quotes; blank lines and lines that begin with <c>#</c> are skipped).</summary>
internal sealed class CsvFile
{
    private readonly string _name;
    private readonly string _key;
    private readonly List<ScenarioError> _errors = [];

    private CsvFile(string name, string key, IReadOnlyList<(int Number, string[] Cells)> lines) =>
        (_name, _key, Lines) = (name, key, lines);

    /// <summary>Line numbers, from 1, and cells of the lines that hold data; the header, if any, is left out.</summary>
    public IReadOnlyList<(int Number, string[] Cells)> Lines { get; }

    /// <summary>Reads a file; a first line whose first cell is <paramref name="header"/> is taken as the header.</summary>
    public static CsvFile Open(string path, string key, string header)
    {
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            return Read(reader, path, key, header);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ScenarioException(path, key, $"the file cannot be read ({error.Message}); give the path of a readable text file.");
        }
    }

    /// <summary>Reads text that is already open; <paramref name="name"/> stands for the file in errors.</summary>
    public static CsvFile Read(TextReader reader, string name, string key, string header)
    {
        var lines = new List<(int, string[])>();
        bool first = true;
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#') continue;
            string[] cells = Split(line);
            if (!first || !cells[0].Equals(header, StringComparison.OrdinalIgnoreCase)) lines.Add((number, cells));
            first = false;
        }
        return new CsvFile(name, key, lines);
    }

    /// <summary>Notes an error; <see cref="ThrowIfFaulty"/> reports all of them together.</summary>
    public void Fault(int line, string message) =>
        _errors.Add(new ScenarioError($"{_name}:{line.ToString(CultureInfo.InvariantCulture)}", _key, message));

    /// <summary>Ends the reading if anything was wrong.</summary>
    public void ThrowIfFaulty()
    {
        if (_errors.Count > 0) throw new ScenarioException(_errors);
    }

    /// <summary>A finite number from a cell, or an error and NaN.</summary>
    public double Number(int line, string[] cells, int column, string name)
    {
        string text = column < cells.Length ? cells[column] : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
        Fault(line, $"column {name}: found '{text}', expected a number.");
        return double.NaN;
    }

    private static string[] Split(string line)
    {
        if (!line.Contains('"')) return line.Split(',', StringSplitOptions.TrimEntries);
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else cell.Append(c);
        }
        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }
}
