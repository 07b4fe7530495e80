namespace P2PActors.Engine;

/// <summary>
/// Who stands between the windows of a run: it may let them go on, hold them up, change the world, or end the run. What it
/// does to the world is recorded with its virtual time, so that the same can be had again without it.
/// </summary>
public interface IRunControl
{
    /// <summary>Everything before <see cref="RunBarrier.Reached"/> has happened. Called on the thread of the engine; it may block.</summary>
    /// <returns>False to end the run here.</returns>
    bool OnBarrier(RunBarrier barrier);

    /// <summary>The run is over.</summary>
    /// <param name="isComplete">Whether it came to the end of its duration.</param>
    void OnEnded(bool isComplete);
}

/// <summary>The state of a run between two windows, and what may be done there.</summary>
public sealed class RunBarrier
{
    private readonly Crew _crew;
    private readonly Timeline _timeline;
    private readonly Pacer _pacer;
    private readonly long _end;

    internal RunBarrier(World world, Crew crew, Timeline timeline, Pacer pacer, long end) =>
        (World, _crew, _timeline, _pacer, _end) = (world, crew, timeline, pacer, end);

    /// <summary>The world; it may be looked at.</summary>
    public World World { get; }

    /// <summary>Virtual time up to which everything has happened; what is done to the world now happens at this time.</summary>
    public TimeSpan Reached => new(Math.Min(World.Clock.StartOf(ReachedWindow), World.Duration.Ticks));

    /// <summary>When the next window with anything in it begins; the end of the run where there is none.</summary>
    public TimeSpan Next => new(NextWindow >= _end ? World.Duration.Ticks : World.Clock.StartOf(NextWindow));

    /// <summary>Whether nothing is left to be run.</summary>
    public bool IsAtEnd => NextWindow >= _end;

    /// <summary>Windows run so far.</summary>
    public long Windows { get; internal set; }

    /// <summary>Virtual seconds per real second; 0 for as fast as possible.</summary>
    public double Speed
    {
        get => _pacer.Speed;
        set => _pacer.SetSpeed(value, Reached.Ticks);
    }

    /// <summary>Set while windows have to be run by one thread, in the order of the events of each cohort.</summary>
    public bool IsSingleThreaded { get; set; }

    /// <summary>How long the next window has to wait for its time, in real time; zero when it is due.</summary>
    public TimeSpan Wait => _pacer.Remaining(Next.Ticks);

    /// <summary>What is still to be done to the world on purpose: by its time, then what waits for a condition.</summary>
    public IReadOnlyList<Intervention> Pending => _timeline.Pending;

    internal long ReachedWindow { get; set; }

    internal long NextWindow { get; set; }

    /// <summary>Real time that has passed while the run was held up does not count.</summary>
    public void ResumePace() => _pacer.SetSpeed(_pacer.Speed, Reached.Ticks);

    /// <summary>Lets time pass in which nothing happens.</summary>
    /// <param name="time">Until when; not beyond <see cref="Next"/>.</param>
    /// <returns>False, and nothing done, if something is left to happen before that time.</returns>
    public bool TryAdvanceTo(TimeSpan time)
    {
        long window = World.Clock.FirstFrom(Math.Clamp(time.Ticks, 0, World.Duration.Ticks));
        if (window > Math.Min(NextWindow, _end)) return false;
        ReachedWindow = Math.Max(ReachedWindow, window);
        World.SetNow(Reached.Ticks);
        return true;
    }

    /// <summary>Does something to the world now, after what the timeline holds for this time.</summary>
    /// <param name="intervention">What; its time is <see cref="Reached"/>.</param>
    /// <returns>How many peers it concerned.</returns>
    public int Intervene(Intervention intervention)
    {
        _crew.Gather();
        int peers = _timeline.Intervene(ReachedWindow, intervention);
        NextWindow = Math.Min(World.Team?.NextWindow ?? _crew.NextWindow(), _timeline.NextWindow);
        return peers;
    }
}
