using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Protocols.VolunteerComputing.Science;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>A real project with scripted hosts, for dialogues request by request. One-way latency: 50 ms.</summary>
internal sealed class ProjectStage
{
    /// <summary>Units that nothing is really computed of, without signals.</summary>
    public static VolunteerSettings Plain { get; } = new()
    {
        Sky = new SkySettings { Compute = Computing.Model, Interference = 0, Tones = 0, SubBands = 2 },
        Scheduler = new SchedulerSettings { Ready = 20 },
    };

    private readonly List<Intervention> _interventions = [];

    public ProjectStage(int hosts, VolunteerSettings? settings = null)
    {
        ScenarioSettings scenario = NapsterRuns.Scenario with { Peers = hosts };
        var links = new AccessLinkClass[hosts];
        Array.Fill(links, StandardLinks.All.First(l => l.Name == "lan"));
        Context = new SystemContext
        {
            Label = "seti-at-home",
            Scenario = scenario,
            Settings = settings ?? Plain,
            Seed = 1,
            Profiles = new PeerProfiles(links, new NatType[hosts]),
            Content = new SharedContent(scenario.Content.Catalogue, scenario.Content.Placement, scenario.Queries, hosts, 1),
        };
        Run = new VolunteerRun(Context, (VolunteerSettings)Context.Settings);
        Hosts = [.. Enumerable.Range(0, hosts).Select(_ => new ScriptedHost(Run))];
    }

    public SystemContext Context { get; }

    public VolunteerRun Run { get; }

    public World World { get; private set; } = null!;

    public ScriptedHost[] Hosts { get; }

    public SystemReport Report { get; } = new("seti-at-home", "seti-at-home");

    public double this[string result] => Report.ValueOf(result)!.Value;

    /// <summary>Ends a participant and begins it again.</summary>
    public void RestartAt(double seconds, PeerId peer) => _interventions.Add(new Restarting(TimeSpan.FromSeconds(seconds), peer));

    public ProjectStage Play(double seconds)
    {
        var options = new RunOptions { Threads = 1 };
        World = new World(
            new WorldPlan
            {
                PeerCount = Hosts.Length + Run.Infrastructure,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(seconds),
                Network = new NetworkModel { Latency = new ConstantLatency(TimeSpan.FromSeconds(0.05)) },
                Roles = new VolunteerProtocol().Roles,
                RoleOf = Run.RoleOf,
                Create = (peer, role) => role == VolunteerRun.ClientRole ? Hosts[peer.Value] : Run.Create(peer, role),
                Population = Hosts.Length,
                Traits = Context.Traits,
                StateChanged = Run.StateChanged,
                Metrics = Context.Metrics,
                Invariants = Context.Invariants,
                Ledgers = Run.Ledgers,
            },
            options);
        LocalEngine.Run(World, options, _interventions, [.. Run.Probes, new InvariantProbe(Context.Invariants, TimeSpan.FromSeconds(60))]);
        (long failures, IReadOnlyCollection<HandlerFailure> first) = World.CollectFailures();
        Assert.True(failures == 0, string.Join(Environment.NewLine, first));
        Assert.All(World.CollectViolations(), v => Assert.True(v.Count == 0, v.Count > 0 ? v.First[0].What : null));
        Run.Report(World, World.CollectMetrics(), Report);
        return this;
    }

    private sealed record Restarting(TimeSpan Time, PeerId Peer) : Intervention(Time, "restart")
    {
        public override int Apply(World world)
        {
            world.Restart(Peer, TimeSpan.Zero);
            return 1;
        }
    }
}

/// <summary>A host of which every request is written down beforehand.</summary>
internal sealed class ScriptedHost(VolunteerRun run) : PeerActor
{
    private readonly List<(double At, Action Action)> _actions = [];
    private readonly Queue<Message> _toSend = new();

    public List<(TimeSpan At, SchedulerReply Reply)> Replies { get; } = [];

    public List<AssignedTask> Tasks { get; } = [];

    public int Refused { get; private set; }

    /// <summary>Asks for so many seconds of work.</summary>
    public ScriptedHost AsksAt(double seconds, double work = 1, bool knowsItsTasks = true, double estimatedDelay = 0)
    {
        _actions.Add((seconds, () => Ask(Self, work, [], knowsItsTasks, estimatedDelay)));
        return this;
    }

    /// <summary>Uploads the output of a task, and reports it after a second.</summary>
    public ScriptedHost ReturnsAt(double seconds, int task, Findings? findings = null, double cpuSeconds = 8640, int exitStatus = 0)
    {
        if (exitStatus == 0) _actions.Add((seconds, () => Say(run.DataServer, new OutputUpload(Tasks[task].Name, findings ?? Findings.None))));
        return ReportsAt(seconds + 1, task, cpuSeconds, exitStatus);
    }

    /// <summary>Reports a task without an upload.</summary>
    public ScriptedHost ReportsAt(double seconds, int task, double cpuSeconds = 8640, int exitStatus = 0)
    {
        _actions.Add((seconds, () => Ask(Self, 0, [new ReportedTask(Tasks[task].Name, exitStatus, cpuSeconds)], true)));
        return this;
    }

    /// <summary>Connects to the scheduler and says nothing.</summary>
    public ScriptedHost LingersAt(double seconds)
    {
        _actions.Add((seconds, () => Connect(run.Scheduler)));
        return this;
    }

    /// <summary>Asks in the name of another host, without its secret.</summary>
    public ScriptedHost IntrudesAt(double seconds)
    {
        _actions.Add((seconds, () => Say(run.Scheduler, new SchedulerRequest(0, 1, 1, 1, 0, Info, [], []))));
        return this;
    }

    protected override void PreStart()
    {
        foreach ((double at, Action action) in _actions) Timers.StartSingleTimer(new object(), new Turn(action), TimeSpan.FromSeconds(at));
    }

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case Turn turn:
                turn.Action();
                break;
            case SchedulerReply reply:
                Replies.Add((Now, reply));
                foreach (AssignedTask task in reply.Tasks) Tasks.Add(task);
                Channel!.Close();
                break;
            default:
                Channel!.Close();
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (_toSend.TryDequeue(out Message? message)) connection.Send(message);
    }

    protected override void OnClosed(Connection connection, CloseReason reason) => Refused++;

    /// <summary>What it says of itself: 1 GFLOPS, always computing.</summary>
    public HostInfo Info { get; set; } = new(Protocols.VolunteerComputing.OperatingSystem.Linux, ProcessorFamily.Athlon, 1e9, 1);

    private void Ask(PeerId self, double work, ReportedTask[] reported, bool knowsItsTasks, double estimatedDelay = 0)
    {
        ResultName[] others = knowsItsTasks ? [.. Tasks.Select(t => t.Name)] : [];
        Say(run.Scheduler, new SchedulerRequest(run.AuthenticatorOf(self), 0, Replies.Count, work, estimatedDelay, Info, reported, others));
    }

    private void Say(PeerId to, Message message)
    {
        _toSend.Enqueue(message);
        Connect(to);
    }

    private sealed record Turn(Action Action) : Message
    {
        public override int WireSize => 0;
    }
}
