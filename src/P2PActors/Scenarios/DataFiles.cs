using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios;

/// <summary>
/// Finds the data files a scenario names by the key <c>file</c>: seen from the folder the command runs in, then from the
/// scenario file's folder, then from the folder above it (the project, for scenarios in hocon/).
/// </summary>
internal static class DataFiles
{
    public static HoconObject Locate(HoconObject document)
    {
        var found = new List<(string Path, string File, string Origin)>();
        Collect(document, "", found);
        foreach ((string path, string file, string origin) in found) document = document.With(path, HoconWriter.Quote(file), origin);
        return document;
    }

    private static void Collect(HoconObject section, string path, List<(string, string, string)> found)
    {
        foreach ((string key, HoconValue value) in section.Members)
        {
            string full = HoconPath.Join(path, key);
            if (value is HoconObject inner) Collect(inner, full, found);
            else if (key == "file" && value is HoconString text && Find(text) is { } file) found.Add((full, file, value.Origin.ToString()));
        }
    }

    private static string? Find(HoconString value)
    {
        string file = value.Text;
        if (file.Length == 0 || Path.IsPathRooted(file) || File.Exists(file)) return null;
        string? folder = Path.GetDirectoryName(value.Origin.Source);
        foreach (string? from in (string?[])[folder, folder is null ? null : Path.Combine(folder, "..")])
        {
            if (from is null) continue;
            string candidate = Path.Combine(from, file);
            if (File.Exists(candidate)) return Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.GetFullPath(candidate));
        }

        return null;
    }
}
