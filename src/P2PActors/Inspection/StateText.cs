using System.Globalization;

namespace P2PActors.Inspection;

/// <summary>Takes what a peer says of itself, line by line. Its length is bounded: what does not fit is counted.</summary>
public sealed class StateText
{
    private const int MostLines = 60;
    private const int LongestLine = 400;
    private readonly List<string> _lines = [];
    private int _cut;

    /// <summary>What was said.</summary>
    public IReadOnlyList<string> Lines => _cut == 0 ? _lines : [.. _lines, $"... and {Number(_cut)} more lines"];

    /// <summary>Says one thing, in the words of the peer's user.</summary>
    public void Say(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (_lines.Count >= MostLines) _cut++;
        else _lines.Add(line.Length <= LongestLine ? line : line[..LongestLine] + " ...");
    }

    /// <summary>A moment of virtual time, as <c>0:10:00</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalDays >= 1
        ? time.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment of virtual time to the millisecond, as <c>0:10:00.250</c>.</summary>
    public static string Moment(TimeSpan time) => time.TotalDays >= 1
        ? time.ToString(@"d\d\ hh\:mm\:ss\.fff", CultureInfo.InvariantCulture)
        : time.ToString(@"h\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    /// <summary>A count, with separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of its own, without separators, such as that of a peer.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of things, as <c>1 upload</c> or <c>2 uploads</c>.</summary>
    public static string Count(long number, string thing) => $"{Number(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>An amount of data, as <c>4.2 MB</c>.</summary>
    public static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        >= 1e9 => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB",
        >= 1e6 => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB",
        >= 1e3 => (bytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " kB",
        _ => bytes.ToString("0", CultureInfo.InvariantCulture) + " B",
    };
}
