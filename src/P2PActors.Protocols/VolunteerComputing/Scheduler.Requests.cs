using P2PActors.Network;

namespace P2PActors.Protocols.VolunteerComputing;

/// <content>What clients ask and report.</content>
internal sealed partial class Scheduler
{
    private const int ManyTasks = 16;

    private void OnRequest(SchedulerRequest request, Connection connection)
    {
        Metrics.Add(Run.Metrics.Requests);
        if (request.Authenticator != Run.AuthenticatorOf(Sender))
        {
            // Whoever does not know the secret learns nothing, not even whether there is such an account.
            Metrics.Add(Run.Metrics.Unauthorised);
            connection.Close();
            return;
        }

        HostRow host = _database.HostAt(Sender.Value, _settings.Scheduler.DailyQuota);
        host.Info = request.Host;
        host.LastSequence = Math.Max(host.LastSequence, request.Sequence);
        var acknowledged = new ResultName[request.Reported.Length];
        for (int i = 0; i < acknowledged.Length; i++)
        {
            Report(host, request.Reported[i]);
            acknowledged[i] = request.Reported[i].Name;
        }

        var tasks = new List<AssignedTask>();
        if (_settings.Scheduler.ResendLost) ResendLost(host, request, tasks);
        bool wants = request.WorkSeconds > 0;
        if (wants) Dispatch(host, request, tasks);
        bool hasNoWork = wants && tasks.Count == 0;
        if (hasNoWork) Metrics.Add(Run.Metrics.NoWork);
        connection.Send(new SchedulerReply(host.Id, _settings.Scheduler.RequestDelay, host.Credit, host.Recent.At(Now), acknowledged, [.. tasks], hasNoWork));
        if (_database.Deadlines.Count > 0 && !Timers.IsTimerActive(DeadlineTimer)) EndLate();
    }

    /// <summary>Takes the report of a task. Whatever comes twice counts once.</summary>
    private void Report(HostRow host, in ReportedTask task)
    {
        if (_database.Find(task.Name) is not { } result)
        {
            // Its unit is put away and gone.
            Metrics.Add(Run.Metrics.TooLate);
            return;
        }

        bool isLate = result is { State: ServerState.Over, Outcome: Outcome.NoReply };
        if (result.Host != host.Id || result.State != ServerState.InProgress && !isLate)
        {
            Metrics.Add(Run.Metrics.ReportedTwice);
            return;
        }

        if (isLate) Metrics.Add(Run.Metrics.Late);
        else host.InProgress.Remove(result);
        result.State = ServerState.Over;
        // The claim is processor time by benchmark: a client that tells too much of either claims too much. One processor cannot
        // have worked for longer than it had the task (sched_result.cpp).
        result.Claim = Math.Min(task.CpuSeconds, (Now - result.SentAt).TotalSeconds) * host.Info.Speed * Credit.PerOperation;
        Metrics.Record(Run.Metrics.Turnaround, Now - result.SentAt);
        if (task.ExitStatus == 0)
        {
            result.Outcome = Outcome.Success;
            _transitioner.Encourage(host);
            Metrics.Add(Run.Metrics.Returned);
            if (result.Unit.Errors != UnitErrors.None) result.Validation = ValidateState.NoCheck;
        }
        else
        {
            // A user's own decision is no error of the host's (transitioner.cpp).
            result.Outcome = task.ExitStatus == ExitCode.AbortedByUser ? Outcome.NoReply : Outcome.ClientError;
            _transitioner.Punish(host);
            Metrics.Add(Run.Metrics.ClientErrors);
        }

        result.Unit.AskedAt = null;
        _transitioner.Transition(result.Unit);
    }

    /// <summary>Sends again what the host was given and does not know of.</summary>
    private void ResendLost(HostRow host, SchedulerRequest request, List<AssignedTask> tasks)
    {
        // Few hosts have many tasks, but those are compared with as many.
        HashSet<ResultName>? many = request.Others.Length > ManyTasks ? [.. request.Others] : null;
        foreach (ResultRow result in host.InProgress)
        {
            if (tasks.Count >= _settings.Scheduler.MaxUnits) return;
            if (many is not null ? many.Contains(result.Name) : Array.IndexOf(request.Others, result.Name) >= 0) continue;
            Metrics.Add(Run.Metrics.Resent);
            tasks.Add(AssignmentOf(result));
        }
    }

    private AssignedTask AssignmentOf(ResultRow result) =>
        new(result.Name, _settings.Unit.Flops, result.Deadline, result.Unit.Checksum, result.Unit.Bytes);
}
