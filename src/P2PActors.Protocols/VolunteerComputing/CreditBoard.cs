using System.Globalization;
using P2PActors.Actors;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>Credit given for one copy of a unit.</summary>
/// <param name="User">The peer it goes to.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Copy">The copy.</param>
/// <param name="Amount">In millionths of a cobblestone: sums of whole numbers do not depend on their order.</param>
internal readonly record struct CreditEntry(int User, long Unit, int Copy, long Amount) : IComparable<CreditEntry>
{
    public const double PerCobblestone = 1e6;

    public int CompareTo(CreditEntry other)
    {
        int byUnit = Unit.CompareTo(other.Unit);
        return byUnit != 0 ? byUnit : Copy.CompareTo(other.Copy);
    }
}

/// <summary>The leader board: credit by user and by team. It is filled between windows and is the same on every machine.</summary>
internal sealed class CreditBoard(VolunteerRun run)
{
    private readonly long[] _users = new long[run.Context.Population];
    private readonly long[] _teams = new long[Math.Max(1, run.Settings.Teams.Count)];

    /// <summary>Copies of each unit that stand in the books: a bit for each of the first eight, which are nearly all.</summary>
    private readonly HashSet<ResultName> _paidBeyond = [];
    private byte[] _paid = new byte[1024];

    private long _total, _cheated;

    public static string TeamName(int team) => "team " + (team + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Credit of all, cobblestones.</summary>
    public double Total => _total / CreditEntry.PerCobblestone;

    /// <summary>Credit of those who cheat from the beginning, cobblestones.</summary>
    public double Cheated => _cheated / CreditEntry.PerCobblestone;

    /// <summary>The first copy that came into the books a second time; null if none has.</summary>
    public ResultName? PaidTwice { get; private set; }

    public void Apply(CreditEntry entry)
    {
        if (!Book(entry)) PaidTwice ??= new ResultName(entry.Unit, entry.Copy);
        HostProfile host = run.ProfileOf(new PeerId(entry.User));
        _users[entry.User] += entry.Amount;
        if (host.Team >= 0) _teams[host.Team] += entry.Amount;
        _total += entry.Amount;
        if (host.IsCheater) _cheated += entry.Amount;
    }

    /// <summary>The users with most credit.</summary>
    public IEnumerable<(string Name, double Credit)> Users(int most) => Top(_users, most, static i => "user " + i.ToString(CultureInfo.InvariantCulture));

    /// <summary>The teams with most credit.</summary>
    public IEnumerable<(string Name, double Credit)> Teams(int most) => Top(_teams, most, TeamName);

    /// <summary>Notes that a copy was paid; false if it was before.</summary>
    private bool Book(in CreditEntry entry)
    {
        if (entry.Copy >= 8) return _paidBeyond.Add(new ResultName(entry.Unit, entry.Copy));
        if (entry.Unit >= _paid.Length) Array.Resize(ref _paid, (int)Math.Max(entry.Unit + 1, 2L * _paid.Length));
        int bit = 1 << entry.Copy;
        bool isFirst = (_paid[entry.Unit] & bit) == 0;
        _paid[entry.Unit] |= (byte)bit;
        return isFirst;
    }

    private static IEnumerable<(string Name, double Credit)> Top(long[] credits, int most, Func<int, string> name) =>
        credits.Index().Where(static c => c.Item > 0).OrderByDescending(static c => c.Item).ThenBy(static c => c.Index).Take(most)
            .Select(c => (name(c.Index), c.Item / CreditEntry.PerCobblestone));
}
