using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// A volunteer's client. It computes whenever its host is on; for work it asks the scheduler, and for files the data server,
/// over HTTP and always by its own connections, so that no firewall stands in its way, and only while it has a network.
/// Requests and transfers are in VolunteerClient.Network.cs, computing in VolunteerClient.Work.cs.
/// </summary>
internal sealed partial class VolunteerClient(VolunteerRun run) : PeerActor, IPeerGauges, IPeerStatus
{
    private static readonly object WorkTimer = new(), RequestTimer = new(), TransferTimer = new(), NetworkTimer = new();
    private readonly VolunteerSettings _settings = run.Settings;
    private ClientDisk _disk = null!;
    private HostProfile _host;
    private bool _hasNetwork;

    /// <inheritdoc />
    public string Status => _running is not null ? "computing" : "idle";

    private bool Cheats => _host.IsCheater || run.Context.Traits.IsMalicious(Self.Value);

    /// <inheritdoc />
    public bool TryGauge(string name, out double value)
    {
        value = name switch { "credit" => _disk.Credit, "tasks" => _disk.Tasks.Count, "speed" => _host.Speed, _ => double.NaN };
        return !double.IsNaN(value);
    }

    protected override void PreStart()
    {
        _disk = run.DiskOf(Self);
        _host = run.ProfileOf(Self);
        if (Now >= _host.Life)
        {
            // Its owner has thrown it away, or removed the program: what it had is never returned.
            Metrics.Add(run.Metrics.Retired);
            Stop();
            return;
        }

        foreach (ClientTask task in _disk.Tasks)
        {
            if (task.State == TaskState.Downloading) task.State = TaskState.New;
        }

        _hasNetwork = Random.NextBool(_settings.Hosts.Connected);
        ScheduleNetwork();
        Compute();
        UseNetwork();
    }

    protected override void PostStop() => Checkpoint();

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case SchedulerReply reply when Channel == _request && Channel is not null:
                OnReply(reply);
                break;
            case InputFile file when Channel == _transfer && Channel is not null:
                OnInput(file);
                break;
            case NoSuchInput when Channel == _transfer && Channel is not null:
                OnInputMissing();
                break;
            case UploadReply reply when Channel == _transfer && Channel is not null:
                OnUploaded(reply);
                break;
            case WorkProgress:
                OnProgress();
                break;
            case TimeToAsk or TimeToTransfer:
                UseNetwork();
                break;
            case NetworkChanges:
                ChangeNetwork();
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (connection == _request) SendRequest(connection);
        else if (connection == _transfer) BeginTransfer(connection);
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => OnBroken(connection);

    protected override void OnClosed(Connection connection, CloseReason reason) => OnBroken(connection);

    // A peer that turns good or bad does so with its next result: nothing is to be done now.
    protected override bool OnOrder(Order order) => order is TraitsChanged;

    private sealed record WorkProgress : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToAsk : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToTransfer : Message
    {
        public override int WireSize => 0;
    }

    private sealed record NetworkChanges : Message
    {
        public override int WireSize => 0;
    }
}
