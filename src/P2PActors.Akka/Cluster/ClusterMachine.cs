using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Akka.Operations;
using P2PActors.Protocols;

namespace P2PActors.Akka.Cluster;

/// <summary>
/// One machine of a cluster: this process. <c>/user/machine</c> does what the coordinator says, <c>/user/exchange</c> takes
/// the batches of other machines, <c>/user/coordinator</c> is the coordinator's manager, and sharding has the cohorts.
/// </summary>
public sealed class ClusterMachine : IClusterMachine
{
    private const string SystemName = "p2p";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly MachineParts _parts;
    private readonly IActorRef _coordinator;
    private readonly IActorRef _machine;
    private readonly IActorRef _console;
    private readonly MachineOperations _operations;
    private SystemRun? _running;

    private ClusterMachine(MachineOptions options, Config config)
    {
        _operations = MachineOperations.Open(options.Name ?? NameOf(config.GetConfig("akka.remote.dot-netty.tcp")), options.DataFolder, config);
        // Members are asked to work at once, so a machine joins when its actors are there and not before.
        global::Akka.Actor.Address[] seeds = [.. config.GetStringList("akka.cluster.seed-nodes").Select(global::Akka.Actor.Address.Parse)];
        System = ActorSystem.Create(SystemName, ConfigurationFactory.ParseString("akka.cluster.seed-nodes = []").WithFallback(config));
        Config own = config.GetConfig("p2p.cluster");
        _parts = new MachineParts
        {
            Loader = options.Loader,
            Version = options.Version,
            Write = options.Write,
            Results = new RunResults(Path.Combine(options.DataFolder, "runs")),
            BatchPatience = own.GetTimeSpan("batch-patience"),
            Began = Began,
            Progressed = (_, progress) =>
            {
                _operations.Progressed(in progress, _running?.World.Exchange);
                _operations.Waiting((_parts!.Exchange as ActorRefWithCell)?.Underlying.NumberOfMessages ?? 0);
            },
            Finished = _operations.Ended,
        };
        var settings = new CoordinatorSettings(
            "machine",
            Math.Max(1, own.GetInt("min-machines")),
            own.GetTimeSpan("settling"),
            own.GetTimeSpan("moving-patience"),
            own.GetTimeSpan("prepare-patience"),
            Math.Max(1, own.GetInt("most-failures")));
        _parts.Region = ClusterSharding.Get(System).Start(
            "cohort",
            id => Props.CreateBy(new CohortEntity.Producer(id, _parts.Cohorts)).WithDispatcher(AkkaCohortHost.Dispatcher),
            ClusterShardingSettings.Create(System),
            new CohortExtractor(),
            _parts.Allocation,
            PoisonPill.Instance);
        _parts.Exchange = System.ActorOf(Props.Create(() => new ExchangeActor()), ExchangeActor.Name);
        _machine = System.ActorOf(Props.Create(() => new MachineActor(_parts)), MachineActor.Name);
        System.ActorOf(
            ClusterSingletonManager.Props(Props.Create(() => new CoordinatorActor(settings, _parts.Allocation)), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(System)),
            CoordinatorActor.Name);
        DistributedData.Get(System); // what the coordinator knows is kept by all, so all take part from the beginning
        _coordinator = System.ActorOf(ClusterSingletonProxy.Props($"/user/{CoordinatorActor.Name}", ClusterSingletonProxySettings.Create(System)), CoordinatorActor.Name + "-proxy");
        _console = System.ActorOf(Props.Create(() => new ConsoleActor(_parts, _coordinator)), ConsoleActor.Name);
        // Whoever names nobody to join begins a cluster of its own.
        var cluster = global::Akka.Cluster.Cluster.Get(System);
        if (seeds.Length == 0) cluster.Join(cluster.SelfAddress);
        else cluster.JoinSeedNodes(seeds);
        if (options.HealthPort is { } port) _operations.Watch(new HealthSettings { Port = port, Address = global::System.Net.IPAddress.Parse(own.GetString("health-address")) }, () => Standing);
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    /// <inheritdoc />
    public MachineConsole ConsoleOfMachine => new(System, _console);

    /// <inheritdoc />
    public string Address => global::Akka.Cluster.Cluster.Get(System).SelfAddress.ToString();

    /// <inheritdoc />
    public Task Stopped => System.WhenTerminated;

    /// <inheritdoc />
    public (bool IsReady, string Reason) Standing
    {
        get
        {
            if (System.WhenTerminated.IsCompleted) return (false, "the actor system has stopped");
            if (_parts.NotUsedBecause is { } why) return (false, "not used: " + why);
            MemberStatus status = global::Akka.Cluster.Cluster.Get(System).SelfMember.Status;
            return (status == MemberStatus.Up, status.ToString().ToLowerInvariant());
        }
    }

    /// <summary>Starts a machine and has it join.</summary>
    /// <exception cref="MachineStartException">It cannot start: its port is taken, or its configuration is wrong.</exception>
    public static ClusterMachine Start(MachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return new ClusterMachine(options, ConfigOf(options));
        }
        catch (Exception e) when (e is ConfigurationException or FormatException or global::System.Net.Sockets.SocketException || e.GetBaseException() is global::System.Net.Sockets.SocketException)
        {
            throw new MachineStartException(e.GetBaseException().Message, e);
        }
    }

