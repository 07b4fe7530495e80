using System.CommandLine;
using P2PActors.Cli.Control;
using P2PActors.Inspection;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Cli.Commands;

/// <summary>The options of <c>p2p run</c> by which a run is looked into, replayed and branched.</summary>
internal sealed class InspectionOptions
{
    private readonly Option<bool> _interactive = new("--interactive") { Description = "Inspect and intervene while it runs; it begins paused" };

    private readonly Option<int?> _control = new("--control")
    {
        Description = $"Open a port for 'p2p attach'; {ControlProtocol.UsualPort} if none is given, 0 for any that is free",
        HelpName = "PORT",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _controlAddress = ControlOptions.Address();
    private readonly Option<string?> _until = new("--until") { Description = "End the run at a virtual time, with a journal to branch from", HelpName = "TIME" };
    private readonly Option<string?> _system = new("--system") { Description = "The system that is run by --interactive, --control and --until; the first if not given", HelpName = "NAME" };
    private readonly Option<string?> _fromJournal = new("--from-journal") { Description = "Run a journal as it was, and beside it with the changes of --set and --fault; one report compares them", HelpName = "FILE" };

    private readonly Option<string[]> _fault = new("--fault")
    {
        Description = "Add a fault to the branch: --fault \"kill role=server at=40m\" (may be repeated)",
        HelpName = "FAULT",
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_interactive, _control, _controlAddress, _until, _system, _fromJournal, _fault]) command.Options.Add(option);
    }

    public bool IsBranch(ParseResult parsed) => parsed.GetValue(_fromJournal) is not null && (parsed.GetValue(_fault) is { Length: > 0 } || HasChanges(parsed));

    /// <summary>The scenario that is to be run: the one named, or a journal and its branch.</summary>
    public Scenario Load(ParseResult parsed, ScenarioOptions scenario)
    {
        string? file = parsed.GetValue(scenario.File);
        string? journal = parsed.GetValue(_fromJournal);
        if (parsed.GetValue(_fault) is { Length: > 0 } && journal is null)
            throw new UsageException("--fault is for branches: it needs --from-journal FILE. Faults of a scenario stand in its file, under 'faults'");
        if (journal is null) return file is { Length: > 0 } ? scenario.Load(parsed) : throw new UsageException("no scenario given. See: p2p run --help");
        if (file is { Length: > 0 }) throw new UsageException($"found both a scenario ({file}) and --from-journal {journal}; a journal is a scenario of its own");
        _changes = scenario.Overrides(parsed).Count > 0;
        return IsBranch(parsed) ? BranchRun.Load(journal, scenario.Overrides(parsed), parsed.GetValue(_fault) ?? []) : ScenarioOptions.Loader.Load(journal);
    }

    public InspectionRequest Request(ParseResult parsed, RunRequest run)
    {
        bool interactive = parsed.GetValue(_interactive);
        int? port = parsed.GetResult(_control) is null ? null : parsed.GetValue(_control) ?? ControlProtocol.UsualPort;
        if (port is < 0 or > 65535) throw new UsageException($"--control {port}: expected a port from 0 to 65535");
        if (port is null && parsed.GetValue(_controlAddress) is not null) throw new UsageException("--control-address says where the port of --control listens, and there is none");
        var request = new InspectionRequest(interactive, port, Until(parsed, run), parsed.GetValue(_system)) { Address = ControlOptions.AddressOf(parsed.GetValue(_controlAddress)) };
        if (request.System is not null && !request.IsAny) throw new UsageException("--system goes with --interactive, --control or --until; without them all systems of the scenario are run");
        if (request.IsAny && run.Repeat > 1) throw new UsageException("--repeat: inspection is of one run; leave it away, or run without --interactive, --control and --until");
        if (request.IsAny && IsBranch(parsed)) throw new UsageException("--from-journal with changes runs two systems to their end; to go on by hand from a journal: p2p run JOURNAL --interactive");
        if (interactive && run.Json) throw new UsageException("--interactive talks to a person; --json does not");
        return request;
    }

    /// <summary>What is added to the command that gives the same result again.</summary>
    public string CommandLine(ParseResult parsed)
    {
        var words = new System.Text.StringBuilder();
        foreach ((string name, string? value) in ((string, string?)[])[("--from-journal", parsed.GetValue(_fromJournal)), ("--until", parsed.GetValue(_until)), ("--system", parsed.GetValue(_system))])
        {
            if (value is not null) words.Append(' ').Append(name).Append(' ').Append(ScenarioOptions.Quoted(value));
        }

        foreach (string fault in parsed.GetValue(_fault) ?? []) words.Append(" --fault ").Append(ScenarioOptions.Quoted(fault));
        return words.ToString();
    }

    private bool _changes;

    private bool HasChanges(ParseResult parsed) => _changes;

    private TimeSpan? Until(ParseResult parsed, RunRequest run)
    {
        if (parsed.GetValue(_until) is not { } text) return null;
        TimeSpan duration = run.Scenario.Settings.Duration;
        if (InspectionCommands.TimeOf(text) is not { Ticks: > 0 } until)
            throw new UsageException($"--until {text}: expected a duration such as 40m or 90s (units ns, us, ms, s, m, h, d, w)");
        return until < duration ? until : throw new UsageException($"--until {text}: the run ends at {duration:c}; expected an earlier time");
    }
}
