using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Metrics;
using P2PActors.Reports;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.TwoServers;

/// <summary>
/// Why should the slow peer offer the file at all? Each ordinary peer stands for a crowd that asks a fast and a slow peer for
/// one thing, each crowd more often than the one before; each has its own two servers (J. Kangasharju, ICOIN 2009).
/// </summary>
/// <remarks>A server serves one request after the other, each in the same time; requests are Poisson and go to the fast one by
/// the toss of a coin. The time in the system is measured from the arrival of a request to its answer, at the server.</remarks>
public sealed class TwoServersProtocol : IProtocol
{
    /// <inheritdoc />
    public string Name => "two-servers";

    /// <inheritdoc />
    public string Summary => "A fast and a slow peer with the same thing to give, by load: a model of when free riding does no harm.";

    /// <inheritdoc />
    public Type Settings => typeof(TwoServersSettings);

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["crowd", "fast", "slow"];

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TwoServersRun(context, (TwoServersSettings)context.Settings);
    }
}

/// <summary>How requests are divided.</summary>
public enum RequestSplit
{
    /// <summary>As is best for the mean of all.</summary>
    Best,

    /// <summary>As it comes when everybody goes where it takes less time for him.</summary>
    Selfish,

    /// <summary>All to the fast one: the slow one is a free rider.</summary>
    Fast,

    /// <summary>All to the slow one.</summary>
    Slow,

    /// <summary>In proportion to what each can serve.</summary>
    Proportional,
}

/// <summary>Where the results come from.</summary>
public enum AnswerSource
{
    /// <summary>From actors that ask and answer.</summary>
    Emulation,

    /// <summary>From the formula alone, for the same plot.</summary>
    Formula,
}

/// <summary>Settings of the model.</summary>
public sealed record TwoServersSettings : IValidatedSettings
{
    /// <summary>Rate of the fast one.</summary>
    [Setting("Requests that the fast peer can serve", Min = "0.001", Max = "10000", Unit = "per second")]
    public double Fast { get; init; } = 10;

    /// <summary>Rate of the slow one.</summary>
    [Setting("Requests that the slow peer can serve", Min = "0.001", Max = "10000", Unit = "per second")]
    public double Slow { get; init; } = 2;

    /// <summary>Least load.</summary>
    [Setting("Load of the first crowd, over what the fast peer can serve", Min = "0.001", Max = "2", Unit = "share")]
    public double From { get; init; } = 0.05;

    /// <summary>Greatest load.</summary>
    [Setting("Load of the last crowd, over what the fast peer can serve; the others lie evenly between", Min = "0.001", Max = "2", Unit = "share")]
    public double To { get; init; } = 1.15;

    /// <summary>How requests are divided.</summary>
    [Setting("How requests are divided between the two")]
    public RequestSplit Split { get; init; }

    /// <summary>A given division.</summary>
    [Setting("Share of the requests that goes to the fast peer; below 0 as 'split' says", Min = "-1", Max = "1", Unit = "share")]
    public double Share { get; init; } = -1;

    /// <summary>Where the results come from.</summary>
    [Setting("Whether the results are emulated or calculated, so that both can be put on one plot")]
    public AnswerSource Answer { get; init; }

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Slow > Fast) yield return new SettingProblem("slow", FormattableString.Invariant($"found {Slow}, expected at most fast, {Fast}"));
        if (To < From) yield return new SettingProblem("to", FormattableString.Invariant($"found {To}, expected at least from, {From}"));
    }
}

/// <summary>One run: crowds first, then a fast and a slow server for each.</summary>
internal sealed class TwoServersRun : IProtocolRun
{
    /// <summary>Close to its limit a queue takes longer to come to rest than any run lasts.</summary>
    private const double NearLimit = 0.95;

    private readonly HistogramId[] _times;

    public TwoServersRun(SystemContext context, TwoServersSettings settings)
    {
        (Context, Settings) = (context, settings);
        Model = new TwoServerModel(settings.Fast, settings.Slow);
        _times = [.. Enumerable.Range(0, Crowds).Select(i => context.Metrics.Histogram(FormattableString.Invariant($"time.{i}"), "us", $"time in the system, crowd {i}"))];
    }

    public SystemContext Context { get; }

    public TwoServersSettings Settings { get; }

    public TwoServerModel Model { get; }

    public int Infrastructure => 2 * Crowds;

    public IReadOnlyList<IProbe> Probes => [];

    public IReadOnlyList<IBarrierLedger> Ledgers => [];

    private int Crowds => Context.Population;

    public byte RoleOf(int peer) => peer < Crowds ? (byte)0 : (byte)(1 + (peer - Crowds) % 2);

    public PeerActor Create(PeerId peer, byte role) => role == 0
        ? new Crowd(this)
        : new Server(_times[(peer.Value - Crowds) / 2], TimeSpan.FromSeconds(1 / (role == 1 ? Settings.Fast : Settings.Slow)));

    public PeerId ServerOf(PeerId crowd, bool fast) => new(Crowds + 2 * crowd.Value + (fast ? 0 : 1));

    /// <summary>Requests of a crowd, per second.</summary>
    public double LoadOf(int crowd) => Settings.Fast * (Crowds == 1 ? Settings.From : Settings.From + (Settings.To - Settings.From) * crowd / (Crowds - 1));

    /// <summary>Share of a crowd's requests that goes to the fast one; where nothing works, in proportion.</summary>
    public double ShareOf(double load)
    {
        double proportional = Settings.Fast / (Settings.Fast + Settings.Slow);
        double share = Settings.Share >= 0 ? Settings.Share : Settings.Split switch
        {
            RequestSplit.Best => Model.BestShare(load),
            RequestSplit.Selfish => Model.SelfishShare(load),
            RequestSplit.Fast => 1,
            RequestSplit.Slow => 0,
            _ => proportional,
        };
        return double.IsNaN(share) ? proportional : share;
    }

