using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios;

/// <summary>
/// Finds the data files a scenario names by the key <c>file</c>: seen from the folder the command runs in, then from the
/// scenario file's folder, then from the folder above it (the project, for scenarios in hocon/).
/// </summary>
internal static class DataFiles
{
    /// <summary>Where the public data sets that scenarios use are found, by the end of the key.</summary>
    private static readonly (string Key, string Source)[] PublicData =
    [
        ("topology.file", "crawls of the Gnutella overlay are public: SNAP data set p2p-Gnutella, snap.stanford.edu/data"),
        ("latency.file", "the PlanetLab and Seattle matrices are public: github.com/uofa-rzhu3/NetLatency-Data"),
    ];

    /// <summary>The document with the files as seen from the folder the command runs in.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="errors">Takes the files that are nowhere, unless the scenario says what to do without them.</param>
    public static HoconObject Locate(HoconObject document, ICollection<ScenarioError> errors)
    {
        var found = new List<(string Path, string File, string Origin)>();
        Collect(document, "", found, errors);
        foreach ((string path, string file, string origin) in found) document = document.With(path, HoconWriter.Quote(file), origin);
        return document;
    }

    /// <summary>The files that a document with located files names and that exist, each once.</summary>
    public static IReadOnlyList<string> Of(HoconObject located)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        Walk(located, files);
        return [.. files];
    }

    private static void Walk(HoconObject section, SortedSet<string> files)
    {
        foreach ((string key, HoconValue value) in section.Members)
        {
            if (value is HoconObject inner) Walk(inner, files);
            else if (key == "file" && value is HoconString { Text.Length: > 0 } text && File.Exists(text.Text)) files.Add(text.Text);
        }
    }

    private static void Collect(HoconObject section, string path, List<(string, string, string)> found, ICollection<ScenarioError> errors)
    {
        foreach ((string key, HoconValue value) in section.Members)
        {
            string full = HoconPath.Join(path, key);
            if (value is HoconObject inner) Collect(inner, full, found, errors);
            else if (key == "file" && value is HoconString { Text.Length: > 0 } text && !File.Exists(text.Text)) Search(section, full, text, found, errors);
        }
    }

    private static void Search(HoconObject section, string path, HoconString named, List<(string, string, string)> found, ICollection<ScenarioError> errors)
    {
        string file = named.Text;
        string here = Directory.GetCurrentDirectory();
        string folder = Path.GetFullPath(Path.GetDirectoryName(named.Origin.Source) is { Length: > 0 } given ? given : here);
        string[] folders = Path.IsPathRooted(file) ? [] : [here, folder, Path.GetFullPath(Path.Combine(folder, ".."))];
        foreach (string from in folders)
        {
            string candidate = Path.GetFullPath(Path.Combine(from, file));
            if (!File.Exists(candidate)) continue;
            found.Add((path, Path.GetRelativePath(here, candidate), named.Origin.ToString()));
            return;
        }

        if (section.Member("if-missing") is HoconString { Text: "synthetic" }) return;
        string looked = folders.Length == 0 ? "" : $", seen from {string.Join(", ", folders.Distinct())}";
        string source = PublicData.FirstOrDefault(p => path.EndsWith(p.Key, StringComparison.Ordinal)).Source is { } known ? "; " + known : "";
        var error = new ScenarioError(named.Origin.ToString(), path, $"there is no file '{file}'{looked}{source}");
        // One line that several places take by substitution is one error.
        if (!errors.Any(e => e.Place == error.Place && e.Message == error.Message)) errors.Add(error);
    }
}
