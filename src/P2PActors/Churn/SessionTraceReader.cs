using P2PActors.Scenarios;

namespace P2PActors.Churn;

/// <summary>Makes a clean trace of what a file says: sorted, without overlaps, without sessions of no length.</summary>
internal static class SessionTraceReader
{
    internal const string Key = "churn.sessions.file";

    private readonly record struct Line(string Peer, double Start, double End, bool Crash);

    internal static SessionTrace Read(CsvFile file, string name)
    {
        List<Line> lines = Parse(file);
        int read = lines.Count;
        int dropped = lines.RemoveAll(line => line.End <= line.Start);
        if (lines.Count == 0) throw new ScenarioException(name, Key, "no session in the file; expected lines peer,start_s,end_s,graceful(0/1).");

        double zero = lines.Min(line => line.Start), end = lines.Max(line => line.End);
        List<List<Line>> peers = [.. lines
            .GroupBy(line => line.Peer, StringComparer.Ordinal)
            .Select(peer => peer.OrderBy(line => line.Start).ThenBy(line => line.End).ToList())
            .OrderBy(peer => peer[0].Start).ThenBy(peer => peer[0].Peer, StringComparer.Ordinal)];

        var sessions = new List<Session>(lines.Count);
        var first = new List<int>(peers.Count + 1) { 0 };
        int merged = 0, censored = 0;
        foreach (List<Line> peer in peers)
        {
            merged += Merge(peer);
            foreach (Line line in peer)
            {
                if (line.End >= end) censored++;
                sessions.Add(new Session(TimeSpan.FromSeconds(line.Start - zero), TimeSpan.FromSeconds(line.End - line.Start), line.Crash));
            }
            first.Add(sessions.Count);
        }
        var notes = new SessionTraceNotes(read, dropped, merged, censored);
        return new SessionTrace(name, [.. sessions], [.. first], TimeSpan.FromSeconds(end - zero), notes);
    }

    private static List<Line> Parse(CsvFile file)
    {
        var lines = new List<Line>(file.Lines.Count);
        foreach ((int number, string[] cells) in file.Lines)
        {
            if (cells.Length != 4 || cells[0].Length == 0)
            {
                file.Fault(number, $"found {cells.Length} columns, expected peer,start_s,end_s,graceful(0/1).");
                continue;
            }
            double start = Seconds(file, number, cells, 1, "start_s"), end = Seconds(file, number, cells, 2, "end_s");
            if (cells[3] is not ("0" or "1")) file.Fault(number, $"column graceful: found '{cells[3]}', expected 0 or 1.");
            lines.Add(new Line(cells[0], start, end, Crash: cells[3] == "0"));
        }
        file.ThrowIfFaulty();
        return lines;
    }

    // The bound of 1e11 s (year 5138 in epoch seconds) keeps every difference within a TimeSpan.
    private static double Seconds(CsvFile file, int number, string[] cells, int column, string name)
    {
        double value = file.Number(number, cells, column, name);
        if (Math.Abs(value) > 1e11) file.Fault(number, $"column {name}: found {cells[column]}, expected seconds between -1e11 and 1e11.");
        return value;
    }

    /// <summary>Joins sessions of one peer that overlap or touch; the manner of the latest end counts.</summary>
    private static int Merge(List<Line> peer)
    {
        int kept = 0;
        for (int i = 1; i < peer.Count; i++)
        {
            Line last = peer[kept], next = peer[i];
            if (next.Start > last.End) peer[++kept] = next;
            else if (next.End >= last.End) peer[kept] = last with { End = next.End, Crash = next.Crash };
        }
        int merged = peer.Count - kept - 1;
        peer.RemoveRange(kept + 1, merged);
        return merged;
    }
}