    public void StateChanged(PeerId peer, PeerState state) { }

    public void Report(World world, MetricShard metrics, SystemReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        var points = new List<(double, double)>();
        double worst = 0, sum = 0;
        long requests = 0;
        for (int i = 0; i < Crowds; i++)
        {
            double load = LoadOf(i), share = ShareOf(load), formula = Model.MeanResponse(load, share);
            HistogramData times = metrics.Histogram(_times[i]);
            bool works = double.IsFinite(formula), isCalculated = Settings.Answer == AnswerSource.Formula;
            double? measured = isCalculated ? (works ? formula : null) : works && times.Count > 0 ? times.Mean * 1e-6 : null;
            if (measured is { } value) points.Add((load / Settings.Fast, value));
            if (measured is { } m && Math.Max(share * load / Settings.Fast, (1 - share) * load / Settings.Slow) < NearLimit) worst = Math.Max(worst, Math.Abs(m / formula - 1));
            requests += times.Count;
            sum += times.Count * times.Mean;
            rows.Add([Cell.Number(load / Settings.Fast), Letter(Model.RegionOf(load)), Cell.Number(share), Number(Model.BestShare(load)), Number(works ? formula : double.NaN), measured is { } t ? Cell.Number(t) : "-", Cell.Count(times.Count)]);
        }

        report.AddCurve(new ResultCurve("response time by load", "load over what the fast peer can serve", "mean time in the system, s", "each point a crowd of its own; where nothing works there is none", points));
        report.AddValue("deviation", Settings.Answer == AnswerSource.Emulation ? worst : null, "share", "greatest deviation of a mean time from the formula, of crowds that load no server beyond 95 %");
        report.AddValue("requests", requests, "requests", "requests answered");
        report.AddValue("responseTime.mean", requests > 0 ? sum / requests * 1e-6 : null, "s", "time in the system, mean over all requests answered");
        report.AddValue("fastOnlyUpTo", Model.FastOnlyUpTo / Settings.Fast, "share", "load, over what the fast peer can serve, up to which it is best that the slow one serves nobody");
        report.AddTable(new ResultTable("By load", ["load", "region", "share to the fast one", "best share", "formula, s", "mean time, s", "requests"], rows));
        report.AddTable(Regions());
    }

    /// <summary>The five regions with the words of their source, and how much of the square of all loads below 2 and all ratios they take.</summary>
    private static ResultTable Regions()
    {
        const int Grid = 400;
        int[] counts = new int[5];
        for (int i = 0; i < Grid; i++)
        {
            var model = new TwoServerModel(1, (i + 0.5) / Grid);
            for (int j = 0; j < Grid; j++) counts[(int)model.RegionOf((j + 0.5) * 2 / Grid)]++;
        }

        string[] words =
        [
            "load too high, nothing works", "both must take part", "every division works, best if both take part", "every division works, best if only the fast one serves", "of the two alone only the fast one can do it",
        ];
        return new ResultTable("Regions, over all ratios of the two rates and loads up to twice the fast one", ["region", "part of the square", "what holds"],
            [.. Enumerable.Range(0, 5).Select(r => (IReadOnlyList<string>)[Letter((LoadRegion)r), Cell.Number((double)counts[r] / (Grid * Grid)), words[r]])]);
    }

    private static string Letter(LoadRegion region) => ((char)('A' + (int)region)).ToString();

    private static string Number(double value) => double.IsNaN(value) ? "-" : Cell.Number(value);

    /// <summary>Asks at random times.</summary>
    private sealed class Crowd(TwoServersRun run) : PeerActor
    {
        private double _load, _share;

        protected override void PreStart()
        {
            if (run.Settings.Answer == AnswerSource.Formula) return;
            _load = run.LoadOf(Self.Value);
            _share = run.ShareOf(_load);
            Wait();
        }

        protected override void OnReceive(Message message)
        {
            if (message is not NextRequest) return;
            Tell(run.ServerOf(Self, Random.NextBool(_share)), Request.Instance);
            Wait();
        }

        protected override void Describe(StateText text) => text.Say(FormattableString.Invariant($"asks {_load:0.###} times a second, {_share:P1} of it the fast peer"));

        private void Wait() => Timers.StartSingleTimer("request", NextRequest.Instance, TimeSpan.FromSeconds(Random.NextExponential(1 / _load)));
    }

    /// <summary>Answers one request after the other.</summary>
    private sealed class Server(HistogramId times, TimeSpan service) : PeerActor
    {
        private readonly Queue<TimeSpan> _waiting = new();

        protected override void OnReceive(Message message)
        {
            if (message is Request)
            {
                _waiting.Enqueue(Now);
                if (_waiting.Count == 1) Timers.StartSingleTimer("serve", Served.Instance, service);
                return;
            }

            Metrics.Record(times, Now - _waiting.Dequeue());
            if (_waiting.Count > 0) Timers.StartSingleTimer("serve", Served.Instance, service);
        }

        protected override void Describe(StateText text) => text.Say($"{StateText.Count(_waiting.Count, "request")} waiting or being served");
    }

    private sealed record NextRequest : Message
    {
        public static readonly NextRequest Instance = new();
        public override int WireSize => 0;
    }

    private sealed record Served : Message
    {
        public static readonly Served Instance = new();
        public override int WireSize => 0;
    }
}
