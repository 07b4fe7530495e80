using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Network;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// The scheduler and the daemons that work on the same database: it answers clients, moves units from state to state, and asks
/// splitter, validator and assimilator to do their parts. Requests are in Scheduler.Requests.cs, dispatch in
/// Scheduler.Dispatch.cs, what the other parts answer in Scheduler.Parts.cs.
/// </summary>
internal sealed partial class Scheduler : ProjectPart
{
    /// <summary>Passes of the daemons after which a silent part is asked again.</summary>
    public const int Patience = 12;

    private static readonly object PassTimer = new(), DeadlineTimer = new();
    private readonly VolunteerSettings _settings;
    private readonly ProjectDatabase _database;
    private readonly Transitioner _transitioner;

    public Scheduler(VolunteerRun run)
        : base(run)
    {
        _settings = run.Settings;
        _database = run.Database;
        _transitioner = new Transitioner(_database, _settings.Replication, _settings.Scheduler.DailyQuota)
        {
            TimedOut = _ => Metrics.Add(Run.Metrics.TimedOut),
            GivenUp = unit => Metrics.Add(Run.Metrics.GivenUp(unit.Errors)),
            Made = _ => Metrics.Add(Run.Metrics.Copies),
            Unneeded = _ => Metrics.Add(Run.Metrics.Unneeded),
        };
    }

    /// <summary>What the units are at the moment.</summary>
    public Pipeline Pipeline
    {
        get
        {
            int inProgress = 0, validating = 0, assimilating = 0;
            foreach (HostRow host in _database.Hosts) inProgress += host.InProgress.Count;
            foreach (WorkUnit unit in _database.Waiting.Values)
            {
                if (unit.NeedsValidation) validating++;
                else assimilating++;
            }

            return new Pipeline(_database.Unsent, inProgress, validating, assimilating, _database.Live, _database.Hosts.Count);
        }
    }

    protected override void PreStart()
    {
        // Whoever was asked before this process died may have answered in vain.
        foreach (WorkUnit unit in _database.Waiting.Values) unit.AskedAt = null;
        EndLate();
        Pass();
        Timers.StartPeriodicTimer(PassTimer, new DaemonPass(), _settings.Scheduler.DaemonPeriod);
    }

    protected override bool OnConnecting(PeerId peer)
    {
        // The daemons are no visitors: in BOINC they reach the database without the web server.
        if (peer >= Run.Scheduler || Connections.Count < _settings.Scheduler.MaxConnections) return true;
        Metrics.Add(Run.Metrics.TurnedAway);
        return false;
    }

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case SchedulerRequest request when Channel is { } connection:
                OnRequest(request, connection);
                break;
            case DaemonPass:
                Pass();
                break;
            case DeadlinePassed:
                EndLate();
                break;
            case UnitsMade made when Sender == Run.Splitter:
                OnUnitsMade(made);
                break;
            case UnitValidated validated when Sender == Run.Validator:
                OnValidated(validated);
                break;
            case UnitAssimilated assimilated when Sender == Run.Assimilator:
                OnAssimilated(assimilated);
                break;
        }
    }

    /// <summary>Ends the copies whose time is over, at exactly their deadlines.</summary>
    private void EndLate()
    {
        while (_database.Deadlines.TryPeek(out ResultRow? result, out (TimeSpan At, long, int) key))
        {
            // A copy that is over, or was sent again later than this entry says, is passed over.
            if (result.State == ServerState.InProgress && result.Deadline == key.At)
            {
                if (key.At > Now)
                {
                    Timers.StartSingleTimer(DeadlineTimer, new DeadlinePassed(), key.At - Now);
                    return;
                }

                _transitioner.EndLate(result);
                _transitioner.Transition(result.Unit);
            }

            _database.Deadlines.Dequeue();
        }
    }

    /// <summary>The daemons look for what is to be done.</summary>
    private void Pass()
    {
        AskSplitter();
        foreach (WorkUnit unit in _database.Waiting.Values)
        {
            if (unit.AskedAt is { } asked && Now - asked < Patience * _settings.Scheduler.DaemonPeriod) continue;
            unit.AskedAt = Now;
            if (unit.NeedsValidation) SendTo(Run.Validator, OrderOf(unit));
            else SendTo(Run.Assimilator, new AssimilationOrder(unit.Number, unit.Canonical?.Copy ?? -1));
        }

        if (_database.ToDelete.Count == 0) return;
        SendTo(Run.DataServer, new DeleteFiles([.. _database.ToDelete]));
        _database.ToDelete.Clear();
    }

    private void AskSplitter()
    {
        int lacking = 2 * _settings.Scheduler.Ready - _database.Unsent;
        if (lacking < _settings.Scheduler.Ready) return;
        int copies = _settings.Replication.Adaptive ? 1 : _settings.Replication.Target;
        long units = (lacking + copies - 1) / copies;
        if (_settings.Scheduler.UnitsPerHour > 0) units = Math.Min(units, (long)(_settings.Scheduler.UnitsPerHour * Now.TotalHours) - _database.Created);
        if (units > 0) SendTo(Run.Splitter, new UnitsWanted((int)units));
    }

    protected override void Describe(StateText text)
    {
        Pipeline now = Pipeline;
        text.Say($"{StateText.Count(_database.Created, "unit")} so far: {StateText.Number(_database.Purged)} put away, {StateText.Number(now.Live)} under way");
        text.Say($"{StateText.Number(now.Unsent)} copies to be sent, {StateText.Number(now.InProgress)} on {StateText.Count(now.Hosts, "host")}");
        text.Say($"{StateText.Count(now.Validating, "unit")} to be validated, {StateText.Number(now.Assimilating)} to be assimilated");
        foreach ((string team, double credit) in Run.Board.Teams(5)) text.Say($"{team}: {StateText.Number((long)credit)} cobblestones");
        foreach ((string user, double credit) in Run.Board.Users(5)) text.Say($"{user}: {StateText.Number((long)credit)} cobblestones");
    }

    private sealed record DaemonPass : Message
    {
        public override int WireSize => 0;
    }

    private sealed record DeadlinePassed : Message
    {
        public override int WireSize => 0;
    }
}

/// <summary>How many units and copies are in which state.</summary>
internal readonly record struct Pipeline(int Unsent, int InProgress, int Validating, int Assimilating, int Live, int Hosts);
