using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.FastTrack;

/// <summary>Looks at supernodes, their children and orphans at regular times.</summary>
internal sealed class KazaaProbe(KazaaRun run) : IProbe
{
    public TimeSpan Interval { get; } = TimeSpan.FromTicks(Math.Max(1, run.Context.Scenario.Duration.Ticks / run.Context.Scenario.SeriesIntervals));

    public List<double?> Supernodes { get; } = [];

    public List<double?> Orphans { get; } = [];

    public List<double?> MeanChildren { get; } = [];

    /// <summary>Children of each supernode at the last look, sorted.</summary>
    public List<int> Children { get; } = [];

    /// <summary>Links of each supernode to others at the last look, sorted.</summary>
    public List<int> Links { get; } = [];

    /// <summary>Most children that any supernode had at any look.</summary>
    public int MostChildren { get; private set; }

    /// <summary>Files in all indexes at the last look.</summary>
    public long IndexedFiles { get; private set; }

    public void Observe(World world)
    {
        Children.Clear();
        Links.Clear();
        IndexedFiles = 0;
        int orphans = 0, ordinary = 0, children = 0;
        for (int i = 0; i < run.Context.Population; i++)
        {
            if (world.ActorOf(new PeerId(i)) is not KazaaPeer peer) continue;
            if (peer.Service is { } service)
            {
                Children.Add(service.Children);
                Links.Add(service.Links);
                children += service.Children;
                IndexedFiles += service.IndexedFiles;
                MostChildren = Math.Max(MostChildren, service.Children);
                continue;
            }

            ordinary++;
            orphans += peer.Parent.IsPeer ? 0 : 1;
        }

        Children.Sort();
        Links.Sort();
        Supernodes.Add(Children.Count);
        Orphans.Add(ordinary == 0 ? null : (double)orphans / ordinary);
        MeanChildren.Add(Children.Count == 0 ? null : (double)children / Children.Count);
    }
}
