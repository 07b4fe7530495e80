using P2PActors.Reports.Html;

namespace P2PActors.Reports;

/// <summary>
/// The directory of a run: <c>summary.json</c>, <c>timeseries.csv</c>, <c>scenario.conf</c> and <c>report.html</c>. Equal runs
/// write equal files, apart from what stands under <c>timing</c>.
/// </summary>
public static class RunDirectory
{
    internal const string Summary = "summary.json";
    internal const string TimeSeries = "timeseries.csv";
    internal const string ScenarioFile = "scenario.conf";
    internal const string Report = "report.html";
    internal const string JournalFile = "journal.conf";

    /// <summary>Makes sure that results can be written to a directory; worth a call before a long run.</summary>
    /// <exception cref="IOException">It is a file, or it holds something that is not an earlier run.</exception>
    public static void EnsureUsable(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (File.Exists(directory))
            throw new IOException($"Cannot write results to '{directory}': it is a file. Name a directory that is new, empty, or holds an earlier run.");
        // A run that was cut short has left its journal and nothing else.
        if (!Directory.Exists(directory) || File.Exists(Path.Combine(directory, Summary)) || File.Exists(Path.Combine(directory, JournalFile))) return;
        if (Directory.EnumerateFileSystemEntries(directory).Any())
            throw new IOException($"Cannot write results to '{directory}': it is not empty and holds no earlier run ({Summary}). Name a directory that is new, empty, or holds an earlier run.");
    }

    /// <summary>Writes the four files. An earlier run in the same directory is overwritten, each file at once.</summary>
    /// <param name="directory">Where; made if it does not exist.</param>
    /// <param name="result">The results.</param>
    /// <param name="commandLine">The command that repeats the run.</param>
    /// <param name="version">Version of the program.</param>
    /// <exception cref="IOException">The directory holds something that is not an earlier run, or cannot be written.</exception>
    public static void Write(string directory, ScenarioResult result, string commandLine, string version) =>
        Write(directory, result, commandLine, version, RunEnvironment.Current());

    internal static void Write(string directory, ScenarioResult result, string commandLine, string version, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(commandLine);
        ArgumentNullException.ThrowIfNull(version);
        EnsureUsable(directory);
        Directory.CreateDirectory(directory);
        var model = new ReportModel(result, commandLine, version, environment);

        // The summary comes first: it marks the directory as a run, so that a write cut short can be done again.
        AtomicFile.Write(Path.Combine(directory, Summary), stream => RunSummary.Write(stream, model));
        AtomicFile.WriteText(Path.Combine(directory, TimeSeries), text => TimeSeriesCsv.Write(text, result));
        AtomicFile.WriteText(Path.Combine(directory, ScenarioFile), text => text.Write(model.ScenarioText));
        AtomicFile.WriteText(Path.Combine(directory, Report), text => HtmlReport.Write(text, model));
    }
}
