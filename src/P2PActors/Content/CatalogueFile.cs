using P2PActors.Scenarios;

namespace P2PActors.Content;

/// <summary>Reads a catalogue from lines <c>name,size[,bitrate,frequency,seconds[,weight]]</c>.</summary>
internal static class CatalogueFile
{
    private const string Key = "content.catalogue.file";
    private const double LargestSize = 1e15;

    internal static Catalogue Load(string path) => Read(CsvFile.Open(path, Key, "name"), path);

    internal static Catalogue Read(TextReader text, string name) => Read(CsvFile.Read(text, name, Key, "name"), name);

    private static Catalogue Read(CsvFile csv, string path)
    {
        var files = new List<FileSpec>(csv.Lines.Count);
        var weights = new List<double>(csv.Lines.Count);
        var lineOfName = new Dictionary<string, int>(StringComparer.Ordinal);
        bool weighted = csv.Lines.Count > 0 && csv.Lines[0].Cells.Length == 6;
        foreach ((int line, string[] cells) in csv.Lines)
        {
            if (cells.Length is not (2 or 5 or 6) || cells[0].Length == 0)
            {
                csv.Fault(line, $"found {cells.Length} columns, expected name,size[,bitrate,frequency,seconds[,weight]].");
                continue;
            }
            if (cells.Length == 6 != weighted) csv.Fault(line, "either every line has a weight (6 columns) or none.");
            if (!lineOfName.TryAdd(cells[0], line)) csv.Fault(line, $"the name '{cells[0]}' is already on line {lineOfName[cells[0]]}; names must differ.");
            files.Add(Parse(csv, line, cells));
            weights.Add(cells.Length == 6 ? InRange(csv, line, cells, 5, "weight", 0, 1e15) : 1);
        }
        csv.ThrowIfFaulty();
        if (files.Count == 0) throw new ScenarioException(path, Key, "no file in the list; expected lines name,size[,bitrate,frequency,seconds[,weight]].");
        if (weighted && weights.Sum() <= 0) throw new ScenarioException(path, Key, "all weights are 0; expected at least one above.");
        return new Catalogue(files, weighted ? weights : null);
    }

    private static FileSpec Parse(CsvFile csv, int line, string[] cells)
    {
        double size = InRange(csv, line, cells, 1, "size", 1, LargestSize);
        if (cells.Length == 2) return new FileSpec(cells[0], new ByteSize((long)size), KindOf((long)size), 0, 0, 0);
        int bitRate = (int)InRange(csv, line, cells, 2, "bitrate", 0, ushort.MaxValue);
        int frequency = (int)InRange(csv, line, cells, 3, "frequency", 0, ushort.MaxValue);
        int seconds = (int)InRange(csv, line, cells, 4, "seconds", 0, int.MaxValue);
        return new FileSpec(cells[0], new ByteSize((long)size), KindOf((long)size), bitRate, frequency, seconds);
    }

    // The bounds between the size laws of made-up files.
    private static FileKind KindOf(long bytes) => bytes switch
    {
        < 10_000_000 => FileKind.Audio,
        <= 100_000_000 => FileKind.Medium,
        _ => FileKind.Video,
    };

    private static double InRange(CsvFile csv, int line, string[] cells, int column, string name, double min, double max)
    {
        double value = csv.Number(line, cells, column, name);
        if (value >= min && value <= max) return value;
        if (!double.IsNaN(value)) csv.Fault(line, FormattableString.Invariant($"column {name}: found {cells[column]}, expected {min:0} to {max:0}."));
        return min;
    }
}
