using System.Diagnostics;

namespace P2PActors.Engine;

/// <summary>How a run ended.</summary>
/// <param name="IsComplete">False if it was stopped before the end of its duration.</param>
/// <param name="WallTime">Real time it took.</param>
/// <param name="Windows">Windows that were run.</param>
/// <param name="ParallelWindows">Those of them that were shared by all threads.</param>
public sealed record RunOutcome(bool IsComplete, TimeSpan WallTime, long Windows, long ParallelWindows)
{
    /// <summary>What keeping in step with other machines took at this one; null if it was the only one.</summary>
    public Machines.ExchangeCounters? Exchange { get; init; }
}

/// <summary>
/// Runs a world in this process, whoever hosts its actors. Windows with little work are run by one thread without any barrier; the others by all, each
/// its own cohorts, with one barrier per window.
/// </summary>
public static class LocalEngine
{
    /// <summary>Closes the host whatever ends the run, a lost machine too; after everybody had a last look.</summary>
    private readonly struct Ending(WorldHost host) : IDisposable
    {
        public void Dispose() => host.Close();
    }

    /// <summary>Runs a world to its end, or until it is told to stop.</summary>
    /// <param name="world">A world that has not run yet.</param>
    /// <param name="options">The options it was built with.</param>
    /// <param name="interventions">What is done to it, in any order.</param>
    /// <param name="probes">Who looks at it.</param>
    /// <param name="stop">Stops the run between two windows.</param>
    public static RunOutcome Run(
        World world, RunOptions options, IReadOnlyList<Intervention>? interventions = null, IReadOnlyList<IProbe>? probes = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(options);
        var clock = Stopwatch.StartNew();
        var pacer = new Pacer(options.Speed);
        var timeline = new Timeline(world, interventions ?? [], probes ?? []);
        long end = world.Clock.FirstFrom(world.Duration.Ticks);
        long windows = 0, parallel = 0;
        long lastReport = 0;
        using var crew = new Crew(world.Workers);
        using var ending = new Ending(world.Host);
        bool complete = false;
        IRunControl? control = options.Control;
        RunBarrier? barrier = control is null ? null : new RunBarrier(world, crew, timeline, pacer, end);
        world.Team?.Meet(world, crew.NextWindow());
        while (true)
        {
            long window = Math.Min(NextWindow(), timeline.NextWindow);
            if (barrier is not null)
            {
                barrier.NextWindow = window;
                if (!control!.OnBarrier(barrier)) break;
                window = barrier.NextWindow;
            }

            if (window >= end)
            {
                timeline.RunUntil(end);
                complete = true;
                break;
            }

            pacer.WaitFor(world.Clock.StartOf(window), stop);
            if (MustStop()) break;
            if (timeline.NextWindow <= window)
            {
                crew.Gather();
                timeline.RunUntil(window);
                if (barrier is not null) barrier.ReachedWindow = window + 1;
                if (NextWindow() > window) continue;
            }

            if (crew.Run(window, mayShare: barrier is not { IsSingleThreaded: true })) parallel++;
            windows++;
            if (barrier is not null)
            {
                barrier.ReachedWindow = window + 1;
                barrier.Windows = windows;
            }

            world.SetNow(world.Clock.StartOf(window + 1));
            world.AfterWindow();
            if (options.Progress is { } progress && clock.ElapsedMilliseconds - lastReport >= 100)
            {
                lastReport = clock.ElapsedMilliseconds;
                progress(new RunProgress(world.Now, world.Duration, world.Events, world.Online));
            }
        }

        crew.Gather();
        if (complete) world.SetNow(world.Duration.Ticks);
        timeline.Finish();
        TimeSpan wallTime = clock.Elapsed;
        control?.OnEnded(complete);
        return new RunOutcome(complete, wallTime, windows, parallel) { Exchange = world.Exchange };

        long NextWindow() => world.Team?.NextWindow ?? crew.NextWindow();

        bool MustStop()
        {
            if (world.Team is not { } team) return stop.IsCancellationRequested;
            // One machine alone must not leave: it says so in the next step, and all leave after it.
            team.WantsToStop = stop.IsCancellationRequested;
            return team.IsStopping;
        }
    }
}
