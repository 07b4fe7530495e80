namespace P2PActors.Engine;

/// <summary>What happens between windows: interventions in the order of their times, then probes.</summary>
internal sealed class Timeline
{
    private readonly World _world;
    private readonly Intervention[] _interventions;
    private readonly IReadOnlyList<IProbe> _probes;
    private readonly long[] _looks;
    private int _done;

    public Timeline(World world, IReadOnlyList<Intervention> interventions, IReadOnlyList<IProbe> probes)
    {
        _world = world;
        _interventions = [.. interventions];
        // Stable: what is due at the same time happens in the order given.
        _interventions = [.. _interventions.OrderBy(i => i.At)];
        _probes = probes;
        _looks = new long[probes.Count];
        Update();
    }

    /// <summary>The window before which something is due, or <see cref="TimingWheel.Never"/>.</summary>
    public long NextWindow { get; private set; }

    /// <summary>Does all that is due before a window.</summary>
    public void RunUntil(long window)
    {
        while (NextWindow <= window)
        {
            long at = NextWindow;
            _world.MoveTo(_world.Clock.StartOf(at));
            while (_done < _interventions.Length && WindowOf(_interventions[_done].At.Ticks) <= at) _world.Carry(_interventions[_done++]);
            for (int i = 0; i < _probes.Count; i++)
            {
                // The look at the end is Finish.
                if (TimeOfLook(i) >= _world.Duration.Ticks || WindowOf(TimeOfLook(i)) > at) continue;
                _probes[i].Observe(_world);
                _looks[i]++;
            }

            Update();
        }
    }

    /// <summary>One last look at what has become of the world.</summary>
    public void Finish()
    {
        foreach (IProbe probe in _probes) probe.Observe(_world);
    }

    private long TimeOfLook(int probe) => checked(_looks[probe] * _probes[probe].Interval.Ticks);

    private long WindowOf(long time) => _world.Clock.FirstFrom(time);

    private void Update()
    {
        long next = TimingWheel.Never;
        if (_done < _interventions.Length) next = WindowOf(_interventions[_done].At.Ticks);
        for (int i = 0; i < _probes.Count; i++)
        {
            long time = TimeOfLook(i);
            if (time < _world.Duration.Ticks) next = Math.Min(next, WindowOf(time));
        }

        NextWindow = next;
    }
}
