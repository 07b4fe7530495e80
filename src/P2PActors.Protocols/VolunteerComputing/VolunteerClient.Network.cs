using P2PActors.Network;

namespace P2PActors.Protocols.VolunteerComputing;

/// <content>The network: when there is one, requests to the scheduler and transfers of files, one of each at a time.</content>
internal sealed partial class VolunteerClient
{
    private Connection? _request;
    private Connection? _transfer;
    private ClientTask? _transferred;

    private void ScheduleNetwork()
    {
        double share = _settings.Hosts.Connected;
        if (share >= 1) return;
        TimeSpan on = _settings.Hosts.ConnectedFor;
        Timers.StartSingleTimer(NetworkTimer, new NetworkChanges(), Random.NextExponential(_hasNetwork ? on : on * ((1 - share) / share)));
    }

    private void ChangeNetwork()
    {
        _hasNetwork = !_hasNetwork;
        ScheduleNetwork();
        if (_hasNetwork)
        {
            UseNetwork();
            return;
        }

        // The line is cut: whatever was under way is broken off.
        _request?.Close();
        if (_request is { } request) OnBroken(request);
        _transfer?.Close();
        if (_transfer is { } transfer) OnBroken(transfer);
    }

    /// <summary>Begins whatever can be done over the network now, and sets timers for what cannot yet.</summary>
    private void UseNetwork()
    {
        if (!_hasNetwork) return;
        if (_transfer is null) NextTransfer();
        if (_request is null) NextRequest();
    }

    private void NextTransfer()
    {
        TimeSpan next = TimeSpan.MaxValue;
        foreach (ClientTask task in _disk.Tasks)
        {
            if (task.State is not (TaskState.New or TaskState.Uploading)) continue;
            if (task.NextTransfer <= Now)
            {
                if (task.State == TaskState.New) task.State = TaskState.Downloading;
                _transferred = task;
                _transfer = Connect(run.DataServer);
                return;
            }

            if (task.NextTransfer < next) next = task.NextTransfer;
        }

        if (next < TimeSpan.MaxValue) Timers.StartSingleTimer(TransferTimer, new TimeToTransfer(), next - Now);
    }

    private void NextRequest()
    {
        TimeSpan due = DueAt();
        if (due == TimeSpan.MaxValue) return;
        if (due < _disk.NextRequest) due = _disk.NextRequest;
        if (due > Now)
        {
            Timers.StartSingleTimer(RequestTimer, new TimeToAsk(), due - Now);
            return;
        }

        _disk.Sequence++;
        _request = Connect(run.Scheduler);
    }

    /// <summary>When the next request is wanted: when work runs short, or finished tasks have waited long enough.</summary>
    private TimeSpan DueAt()
    {
        TimeSpan stored = Stored, due = stored <= _settings.Client.Buffer ? Now : Now + (stored - _settings.Client.Buffer);
        foreach (ClientTask task in _disk.Tasks)
        {
            if (!task.IsReady) continue;
            // Not later than a day before the deadline, or at once if that has passed.
            TimeSpan report = task.ReadyAt + _settings.Client.ReportWithin, latest = task.Deadline - TimeSpan.FromDays(1);
            if (latest < report) report = latest;
            if (report < due) due = report;
        }

        return due;
    }

    private void SendRequest(Connection connection)
    {
        TimeSpan stored = Stored;
        double wanted = stored <= _settings.Client.Buffer ? (_settings.Client.Buffer + _settings.Client.ExtraBuffer - stored).TotalSeconds : 0;
        // A store of nothing still asks for one task.
        if (stored <= _settings.Client.Buffer) wanted = Math.Max(1, wanted);
        var reported = new List<ReportedTask>();
        var others = new List<ResultName>(_disk.Tasks.Count);
        foreach (ClientTask task in _disk.Tasks)
        {
            if (task.IsReady) reported.Add(new ReportedTask(task.Name, task.ExitStatus, CpuTimeOf(task)));
            else others.Add(task.Name);
        }

        connection.Send(new SchedulerRequest(run.AuthenticatorOf(Self), _disk.HostId, _disk.Sequence, wanted, wanted > 0 ? Overdue.TotalSeconds : 0, _host.Info, [.. reported], [.. others]));
    }

    private void OnReply(SchedulerReply reply)
    {
        _request!.Close();
        _request = null;
        _disk.HostId = reply.HostId;
        (_disk.Credit, _disk.RecentCredit) = (reply.Credit, reply.RecentCredit);
        foreach (ResultName name in reply.Acknowledged)
        {
            if (_disk.Find(name) is { IsReady: true } task) _disk.Tasks.Remove(task);
        }

        foreach (AssignedTask task in reply.Tasks)
        {
            if (_disk.Find(task.Name) is null) _disk.Tasks.Add(new ClientTask(task));
        }

        if (reply.HasNoWork)
        {
            _disk.Failures++;
            _disk.NextRequest = Now + Pause(_disk.Failures);
        }
        else
        {
            _disk.Failures = 0;
            _disk.NextRequest = Now + reply.RequestDelay;
        }

        UseNetwork();
    }

    private void BeginTransfer(Connection connection)
    {
        ClientTask task = _transferred!;
        if (task.State == TaskState.Downloading) connection.Send(new InputRequest(task.Name.Unit));
        else connection.Send(new OutputUpload(task.Name, task.Output!));
    }

    private void OnInput(InputFile file)
    {
        ClientTask task = EndTransfer();
        if (file.Checksum != task.Checksum)
        {
            Metrics.Add(run.Metrics.BadChecksums);
            FailTransfer(task);
        }
        else
        {
            task.Data = file.Data;
            task.State = TaskState.Downloaded;
            task.Failures = 0;
            Metrics.Add(run.Metrics.Downloads);
            Compute();
        }

        UseNetwork();
    }

    private void OnInputMissing()
    {
        ClientTask task = EndTransfer();
        End(task, TaskState.ComputeError, ExitCode.Error);
        UseNetwork();
    }

    private void OnUploaded(UploadReply reply)
    {
        ClientTask task = EndTransfer();
        if (reply.Status == 0)
        {
            task.State = TaskState.Uploaded;
            task.Output = null;
            task.ReadyAt = Now;
        }
        else
        {
            End(task, TaskState.UploadFailed, ExitCode.Error);
        }

        UseNetwork();
    }

    private ClientTask EndTransfer()
    {
        _transfer!.Close();
        ClientTask task = _transferred!;
        (_transfer, _transferred) = (null, null);
        return task;
    }

    /// <summary>A request or a transfer has failed: it is tried again later.</summary>
    private void OnBroken(Connection connection)
    {
        if (connection == _request)
        {
            _request = null;
            Metrics.Add(run.Metrics.RequestsFailed);
            _disk.Failures++;
            _disk.NextRequest = Now + Pause(_disk.Failures);
        }
        else if (connection == _transfer)
        {
            ClientTask task = _transferred!;
            (_transfer, _transferred) = (null, null);
            FailTransfer(task);
        }

        UseNetwork();
    }

    private void FailTransfer(ClientTask task)
    {
        if (task.State == TaskState.Downloading) task.State = TaskState.New;
        task.Failures++;
        Metrics.Add(run.Metrics.TransfersFailed);
        task.NextTransfer = Now + Backoff.After(task.Failures, _settings.Client.LeastTransferBackoff, _settings.Client.MostTransferBackoff, ref Random);
    }

    private TimeSpan Pause(int failures) => Backoff.After(failures, _settings.Client.LeastBackoff, _settings.Client.MostBackoff, ref Random);
}
