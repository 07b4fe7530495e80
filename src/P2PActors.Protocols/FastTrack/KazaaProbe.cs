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
        foreach ((_, Standing peer) in world.Survey(null, Ask))
        {
            if (peer.IsSupernode)
            {
                Children.Add(peer.Children);
                Links.Add(peer.Links);
                children += peer.Children;
                IndexedFiles += peer.IndexedFiles;
                MostChildren = Math.Max(MostChildren, peer.Children);
                continue;
            }

            ordinary++;
            orphans += peer.HasParent ? 0 : 1;
        }

        Children.Sort();
        Links.Sort();
        Supernodes.Add(Children.Count);
        Orphans.Add(ordinary == 0 ? null : (double)orphans / ordinary);
        MeanChildren.Add(Children.Count == 0 ? null : (double)children / Children.Count);
    }

    private static Standing? Ask(PeerId id, PeerActor actor) => actor switch
    {
        KazaaPeer { Service: { } service } => new Standing(true, false, service.Children, service.Links, service.IndexedFiles),
        KazaaPeer peer => new Standing(false, peer.Parent.IsPeer, 0, 0, 0),
        _ => null,
    };

    private readonly record struct Standing(bool IsSupernode, bool HasParent, int Children, int Links, long IndexedFiles);
}
