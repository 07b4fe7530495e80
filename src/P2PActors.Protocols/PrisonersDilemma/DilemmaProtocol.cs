using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.PrisonersDilemma;

/// <summary>
/// The iterated prisoner's dilemma as a tournament, each strategy against each and against itself (R. Axelrod, "The Evolution
/// of Cooperation", 1984). It is the game behind tit-for-tat: to upload is to cooperate.
/// </summary>
/// <remarks>Each strategy has two players: the first meets the second player of every strategy, and its points count. Both say
/// their moves of a round without knowing the other's; with noise a move may come out wrong, and both take it as it came. The
/// first players are the first of the peers, the second ones the last; whoever is between them only looks on.</remarks>
public sealed class DilemmaProtocol : IProtocol
{
    /// <inheritdoc />
    public string Name => "prisoners-dilemma";

    /// <inheritdoc />
    public string Summary => "The iterated prisoner's dilemma as a tournament of strategies: the game behind tit-for-tat.";

    /// <inheritdoc />
    public Type Settings => typeof(DilemmaSettings);

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["player"];

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = (DilemmaSettings)context.Settings;
        int needed = 2 * settings.Strategies.Count;
        return context.Ordinary >= needed
            ? new DilemmaRun(context, settings)
            : throw new ScenarioException("scenario", "peers", FormattableString.Invariant($"found {context.Ordinary}, expected at least {needed}: two players for each of {settings.Strategies.Count} strategies"));
    }
}

/// <summary>Settings of the tournament.</summary>
public sealed record DilemmaSettings : IValidatedSettings
{
    /// <summary>Who plays.</summary>
    [Setting("The strategies that meet, each with all and with itself")]
    public IReadOnlyList<Strategy> Strategies { get; init; } =
        [Strategy.TitForTat, Strategy.Grim, Strategy.Alternator, Strategy.Pavlov, Strategy.AllC, Strategy.TitForTwoTats, Strategy.AllD];

    /// <summary>Length of a match.</summary>
    [Setting("Rounds of a match", Min = "1", Max = "1000000", Unit = "rounds")]
    public int Rounds { get; init; } = 100;

    /// <summary>Points for defecting alone.</summary>
    [Setting("Points for defecting while the other cooperates", Min = "0", Max = "1000", Unit = "points")]
    public int Temptation { get; init; } = 5;

    /// <summary>Points for cooperating together.</summary>
    [Setting("Points for each when both cooperate", Min = "0", Max = "1000", Unit = "points")]
    public int Reward { get; init; } = 3;

    /// <summary>Points for defecting together.</summary>
    [Setting("Points for each when both defect", Min = "0", Max = "1000", Unit = "points")]
    public int Punishment { get; init; } = 1;

    /// <summary>Points for cooperating alone.</summary>
    [Setting("Points for cooperating while the other defects", Min = "0", Max = "1000", Unit = "points")]
    public int Sucker { get; init; }

    /// <summary>Chance of a slip.</summary>
    [Setting("Chance that a move comes out as the other one", Min = "0", Max = "1", Unit = "share")]
    public double Noise { get; init; }

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Strategies.Count == 0) yield return new SettingProblem("strategies", "found none, expected at least one");
        if (Strategies.Distinct().Count() != Strategies.Count) yield return new SettingProblem("strategies", "found one twice, expected each once");
    }

    /// <summary>Points of a player for a round.</summary>
    public int PointsOf(bool own, bool others) => own ? others ? Reward : Sucker : others ? Temptation : Punishment;
}

/// <summary>One tournament.</summary>
internal sealed class DilemmaRun : IProtocolRun
{
    private readonly SystemContext _context;
    private readonly CounterId[] _points;

    public DilemmaRun(SystemContext context, DilemmaSettings settings)
    {
        (_context, Settings) = (context, settings);
        _points = [.. from a in settings.Strategies from b in settings.Strategies select context.Metrics.Counter($"points.{a}.{b}", "points", $"points of {a} against {b}")];
        Played = context.Metrics.Counter("rounds", "rounds", "rounds played");
    }

    public DilemmaSettings Settings { get; }

    public CounterId Played { get; }

