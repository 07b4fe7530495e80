using P2PActors.Engine;

namespace P2PActors.Protocols.VolunteerComputing;

/// <content>Which copies a host gets (BOINC, sched/sched_send.cpp).</content>
internal sealed partial class Scheduler
{
    /// <summary>Copies looked at for one request: BOINC's scheduler sees a hundred or so at a time, in shared memory.</summary>
    private const int MostLookedAt = 200;

    /// <summary>Valid results in a row from which on a host may be trusted.</summary>
    public const int TrustFrom = 10;

    /// <summary>With which probability a host's result is believed without another (adaptive replication).</summary>
    public static double TrustOf(int consecutiveValid) => consecutiveValid < TrustFrom ? 0 : 1 - 1.0 / consecutiveValid;

    /// <summary>Class of a host within which results are equal to the bit (sched/hr.cpp).</summary>
    public static int ClassOf(HostInfo host, HomogeneousRedundancy redundancy) => redundancy switch
    {
        HomogeneousRedundancy.Fine => (int)host.System * 16 + (int)host.Processor,
        HomogeneousRedundancy.Coarse => (int)host.System * 16 + (int)host.Processor / 2,
        _ => WorkUnit.NoClass,
    };

    /// <summary>
    /// How many tasks a host can be given that it is expected to finish within the delay bound. Whoever has nothing to do gets one,
    /// however slow he is (sched_check.cpp, check_deadline).
    /// </summary>
    /// <param name="busy">For how long the host is busy with tasks that will miss their deadlines, or were just given to it, seconds.</param>
    /// <param name="each">Time that it takes for a task, seconds.</param>
    /// <param name="bound">The delay bound, seconds.</param>
    public static int InTime(double busy, double each, double bound) => (int)Math.Clamp(Math.Floor((bound - busy) / each), busy > 0 ? 0 : 1, 1_000_000);

    private void Dispatch(HostRow host, SchedulerRequest request, List<AssignedTask> tasks)
    {
        if (host.Day != (long)Now.TotalDays) (host.Day, host.SentToday) = ((long)Now.TotalDays, 0);
        double each = TimeOf(host.Info), resent = tasks.Count * each;
        int inTime = tasks.Count + InTime(request.EstimatedDelay + resent, each, _settings.Unit.DelayBound.TotalSeconds);
        var serving = new Serving(host, ClassOf(host.Info, _settings.Replication.Homogeneous), each, inTime, tasks) { Seconds = request.WorkSeconds - resent };
        DispatchFrom(_database.Retries, serving);
        DispatchFrom(_database.Fresh, serving);
        if (_settings.Scheduler.WhenDry == DryPolicy.Repeat && _database.Unsent == 0) Repeat(serving);
        if (serving.Seconds > 0 && tasks.Count >= inTime) Metrics.Add(Run.Metrics.TooSlow);
    }

    /// <summary>Time that a host takes for a unit, seconds. One that has not measured its speed, or says it never computes, counts as one of
    /// 1 GFLOPS; none as slower than thirty thousand years.</summary>
    private double TimeOf(HostInfo host)
    {
        double rate = host.Speed * host.OnFraction;
        return Math.Min(1e12, _settings.Unit.Flops / (rate > 0 ? rate : 1e9));
    }

    private void DispatchFrom(LinkedList<ResultRow> line, Serving serving)
    {
        LinkedListNode<ResultRow>? next = line.First;
        for (int looked = 0; next is not null && looked < MostLookedAt && MayHaveMore(serving); looked++)
        {
            ResultRow result = next.Value;
            next = next.Next;
            if (Fits(result.Unit, serving)) Send(result, serving);
        }
    }

    private bool MayHaveMore(Serving serving) =>
        serving.Seconds > 0 && serving.Tasks.Count < Math.Min(serving.InTime, _settings.Scheduler.MaxUnits) && serving.Host.SentToday < serving.Host.Quota &&
        (_settings.Scheduler.MaxInProgress == 0 || serving.Host.InProgress.Count < _settings.Scheduler.MaxInProgress);

    /// <summary>One copy of a unit per host, and only hosts of its class.</summary>
    private static bool Fits(WorkUnit unit, Serving serving)
    {
        if (unit.HostClass != WorkUnit.NoClass && unit.HostClass != serving.HostClass) return false;
        foreach (ResultRow other in unit.Results)
        {
            if (other.Host == serving.Host.Id) return false;
        }

        return true;
    }

    private void Send(ResultRow result, Serving serving)
    {
        WorkUnit unit = result.Unit;
        HostRow host = serving.Host;
        ProjectDatabase.Unqueue(result);
        result.State = ServerState.InProgress;
        result.Host = host.Id;
        result.SentAt = Now;
        result.Deadline = Now + _settings.Unit.DelayBound;
        host.InProgress.Add(result);
        host.SentToday++;
        _database.Deadlines.Enqueue(result, (result.Deadline, unit.Number, result.Copy));
        unit.HostClass = serving.HostClass;
        serving.Tasks.Add(AssignmentOf(result));
        serving.Seconds -= serving.Each;
        Metrics.Add(Run.Metrics.Sent);
        if (result.Copy == 0 && _settings.Scheduler.WhenDry == DryPolicy.Repeat) _database.Repeatable.Enqueue(unit.Number);
        if (_settings.Replication.Adaptive && unit.Target == 1 && !Random.NextBool(TrustOf(host.ConsecutiveValid))) Replicate(unit);
    }

    /// <summary>A unit that one host was to compute is given to as many as any other.</summary>
    private void Replicate(WorkUnit unit)
    {
        unit.Target = _settings.Replication.Target;
        unit.Quorum = _settings.Replication.Quorum;
        _transitioner.Transition(unit);
    }

    private void Repeat(Serving serving)
    {
        for (int looked = Math.Min(MostLookedAt, _database.Repeatable.Count); looked > 0 && MayHaveMore(serving); looked--)
        {
            long number = _database.Repeatable.Dequeue();
            if (_database.Find(number) is not { Canonical: null, Errors: UnitErrors.None } unit || unit.Results.Count >= _settings.Replication.MaxTotal) continue;
            _database.Repeatable.Enqueue(number);
            if (!Fits(unit, serving)) continue;
            unit.Target++;
            ResultRow copy = _database.AddCopy(unit);
            Metrics.Add(Run.Metrics.Copies);
            Metrics.Add(Run.Metrics.Repeated);
            Send(copy, serving);
        }
    }

    /// <summary>A request for work while it is being served.</summary>
    /// <param name="Host">Who asks.</param>
    /// <param name="HostClass">Class of his host.</param>
    /// <param name="Each">Time that it takes for a task, seconds.</param>
    /// <param name="InTime">Tasks of the reply that he is expected to finish in time.</param>
    /// <param name="Tasks">The tasks of the reply so far.</param>
    private sealed record Serving(HostRow Host, int HostClass, double Each, int InTime, List<AssignedTask> Tasks)
    {
        /// <summary>Work that is still wanted, seconds of the host's time.</summary>
        public double Seconds { get; set; }
    }
}
