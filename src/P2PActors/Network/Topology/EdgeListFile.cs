using P2PActors.Scenarios;

namespace P2PActors.Network.Topology;

/// <summary>
/// Reads an overlay from a text file with one edge per line, two node names separated by tabs or spaces; <c>#</c> starts a
/// comment. Names may be any text: nodes are numbered in the order in which they first appear. The format of the Gnutella
/// crawls in the SNAP collection.
/// </summary>
public static class EdgeListFile
{
    /// <summary>Most nodes a file may name.</summary>
    public const int NodeLimit = 10_000_000;

    /// <summary>Most edges a file may hold, repetitions counted.</summary>
    public const int EdgeLimit = 100_000_000;

    /// <summary>Most characters of a line.</summary>
    public const int LineLimit = 1_000;

    /// <summary>The setting that errors are reported under.</summary>
    public const string Key = "topology.file";

    /// <summary>Reads a file, line by line.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ScenarioException">The file cannot be read, or holds something that is no edge, or no edge at all.</exception>
    public static OverlayGraph Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new ScenarioException(path, Key, (Directory.Exists(path) ? "this is a folder, not a file" : "no such file")
                + ". Crawls of the Gnutella overlay are public: SNAP data set p2p-Gnutella, snap.stanford.edu/data");
        }

        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(path, Key, $"the file cannot be read: {error.Message}");
        }
    }

    /// <summary>Reads edges from text.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="ScenarioException">The text holds something that is no edge, or no edge at all.</exception>
    public static OverlayGraph Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var lines = new BoundedLines(reader, LineLimit);
        var builder = new OverlayGraphBuilder();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int edges = 0;
        while (lines.Next(out ReadOnlySpan<char> line))
        {
            if (lines.TooLong) throw Bad($"a line of more than {LineLimit} characters; expected two node names, as in an edge list");
            int comment = line.IndexOf('#');
            if (comment >= 0) line = line[..comment];
            ReadOnlySpan<char> from = Word(ref line), to = Word(ref line);
            if (from.IsEmpty) continue;
            if (to.IsEmpty) throw Bad($"'{from}' alone; expected two node names, separated by a tab or spaces");
            ReadOnlySpan<char> more = Word(ref line);
            if (!more.IsEmpty) throw Bad($"'{more}' after '{from} {to}'; expected two node names and nothing else");
            if (++edges > EdgeLimit) throw Bad($"more than {EdgeLimit} edges; that is the limit");
            int a = Number(from), b = Number(to);
            builder.Add(a, b);
        }

        OverlayGraph graph = builder.Build();
        if (graph.Edges == 0) throw new ScenarioException(name, Key, "no edge found; expected lines of two node names, separated by a tab or spaces");
        return graph;

        int Number(ReadOnlySpan<char> node)
        {
            var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(node, out int number)) return number;
            if (node.ContainsAnyInRange('\0', '\x1f')) throw Bad("a control character; expected text");
            if (builder.Nodes == NodeLimit) throw Bad($"more than {NodeLimit} nodes; that is the limit");
            number = builder.AddNode();
            lookup[node] = number;
            return number;
        }

        ScenarioException Bad(string what) => new($"{name}:{lines.Number}", Key, what);
    }

    // Cuts the next word off the front of the line; empty at its end.
    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> line)
    {
        int start = line.IndexOfAnyExcept(' ', '\t');
        if (start < 0) return line = default;
        line = line[start..];
        int length = line.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = length < 0 ? line : line[..length];
        line = line[word.Length..];
        return word;
    }
}
