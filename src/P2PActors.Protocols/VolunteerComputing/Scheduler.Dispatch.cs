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

    private void Dispatch(HostRow host, double seconds, List<AssignedTask> tasks)
    {
        double each = _settings.Unit.Flops / (host.Info.Speed * host.Info.OnFraction);
        if (each > _settings.Unit.DelayBound.TotalSeconds)
        {
            Metrics.Add(Run.Metrics.TooSlow);
            return;
        }

        if (host.Day != (long)Now.TotalDays) (host.Day, host.SentToday) = ((long)Now.TotalDays, 0);
        int hostClass = ClassOf(host.Info, _settings.Replication.Homogeneous);
        double left = seconds - tasks.Count * each;
        left = DispatchFrom(_database.Retries, host, hostClass, each, left, tasks);
        left = DispatchFrom(_database.Fresh, host, hostClass, each, left, tasks);
        if (_settings.Scheduler.WhenDry == DryPolicy.Repeat && _database.Unsent == 0) Repeat(host, hostClass, each, left, tasks);
    }

    private double DispatchFrom(LinkedList<ResultRow> line, HostRow host, int hostClass, double each, double seconds, List<AssignedTask> tasks)
    {
        LinkedListNode<ResultRow>? next = line.First;
        for (int looked = 0; next is not null && looked < MostLookedAt && MayHaveMore(host, seconds, tasks); looked++)
        {
            ResultRow result = next.Value;
            next = next.Next;
            if (!Fits(result.Unit, host, hostClass)) continue;
            Send(result, host, hostClass, tasks);
            seconds -= each;
        }

        return seconds;
    }

    private bool MayHaveMore(HostRow host, double seconds, List<AssignedTask> tasks) =>
        seconds > 0 && tasks.Count < _settings.Scheduler.MaxUnits && host.SentToday < host.Quota;

    /// <summary>One copy of a unit per host, and only hosts of its class.</summary>
    private static bool Fits(WorkUnit unit, HostRow host, int hostClass)
    {
        if (unit.HostClass != WorkUnit.NoClass && unit.HostClass != hostClass) return false;
        foreach (ResultRow other in unit.Results)
        {
            if (other.Host == host.Id) return false;
        }

        return true;
    }

    private void Send(ResultRow result, HostRow host, int hostClass, List<AssignedTask> tasks)
    {
        WorkUnit unit = result.Unit;
        ProjectDatabase.Unqueue(result);
        result.State = ServerState.InProgress;
        result.Host = host.Id;
        result.SentAt = Now;
        result.Deadline = Now + _settings.Unit.DelayBound;
        host.InProgress.Add(result);
        host.SentToday++;
        _database.Deadlines.Enqueue(result, (result.Deadline, unit.Number, result.Copy));
        unit.HostClass = hostClass;
        tasks.Add(AssignmentOf(result));
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

    private void Repeat(HostRow host, int hostClass, double each, double seconds, List<AssignedTask> tasks)
    {
        for (int looked = Math.Min(MostLookedAt, _database.Repeatable.Count); looked > 0 && MayHaveMore(host, seconds, tasks); looked--)
        {
            long number = _database.Repeatable.Dequeue();
            if (_database.Find(number) is not { Canonical: null, Errors: UnitErrors.None } unit || unit.Results.Count >= _settings.Replication.MaxTotal) continue;
            _database.Repeatable.Enqueue(number);
            if (!Fits(unit, host, hostClass)) continue;
            unit.Target++;
            ResultRow copy = _database.AddCopy(unit);
            Metrics.Add(Run.Metrics.Copies);
            Metrics.Add(Run.Metrics.Repeated);
            Send(copy, host, hostClass, tasks);
            seconds -= each;
        }
    }
}
