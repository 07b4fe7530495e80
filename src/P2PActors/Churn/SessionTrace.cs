using P2PActors.Engine;

namespace P2PActors.Churn;

/// <summary>What had to be put right in a trace while it was read; nothing is dropped in silence.</summary>
/// <param name="Lines">Lines with a session.</param>
/// <param name="Dropped">Sessions left out because they end before or when they start.</param>
/// <param name="Merged">Sessions that overlapped or touched an earlier one of the same peer and were joined to it.</param>
/// <param name="Censored">Sessions that last until the end of the trace, so that their true length is unknown.</param>
public sealed record SessionTraceNotes(int Lines, int Dropped, int Merged, int Censored);

/// <summary>Recorded sessions by peer, in the neutral format <c>peer,start_s,end_s,graceful(0/1)</c>; immutable.</summary>
public sealed class SessionTrace
{
    private readonly Session[] _sessions;
    private readonly int[] _firstOfPeer;
    private readonly long[] _lengths;
    private readonly double[] _cumulated;

    internal SessionTrace(string name, Session[] sessions, int[] firstOfPeer, TimeSpan window, SessionTraceNotes notes)
    {
        (Name, _sessions, _firstOfPeer, Window, Notes) = (name, sessions, firstOfPeer, window, notes);
        // Only sessions that begin in the first half of the window: the later ones are seen only if short
        // (Stutzbach and Rejaie, IMC 2006, on create-based measurement).
        long[] lengths = [.. sessions.Where(s => s.Start <= window / 2).Select(s => s.Length.Ticks)];
        Array.Sort(lengths);
        _lengths = lengths;
        _cumulated = new double[lengths.Length];
        double sum = 0;
        for (int i = 0; i < lengths.Length; i++) _cumulated[i] = sum += lengths[i];
    }

    /// <summary>The file, as named by the scenario.</summary>
    public string Name { get; }

    /// <summary>Number of peers with at least one session; they are numbered by their first session, then by name.</summary>
    public int Peers => _firstOfPeer.Length - 1;

    /// <summary>From the first start (time 0) to the last end.</summary>
    public TimeSpan Window { get; }

    /// <summary>What was put right while reading.</summary>
    public SessionTraceNotes Notes { get; }

    /// <summary>Mean length of the sessions that begin in the first half of the window.</summary>
    public TimeSpan MeanLength => TimeSpan.FromTicks((long)(_cumulated[^1] / _lengths.Length));

    /// <summary>The sessions of one peer in order of time, without overlap; peers beyond the trace take them again from the first.</summary>
    public ReadOnlySpan<Session> Of(int peer)
    {
        int i = peer % Peers;
        return _sessions.AsSpan(_firstOfPeer[i].._firstOfPeer[i + 1]);
    }

    /// <summary>The length that the given share of sessions does not exceed (those that begin in the first half of the window).</summary>
    /// <param name="share">Between 0 and 1.</param>
    public TimeSpan Quantile(double share) => TimeSpan.FromTicks(_lengths[(int)Math.Clamp(share * _lengths.Length, 0, _lengths.Length - 1)]);

    /// <summary>A recorded length, each with the same chance.</summary>
    internal TimeSpan SampleLength(ref RandomStream random) => TimeSpan.FromTicks(_lengths[random.Next(_lengths.Length)]);

    /// <summary>A recorded length, with a chance in proportion to it.</summary>
    internal TimeSpan SampleLengthBiased(ref RandomStream random)
    {
        int i = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return TimeSpan.FromTicks(_lengths[Math.Min(i < 0 ? ~i : i, _lengths.Length - 1)]);
    }

    /// <summary>Reads a trace file.</summary>
    /// <exception cref="Scenarios.ScenarioException">The file cannot be read, or lines of it are not sessions.</exception>
    public static SessionTrace Load(string path) => SessionTraceReader.Read(Scenarios.CsvFile.Open(path, SessionTraceReader.Key, "peer"), path);

    /// <summary>Reads a trace from text; <paramref name="name"/> stands for the file in errors.</summary>
    /// <exception cref="Scenarios.ScenarioException">Lines of it are not sessions.</exception>
    public static SessionTrace Read(TextReader text, string name) =>
        SessionTraceReader.Read(Scenarios.CsvFile.Read(text, name, SessionTraceReader.Key, "peer"), name);
}
