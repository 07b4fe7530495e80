namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// Participation levels: what was given compared with what was taken, from 0 to 1,000. Each client computes its own and
/// sends it along with its requests; nobody checks (ranges and allowances: glossary of kazaaplatinum.com).
/// </summary>
internal static class Participation
{
    public const int Medium = 100;
    public const int Highest = 1000;

    /// <summary>A song each way, so that the first download of a new user does not make it a leech at once (our choice).</summary>
    private const double PriorBytes = 4 << 20;

    public static IReadOnlyList<string> Names { get; } = ["Low", "Medium", "High", "Guru", "Deity", "Supreme Being"];

    /// <summary>100 x uploaded / downloaded; begins where the user's past has left it.</summary>
    public static int LevelOf(long uploaded, long downloaded, int initial) =>
        (int)Math.Clamp(100 * (uploaded + (PriorBytes * initial / 100)) / (downloaded + PriorBytes), 0, Highest);

    /// <summary>Which of the six a level is.</summary>
    public static int RankOf(int level) => level switch
    {
        <= 50 => 0,
        <= 100 => 1,
        <= 200 => 2,
        <= 500 => 3,
        <= 900 => 4,
        _ => 5,
    };

    /// <summary>How often one search may be repeated by "search more".</summary>
    public static int SearchMoreAllowance(int level, bool plus) => plus
        ? RankOf(level) switch { 0 => 2, 1 => 4, 2 => 6, 3 => 9, 4 => 12, _ => 15 }
        : Math.Min(RankOf(level) + 1, 5);
}
