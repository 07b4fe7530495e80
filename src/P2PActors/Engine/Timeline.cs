using P2PActors.Faults.Conditions;

namespace P2PActors.Engine;

/// <summary>
/// What happens between windows, in this order: interventions by their times, then those whose conditions have come true,
/// then probes.
/// </summary>
internal sealed class Timeline
{
    private readonly World _world;
    private readonly PriorityQueue<Intervention, (TimeSpan At, long Order)> _due = new();
    private readonly List<Watch> _watches = [];
    private readonly IReadOnlyList<IProbe> _probes;
    private readonly long[] _looks;
    private long _byHand = 1L << 31;
    private long _scheduled = 1L << 32;
    private long _next;

    public Timeline(World world, IReadOnlyList<Intervention> interventions, IReadOnlyList<IProbe> probes)
    {
        _world = world;
        long listed = 0;
        foreach (Intervention intervention in interventions)
        {
            // Stable: what is due at the same time happens in the order given.
            if (intervention.Trigger is null) _due.Enqueue(intervention, (intervention.At, listed++));
            else _watches.Add(new Watch(intervention));
        }

        _probes = probes;
        _looks = new long[probes.Count];
        Update();
    }

    /// <summary>The window before which something is due, or <see cref="TimingWheel.Never"/>.</summary>
    public long NextWindow
    {
        get
        {
            if (_world.HasScheduled) Update();
            return _next;
        }
    }

    /// <summary>What is still to happen: by its time, then what waits for a condition.</summary>
    public IReadOnlyList<Intervention> Pending
    {
        get
        {
            Update();
            return [.. _due.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element), .. _watches.Select(watch => watch.Intervention)];
        }
    }

    /// <summary>Does all that is due before a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="between">Called when all that is due before this very window has been done and nobody has looked yet: the
    /// place where a person intervenes, and where a replay of what the person did puts it.</param>
    public void RunUntil(long window, Action? between = null)
    {
        while (NextWindow < window) RunOne(NextWindow, null);
        if (NextWindow <= window) RunOne(window, between);
        else between?.Invoke();
        while (NextWindow <= window) RunOne(NextWindow, null);
    }

    /// <summary>
    /// Does something before a window, by hand: after what is listed for that time or an earlier one, and before what earlier
    /// interventions have put off to that very time, conditions and probes. A journal lists it there, so a replay keeps the order.
    /// </summary>
    /// <returns>How many peers it concerned.</returns>
    public int Intervene(long window, Intervention intervention)
    {
        _world.MoveTo(_world.Clock.StartOf(window));
        _due.Enqueue(intervention, (intervention.At, _byHand++));
        int peers = 0;
        while (_due.TryDequeue(out Intervention? next, out _))
        {
            peers = _world.Intervene(next).Peers;
            Absorb();
            if (ReferenceEquals(next, intervention)) break;
        }

        Update();
        return peers;
    }

    /// <summary>One last look at what has become of the world.</summary>
    public void Finish()
    {
        foreach (IProbe probe in _probes) probe.Observe(_world);
    }

    private void RunOne(long at, Action? between)
    {
        _world.MoveTo(_world.Clock.StartOf(at));
        while (_due.TryPeek(out Intervention? intervention, out _) && WindowOf(intervention.At.Ticks) <= at)
        {
            _due.Dequeue();
            _world.Intervene(intervention);
            Absorb();
        }

        between?.Invoke();
        WatchAt(at);
        for (int i = 0; i < _probes.Count; i++)
        {
            // The look at the end is Finish.
            if (TimeOfLook(i) >= _world.Duration.Ticks || WindowOf(TimeOfLook(i)) > at) continue;
            _probes[i].Observe(_world);
            _looks[i]++;
        }

        Update();
    }

    private void WatchAt(long at)
    {
        if (_watches.Count == 0) return;
        var gauges = new WorldGauges(_world);
        foreach (Watch watch in _watches)
        {
            if (watch.IsOver || WindowOf(watch.NextLook) > at || !watch.Look(gauges)) continue;
            _world.Intervene(watch.Intervention);
            gauges = new WorldGauges(_world); // the next one sees what this one has done
        }

        _watches.RemoveAll(static watch => watch.IsOver);
    }

    /// <summary>Takes in what interventions have put off till later; at equal times it comes after what the timeline itself lists.</summary>
    private void Absorb()
    {
        foreach (Intervention later in _world.TakeScheduled()) _due.Enqueue(later, (later.At, _scheduled++));
    }

    private long TimeOfLook(int probe) => checked(_looks[probe] * _probes[probe].Interval.Ticks);

    private long WindowOf(long time) => _world.Clock.FirstFrom(time);

    private void Update()
    {
        Absorb();
        long next = _due.TryPeek(out Intervention? first, out _) ? WindowOf(first.At.Ticks) : TimingWheel.Never;
        foreach (Watch watch in _watches)
        {
            if (watch.NextLook < _world.Duration.Ticks) next = Math.Min(next, WindowOf(watch.NextLook));
        }

        for (int i = 0; i < _probes.Count; i++)
        {
            long time = TimeOfLook(i);
            if (time < _world.Duration.Ticks) next = Math.Min(next, WindowOf(time));
        }

        _next = next;
    }
}
