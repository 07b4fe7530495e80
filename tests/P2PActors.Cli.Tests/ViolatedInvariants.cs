using System.Globalization;
using System.Text.RegularExpressions;
using P2PActors.Actors;
using P2PActors.Cli.Commands;
using P2PActors.Cli.Terminal;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Cli.Tests;

/// <summary>The line that is printed for a violated invariant leads to the violation, and not beyond.</summary>
public sealed partial class ViolatedInvariants : IDisposable
{
    /// <summary>Peer 3 breaks the rule of the second system 90 s after it came; checked systems stand beside one that is right.</summary>
    private const string Text = "peers = 5\nduration = 10m\nseed = 7\nchurn { preset = none, arrivals { model = steady, spread = 0s } }\nsystems { good { protocol = clock, late = 1h }, bad { protocol = clock, late = 90s } }";
    private static readonly ScenarioLoader Loader = new(new ProtocolRegistry([new ClockProtocol()]));
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static Scenario Load(string seed) => Loader.Check("clocks", HoconDocument.Parse(Text, "clocks.conf", [new HoconOverride("seed", seed)]));

    [Fact]
    public void The_line_names_system_seed_and_time_and_the_run_it_describes_ends_right_after_the_violation()
    {
        (string system, string seed, TimeSpan until) = LineOf(Load("7"));
        Assert.Equal("bad", system);
        using var output = new StringWriter();
        Assert.Equal(ExitCodes.Failed, Inspect(Load(seed), system, until, output));
        Assert.Contains("VIOLATED  bad: on time, 1 time; first at 0:01:30 by peer 3: peer 3 is late", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("INCOMPLETE", output.ToString(), StringComparison.Ordinal);
        // A moment before, nothing is wrong: the run is done as asked.
        using var before = new StringWriter();
        Assert.Equal(ExitCodes.Done, Inspect(Load(seed), system, until - TimeSpan.FromSeconds(1), before));
        Assert.DoesNotContain("VIOLATED", before.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_prompt_the_status_shows_it_there()
    {
        (string system, string seed, TimeSpan until) = LineOf(Load("7"));
        Scenario scenario = Load(seed);
        ScenarioSystem chosen = scenario.Systems.Single(s => s.Label == system);
        using var session = new InspectionSession(new InspectionPlan { Scenario = scenario, System = chosen, Journal = new Journal(scenario, chosen, Loader, "", null), PauseAt = until });
        var run = new SystemRun(system, chosen.Protocol, chosen.Settings, chosen.Scenario, new RunOptions { Control = session });
        session.Prepared(run);
        string status = "", standing = "";
        Task typing = Task.Run(() =>
        {
            session.WaitUntilPaused();
            status = string.Join('\n', PlainText.Of(session.Execute("status")));
            standing = session.Standing;
            session.Execute("quit");
        });
        SystemResult result = await Task.Run(() => run.Run());
        await typing;
        Assert.Contains("on time, 1 time, first at 0:01:30", status, StringComparison.Ordinal);
        Assert.Equal("0:01:30 paused", standing);
        Assert.True(session.EndedAsAsked);
        Assert.Equal(1, result.Report.Invariants.Single().Count);
    }

    private int Inspect(Scenario scenario, string system, TimeSpan until, StringWriter output) =>
        InspectedRun.Run(new RunRequest(scenario, null, 1, 0, 0, 1, _scratch["out"], false, false, "p2p run clocks.conf"), new InspectionRequest(false, null, until, system), output);

    private (string System, string Seed, TimeSpan Until) LineOf(Scenario scenario)
    {
        ScenarioResult result = new ScenarioRunner(Loader).Run(scenario, new ScenarioRunOptions());
        using var output = new StringWriter();
        Summary.Print(output, result, _scratch["out"], "p2p run clocks.conf --seed 7");
        Match line = ToSeeIt().Match(output.ToString());
        Assert.True(line.Success, output.ToString());
        TimeSpan until = InspectionCommands.TimeOf(line.Groups[3].Value) ?? throw new InvalidOperationException(line.Value);
        return (line.Groups[2].Value, line.Groups[1].Value, until);
    }

    [GeneratedRegex(@"to see it: p2p run clocks\.conf --seed (\d+) --system (\w+) --until (\S+)")]
    private static partial Regex ToSeeIt();

    public sealed record ClockSettings
    {
        [P2PActors.Scenarios.Binding.Setting("When peer 3 breaks the rule")]
        public TimeSpan Late { get; init; }
    }

    private sealed class ClockProtocol : IProtocol
    {
        public string Name => "clock";
        public string Summary => "Peers that are on time but for one";
        public Type Settings => typeof(ClockSettings);
        public IReadOnlyList<string> Roles => ["peer"];
        public IProtocolRun Prepare(SystemContext context) => new ClockRun((ClockSettings)context.Settings, context.Invariants.Declare("on time", "nobody is late"));
    }

    private sealed class ClockRun(ClockSettings settings, InvariantId onTime) : IProtocolRun
    {
        public int Infrastructure => 0;
        public byte RoleOf(int peer) => 0;
        public PeerActor Create(PeerId peer, byte role) => new Clock(settings.Late, onTime);
        public IReadOnlyList<IProbe> Probes => [];
        public IReadOnlyList<IBarrierLedger> Ledgers => [];
        public void StateChanged(PeerId peer, PeerState state) { }
        public void Report(World world, MetricShard metrics, SystemReport report) { }
    }

    private sealed class Clock(TimeSpan late, InvariantId onTime) : PeerActor
    {
        protected override void PreStart()
        {
            if (Self.Value == 3) Timers.StartSingleTimer("late", new Late(), late);
        }

        protected override void OnReceive(Message message) => Violated(onTime, "peer 3 is late");
    }

    private sealed record Late : Message
    {
        public override int WireSize => 0;
    }
}
