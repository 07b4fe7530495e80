using System.Globalization;
using P2PActors.Protocols;

namespace P2PActors.Reports;

/// <summary>
/// All series over time as comma-separated values (RFC 4180): one row per run, system and interval, one column per series.
/// <c>time_s</c> is the beginning of the interval; a cell is blank where the series has no value.
/// </summary>
internal static class TimeSeriesCsv
{
    public static void Write(TextWriter text, ScenarioResult result)
    {
        bool swept = result.Runs.Any(r => r.SweepValue is not null);
        string[] names = [.. result.Runs.SelectMany(r => r.Systems).SelectMany(s => s.Report.Series).Select(s => s.Name).Distinct().Order(StringComparer.Ordinal)];
        WriteRow(text, ["seed", .. (IEnumerable<string>)(swept ? ["sweep_value"] : []), "system", "time_s", .. names]);
        foreach (RunResult run in result.Runs)
        {
            foreach (SystemResult system in run.Systems) WriteSystem(text, run, system, swept, names);
        }
    }

    private static void WriteSystem(TextWriter text, RunResult run, SystemResult system, bool swept, string[] names)
    {
        IReadOnlyList<double?>?[] columns = [.. names.Select(n => system.Report.Series.FirstOrDefault(s => s.Name == n)?.Values)];
        int rows = columns.Max(c => c?.Count) ?? 0;
        var cells = new List<string>(names.Length + 4);
        for (int row = 0; row < rows; row++)
        {
            cells.Clear();
            cells.Add(run.Seed.ToString(CultureInfo.InvariantCulture));
            if (swept) cells.Add(run.SweepValue ?? "");
            cells.Add(system.Report.Label);
            cells.Add(Number((row * system.SeriesBin).TotalSeconds));
            foreach (IReadOnlyList<double?>? column in columns) cells.Add(column is not null && row < column.Count ? Number(column[row]) : "");
            WriteRow(text, cells);
        }
    }

    private static void WriteRow(TextWriter text, IReadOnlyList<string> cells)
    {
        for (int i = 0; i < cells.Count; i++)
        {
            if (i > 0) text.Write(',');
            text.Write(Quote(cells[i]));
        }

        text.Write('\n');
    }

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Number(double? value) => value is { } v && double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "";
}
