using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <content>Computing: one task after the other, with checkpoints.</content>
internal sealed partial class VolunteerClient
{
    private ClientTask? _running;
    private TimeSpan _since;

    /// <summary>Operations per second of time on line: the client computes while its user is away.</summary>
    private double Rate => _host.Speed * _settings.Hosts.Active;

    /// <summary>Time for which there is work, if nothing goes wrong.</summary>
    private TimeSpan Stored
    {
        get
        {
            double operations = 0;
            foreach (ClientTask task in _disk.Tasks) operations += LeftOf(task);
            return TimeOf(operations);
        }
    }

    /// <summary>Time that the tasks take which will miss their deadlines (client/rr_sim.cpp: busy time).</summary>
    private TimeSpan Overdue
    {
        get
        {
            double before = 0, overdue = 0;
            foreach (ClientTask task in _disk.Tasks)
            {
                double left = LeftOf(task);
                before += left;
                if (left > 0 && Now + TimeOf(before) > task.Deadline) overdue += left;
            }

            return TimeOf(overdue);
        }
    }

    /// <summary>Operations that a task still takes.</summary>
    private double LeftOf(ClientTask task)
    {
        if (!task.IsToCompute) return 0;
        double left = task.Left >= 0 ? task.Left : task.Estimate * EffortOf;
        return task == _running ? Math.Max(0, left - (Now - _since).TotalSeconds * Rate) : left;
    }

    private TimeSpan TimeOf(double operations) => TimeSpan.FromSeconds(Math.Min(operations / Rate, 1e9));

    private double EffortOf => Cheats ? _settings.Cheating.Effort : 1;

    /// <summary>Takes up the next task that can be computed, if none is.</summary>
    private void Compute()
    {
        if (_running is not null) return;
        foreach (ClientTask task in _disk.Tasks)
        {
            if (task.State != TaskState.Downloaded) continue;
            if (task.Left < 0 && Now > task.Deadline)
            {
                // Too late to begin (EXIT_UNSTARTED_LATE).
                End(task, TaskState.Aborted, ExitCode.UnstartedLate);
                continue;
            }

            _running = task;
            break;
        }

        if (_running is null) return;
        if (_running.Left < 0)
        {
            double cost = run.Laboratory.Analyse(_running.Name.Unit, _running.Data).Cost;
            _running.Total = _running.Left = _settings.Unit.Flops * cost * EffortOf;
        }

        _since = Now;
        AwaitProgress();
    }

    private void AwaitProgress()
    {
        double seconds = Math.Min(_running!.Left / Rate, _settings.Client.Checkpoint.TotalSeconds);
        Timers.StartSingleTimer(WorkTimer, new WorkProgress(), TimeSpan.FromTicks((long)Math.Ceiling(seconds * TimeSpan.TicksPerSecond)));
    }

    /// <summary>Writes down what has been computed.</summary>
    private void Checkpoint()
    {
        if (_running is null) return;
        double seconds = (Now - _since).TotalSeconds;
        _running.Left = Math.Max(0, _running.Left - seconds * Rate);
        _running.CpuSeconds += seconds * _settings.Hosts.Active;
        _since = Now;
    }

    private void OnProgress()
    {
        if (_running is null) return;
        Checkpoint();
        // Below a thousandth of a second it is done: times are rounded to 100 ns.
        if (_running.Left > Rate * 1e-3)
        {
            AwaitProgress();
            return;
        }

        ClientTask task = _running;
        _running = null;
        Finish(task);
        Compute();
        UseNetwork();
    }

    private void Finish(ClientTask task)
    {
        _disk.Finished++;
        Metrics.Add(run.Metrics.CpuSeconds, (long)task.CpuSeconds);
        Metrics.Add(run.Metrics.Computed);
        if (!Cheats && Random.NextBool(_settings.Hosts.CrashRate))
        {
            End(task, TaskState.ComputeError, ExitCode.Error);
            return;
        }

        long unit = task.Name.Unit;
        SkyModel sky = run.Laboratory.Sky;
        if (Cheats)
        {
            Metrics.Add(run.Metrics.Cheated);
            task.Output = Honesty.Cheated(_settings.Cheating.Kind, sky, run.Context.Seed, unit, ref Random);
        }
        else if (Random.NextBool(_settings.Hosts.ErrorRate))
        {
            Metrics.Add(run.Metrics.Erred);
            task.Output = Honesty.Broken(sky, unit, ref Random);
        }
        else
        {
            Findings truth = run.Laboratory.Analyse(unit, task.Data).Findings;
            task.Output = Honesty.OnPlatform(truth, run.Context.Seed, unit, _host.Info.Processor, _settings.Hosts.PlatformNoise);
        }

        task.Data = [];
        task.State = TaskState.Uploading;
    }

    /// <summary>A task is over without an output.</summary>
    private void End(ClientTask task, TaskState state, int exitStatus)
    {
        task.Data = [];
        task.State = state;
        task.ExitStatus = exitStatus;
        task.ReadyAt = Now;
    }

    /// <summary>Processor time that is reported for a task, by which credit is claimed; a cheater makes it up.</summary>
    private double CpuTimeOf(ClientTask task) => Cheats ? _settings.Cheating.Claim * task.Estimate / _host.Speed : task.CpuSeconds;
}
