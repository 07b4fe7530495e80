using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Protocols.Napster;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>A world of real servers and redirector with scripted users, for dialogues message by message. One-way latency: 50 ms.</summary>
internal sealed class NapsterDialogue
{
    public const double Latency = 0.05;
    private readonly Script?[] _scripts;
    private readonly List<Intervention> _interventions = [];

    public NapsterDialogue(int users, NapsterSettings? settings = null)
    {
        var scenario = NapsterRuns.Scenario with { Peers = users, Duration = TimeSpan.FromMinutes(10) };
        var links = new AccessLinkClass[users];
        Array.Fill(links, StandardLinks.All.First(l => l.Name == "lan"));
        Context = new SystemContext
        {
            Label = "napster",
            Scenario = scenario,
            Settings = settings ?? new NapsterSettings(),
            Seed = 1,
            Profiles = new PeerProfiles(links, new NatType[users]),
            Content = new SharedContent(scenario.Content.Catalogue, scenario.Content.Placement, scenario.Queries, users, 1),
        };
        Run = new NapsterRun(Context, (NapsterSettings)Context.Settings);
        _scripts = new Script?[users];
        for (int i = 0; i < users; i++) _scripts[i] = new Script(Run);
    }

    public SystemContext Context { get; }

    public NapsterRun Run { get; }

    public World World { get; private set; } = null!;

    public Script this[int user] => _scripts[user]!;

    /// <summary>Lets a real client sit there instead of a script.</summary>
    public void MakeReal(int user) => _scripts[user] = null;

    public NapsterServer Server(int number = 0) => (NapsterServer)World.ActorOf(Run.ServerAt(number))!;

    /// <summary>Something done between windows.</summary>
    public void At(double seconds, string label, Action<World> action) => _interventions.Add(new Doing(TimeSpan.FromSeconds(seconds), label, action));

    /// <summary>Runs for ten minutes, or less.</summary>
    public NapsterDialogue Play(double seconds = 600)
    {
        var options = new RunOptions { Threads = 1 };
        World = new World(
            new WorldPlan
            {
                PeerCount = _scripts.Length + Run.Infrastructure,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(seconds),
                Network = new NetworkModel { Latency = new ConstantLatency(TimeSpan.FromSeconds(Latency)) },
                Roles = new NapsterProtocol().Roles,
                RoleOf = Run.RoleOf,
                Create = (peer, role) => role == NapsterRun.ClientRole && _scripts[peer.Value] is { } script ? script : Run.Create(peer, role),
                Population = _scripts.Length,
                Traits = Context.Traits,
                StateChanged = Run.StateChanged,
                Metrics = Context.Metrics,
                Invariants = Context.Invariants,
                Ledgers = Run.Ledgers,
            },
            options);
        LocalEngine.Run(World, options, _interventions, [.. Run.Probes, new InvariantProbe(Context.Invariants, TimeSpan.FromSeconds(10))]);
        (long failures, IReadOnlyCollection<HandlerFailure> first) = World.CollectFailures();
        Assert.True(failures == 0, string.Join(Environment.NewLine, first));
        return this;
    }

    public static NapsterFile File(string path, string md5 = "aaaa", long size = 4_000_000, int bitRate = 128, int frequency = 44100) =>
        new(path, md5, size, bitRate, frequency, 240);

    private sealed record Doing(TimeSpan Time, string Text, Action<World> Action) : Intervention(Time, Text)
    {
        public override int Apply(World world)
        {
            Action(world);
            return 1;
        }
    }
}

/// <summary>A user whose every word is written down beforehand. Logs in to server 0 at time zero unless told otherwise.</summary>
internal sealed class Script(NapsterRun run) : PeerActor
{
    private readonly List<(double At, Action Action)> _actions = [];
    private readonly List<(TimeSpan Time, Message Message)> _heard = [];

    public string? Nick { get; set; }

    public int Port { get; set; } = NapsterAddress.DataPort;

    public int Link { get; set; } = LinkSpeed.Fastest;

    public int HomeServer { get; set; }

    public bool LogsIn { get; set; } = true;

    /// <summary>Answers a message at once; null for none.</summary>
    public Func<Message, NapsterMessage?>? Answer { get; set; }

    public Connection? Home { get; private set; }

    public bool IsClosed { get; private set; }

    public TimeSpan ClosedAt { get; private set; }

    /// <summary>Everything heard, without statistics and the message of the day.</summary>
    public List<Message> Heard => [.. _heard.Select(h => h.Message).Where(m => m is not (Stats or MessageOfTheDay))];

    public IEnumerable<T> Of<T>()
        where T : Message => _heard.Select(h => h.Message).OfType<T>();

    public TimeSpan TimeOf<T>()
        where T : Message => _heard.First(h => h.Message is T).Time;

    public Script At(double seconds, NapsterMessage message)
    {
        _actions.Add((seconds, () => Home!.Send(message)));
        return this;
    }

    public Script LeaveAt(double seconds)
    {
        _actions.Add((seconds, () => Home!.Close()));
        return this;
    }

    public Script StopAt(double seconds)
    {
        _actions.Add((seconds, Stop));
        return this;
    }

    public Script Shares(params NapsterFile[] files)
    {
        foreach (NapsterFile file in files) At(1, new ShareFile(file));
        return this;
    }

    protected override void PreStart()
    {
        Nick ??= run.Users.NickOf(Self);
        Home = Connect(run.ServerAt(HomeServer));
        for (int i = 0; i < _actions.Count; i++) Timers.StartSingleTimer(i, new Cue(i), TimeSpan.FromSeconds(_actions[i].At));
    }

    protected override void OnConnected(Connection connection)
    {
        if (LogsIn && connection == Home) connection.Send(new Login(Nick!, "secret", Port, "script", Link));
    }

    protected override void OnReceive(Message message)
    {
        if (message is Cue cue)
        {
            _actions[cue.Number].Action();
            return;
        }

        _heard.Add((Now, message));
        if (Answer?.Invoke(message) is { } answer) Home!.Send(answer);
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        if (connection != Home) return;
        (IsClosed, ClosedAt) = (true, Now);
    }

    private sealed record Cue(int Number) : Message
    {
        public override int WireSize => 0;
    }
}