    public int Count => Settings.Strategies.Count;

    public int Infrastructure => 0;

    public IReadOnlyList<IProbe> Probes => [];

    public IReadOnlyList<IBarrierLedger> Ledgers => [];

    public byte RoleOf(int peer) => 0;

    public PeerActor Create(PeerId peer, byte role) => new Player(this, peer);

    /// <summary>Place of a first player's strategy; -1 for others.</summary>
    public int FirstPlayer(PeerId peer) => peer.Value < Count ? peer.Value : -1;

    /// <summary>Place of a second player's strategy; -1 for others.</summary>
    public int SecondPlayer(PeerId peer) => peer.Value < _context.Ordinary ? Math.Max(-1, peer.Value - SecondPlayers) : -1;

    /// <summary>The second player of a strategy.</summary>
    public PeerId SecondPlayerOf(int strategy) => new(SecondPlayers + strategy);

    private int SecondPlayers => _context.Ordinary - Count;

    public CounterId PointsOf(int first, int second) => _points[first * Count + second];

    public void StateChanged(PeerId peer, PeerState state) { }

    public void Report(World world, MetricShard metrics, SystemReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        long best = 0;
        for (int i = 0; i < Count; i++)
        {
            long[] points = [.. Enumerable.Range(0, Count).Select(j => metrics.Total(PointsOf(i, j)))];
            best = Math.Max(best, points.Sum());
            report.AddValue($"points.{NameOf(Settings.Strategies[i])}", points.Sum(), "points", $"points of {NameOf(Settings.Strategies[i])} in all its matches");
            rows.Add([NameOf(Settings.Strategies[i]), .. points.Select(Cell.Count), Cell.Count(points.Sum())]);
        }

        report.AddValue("points.best", best, "points", "points of the best strategy");
        report.AddValue("rounds", metrics.Total(Played), "rounds", "rounds played, of all matches");
        report.AddTable(new ResultTable("Points of the row against the column", ["strategy", .. Settings.Strategies.Select(NameOf), "all"], rows));
    }

    private static string NameOf(Strategy strategy) => char.ToLowerInvariant(strategy.ToString()[0]) + strategy.ToString()[1..];

    /// <summary>The first players call the second ones; a match is a connection.</summary>
    private sealed class Player(DilemmaRun run, PeerId peer) : PeerActor
    {
        /// <summary>Place of its strategy; -1 for somebody who only looks on.</summary>
        private readonly int _own = Math.Max(run.FirstPlayer(peer), run.SecondPlayer(peer));
        private int _playing;

        protected override void PreStart()
        {
            if (run.FirstPlayer(peer) < 0) return;
            for (int i = 0; i < run.Count; i++) Connect(run.SecondPlayerOf(i));
        }

        protected override void OnConnected(Connection connection)
        {
            _playing++;
            var match = new Match(new Memory(run.Settings.Strategies[_own]));
            connection.Tag = match;
            Play(connection, match);
        }

        // The other's process may not have come yet.
        protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => Connect(connection.Remote);

        protected override void OnReceive(Message message)
        {
            if (message is not Move move || Channel is not { Tag: Match match } connection) return;
            match.Memory.Note(match.Own, move.Cooperates);
            if (connection.IsOutgoing)
            {
                Metrics.Add(run.PointsOf(_own, run.SecondPlayer(connection.Remote)), run.Settings.PointsOf(match.Own, move.Cooperates));
                Metrics.Add(run.Played);
            }

            if (++match.Rounds < run.Settings.Rounds) Play(connection, match);
            else _playing--;
        }

        protected override void Describe(StateText text) =>
            text.Say(_own < 0 ? "looks on" : $"plays {NameOf(run.Settings.Strategies[_own])} in {StateText.Count(_playing, "match")}");

        private void Play(Connection connection, Match match)
        {
            match.Own = match.Memory.Next(ref Random) ^ Random.NextBool(run.Settings.Noise);
            connection.Send(new Move(match.Own));
        }
    }

    private sealed class Match(Memory memory)
    {
        public Memory Memory { get; } = memory;
        public bool Own { get; set; }
        public int Rounds { get; set; }
    }
}
