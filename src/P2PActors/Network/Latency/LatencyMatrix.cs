using System.Globalization;
using P2PActors.Scenarios;

namespace P2PActors.Network.Latency;

/// <summary>
/// Round-trip times between measured hosts, read from a square text matrix in milliseconds with 0 on the diagonal, such as
/// the PlanetLab and Seattle sets of github.com/uofa-rzhu3/NetLatency-Data. Memory is that of the file, however many peers
/// are placed on the hosts.
/// </summary>
public sealed class LatencyMatrix
{
    private readonly float[] _milliseconds;

    private LatencyMatrix(int hosts, float[] milliseconds) => (Hosts, _milliseconds) = (hosts, milliseconds);

    /// <summary>Number of measured hosts.</summary>
    public int Hosts { get; }

    /// <summary>Round-trip time in milliseconds.</summary>
    public double RoundTrip(int a, int b) => _milliseconds[a * Hosts + b];

    /// <summary>Reads a matrix.</summary>
    /// <param name="path">Text file; rows on lines, values separated by white space or commas; <c>#</c> starts a comment line.</param>
    /// <exception cref="ScenarioException">The file is missing, not square, or holds something that is no time.</exception>
    public static LatencyMatrix Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ScenarioException(path, "network.latency.file",
                "no such file. The PlanetLab and Seattle matrices are public: github.com/uofa-rzhu3/NetLatency-Data");
        }

        float[]? values = null;
        int hosts = 0, row = 0, lineNumber = 0;
        foreach (string line in File.ReadLines(path))
        {
            lineNumber++;
            string[] cells = line.Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length == 0 || cells[0][0] == '#') continue;
            if (values is null)
            {
                hosts = cells.Length;
                if (hosts > 20_000) throw Bad(path, lineNumber, $"{hosts} columns; at most 20,000 hosts are supported");
                values = new float[hosts * hosts];
            }

            if (row == hosts) throw Bad(path, lineNumber, $"more than {hosts} rows, but {hosts} columns: the matrix must be square");
            if (cells.Length != hosts) throw Bad(path, lineNumber, $"{cells.Length} values, expected {hosts} as in the first row");
            for (int column = 0; column < hosts; column++)
            {
                if (!float.TryParse(cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out float ms) || !(ms >= 0) || ms > 3.6e6f)
                    throw Bad(path, lineNumber, $"'{cells[column]}' in column {column + 1} is not a round-trip time in milliseconds");
                values[row * hosts + column] = ms;
            }

            row++;
        }

        if (values is null) throw Bad(path, lineNumber, "the file holds no matrix");
        if (row != hosts) throw Bad(path, lineNumber, $"{row} rows, but {hosts} columns: the matrix must be square");
        return new LatencyMatrix(hosts, values);
    }

    private static ScenarioException Bad(string path, int line, string what) => new($"{path}:{line}", "network.latency.file", what);
}