    /// <summary>The settings of a machine: its options, then its file, then the defaults.</summary>
    internal static Config ConfigOf(MachineOptions options)
    {
        Config config = ConfigurationFactory.ParseString(OptionsAsConfig(options));
        if (options.ConfigFile is { } file) config = config.WithFallback(MachineSettingsFile.Read(file));
        return config
            .WithFallback(MachineLog.AkkaSettings)
            .WithFallback(ConfigurationFactory.FromResource<ClusterMachine>("cluster.conf"))
            .WithFallback(AkkaHosting.Configuration)
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingletonManager.DefaultConfig())
            .WithFallback(DistributedData.DefaultConfig());
    }

    /// <inheritdoc />
    public async Task<object> Ask(IClusterMessage message, CancellationToken stop = default)
    {
        try
        {
            return await _coordinator.Ask<object>(message, Patience, stop).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new Refused($"the coordinator did not answer within {Patience.TotalSeconds:0} s; perhaps its machine was lost and another one is taking over: try again");
        }
    }

    /// <inheritdoc />
    public async Task<object> AskFile(IReadOnlyList<string> machines, long run, string file, long from)
    {
        ArgumentNullException.ThrowIfNull(machines);
        object answer = await _machine.Ask<object>(new AskFile(run, file, from), Patience).ConfigureAwait(false);
        foreach (string machine in machines)
        {
            if (answer is FilePiece) break;
            if (machine == Address) continue;
            try
            {
                answer = await System.ActorSelection($"{machine}/user/{MachineActor.Name}").Ask<object>(new AskFile(run, file, from), Patience).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                answer = new Refused($"{machine} did not answer within {Patience.TotalSeconds:0} s");
            }
        }

        return answer;
    }

    /// <inheritdoc />
    public async Task Leave()
    {
        if (System.WhenTerminated.IsCompleted) return;
        await Ask(new WantsToLeave(Address)).ConfigureAwait(false);
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<ConsoleAnswer> Console(string line) => await _console.Ask<ConsoleAnswer>(new ConsoleLine(line), ConsoleActor.Patience).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!System.WhenTerminated.IsCompleted) await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
        _operations.Dispose();
    }

    private static string NameOf(Config transport)
    {
        string known = transport.GetString("public-hostname", "");
        return string.Create(CultureInfo.InvariantCulture, $"{(known.Length > 0 ? known : transport.GetString("hostname"))}-{transport.GetInt("port")}");
    }

    private void Began(Attempt attempt, SystemRun run)
    {
        _running = run;
        _operations.Began(attempt.Run, attempt.Number);
    }

    private static string OptionsAsConfig(MachineOptions options)
    {
        var text = new global::System.Text.StringBuilder();
        if (options.Host is { } host) text.AppendLine(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.hostname = \"{host}\"");
        if (options.Port is { } port) text.AppendLine(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.port = {port}");
        if (options.Join.Count > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"akka.cluster.seed-nodes = [{string.Join(", ", options.Join.Select(s => $"\"akka.tcp://{SystemName}@{s}\""))}]");
        if (options.MinMachines is { } machines) text.AppendLine(CultureInfo.InvariantCulture, $"p2p.cluster.min-machines = {machines}");
        return text.ToString();
    }
}
