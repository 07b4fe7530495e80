using Akka.Actor;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;
using P2PActors.Wire;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>What the actors of one machine share.</summary>
internal sealed class MachineParts
{
    public required ScenarioLoader Loader { get; init; }

    public required string Version { get; init; }

    public required RunResults Results { get; init; }

    public required Action<Reports.ScenarioResult, string, string> Write { get; init; }

    public required TimeSpan BatchPatience { get; init; }

    public CohortRegistry Cohorts { get; } = new();

    public CohortAllocation Allocation { get; } = new();

    public IActorRef Region { get; set; } = ActorRefs.Nobody;

    public IActorRef Exchange { get; set; } = ActorRefs.Nobody;

    /// <summary>Why the coordinator does not use this machine; null if it does.</summary>
    public volatile string? NotUsedBecause;

    /// <summary>The attempt that is running here; null if there is none.</summary>
    public volatile Attempt? Running;

    /// <summary>Told when a world is ready.</summary>
    public Action<Attempt, SystemRun> Began { get; set; } = static (_, _) => { };

    /// <summary>Told how far a run is.</summary>
    public Action<Attempt, RunProgress> Progressed { get; set; } = static (_, _) => { };

    /// <summary>Told when an attempt has ended.</summary>
    public Action Finished { get; set; } = static () => { };

    /// <summary>The scenario of an attempt, with what persons have done to it.</summary>
    /// <exception cref="ScenarioException">It cannot be run here.</exception>
    public Scenario Load(Prepare what)
    {
        HoconObject document = HoconDocument.Parse(what.What.Text, what.What.Name + ".conf");
        foreach (IGrouping<string, HandMade> list in what.Journal.GroupBy(j => j.Path)) document = Journal.With(document, list.Key, [.. list.Select(j => j.Fault)]);
        return Loader.Check(what.What.Name, document);
    }

    /// <summary>Fingerprint of the messages of all systems of a scenario.</summary>
    public static ulong MessagesOf(Scenario scenario)
    {
        ulong all = 0;
        foreach (ScenarioSystem system in scenario.Systems) all = RandomStream.Mix(all ^ MessageCodec.For(system.Protocol.GetType()).Fingerprint);
        return all;
    }
}
