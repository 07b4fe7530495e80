using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>Looks at regular times at how many units and copies are in which state.</summary>
internal sealed class VolunteerProbe(VolunteerRun run) : IProbe
{
    public TimeSpan Interval { get; } = TimeSpan.FromTicks(Math.Max(1, run.Context.Scenario.Duration.Ticks / run.Context.Scenario.SeriesIntervals));

    /// <summary>The states at each look; nothing while the scheduler is down.</summary>
    public List<Pipeline?> Looks { get; } = [];

    public void Observe(World world)
    {
        Pipeline? now = null;
        foreach ((_, Pipeline pipeline) in world.Survey([run.Scheduler], Ask)) now = pipeline;
        Looks.Add(now);
    }

    private static Pipeline? Ask(PeerId peer, PeerActor actor) => actor is Scheduler scheduler ? scheduler.Pipeline : null;
}
