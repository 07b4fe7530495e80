using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Napster;

/// <summary>Looks at the servers' books at regular times.</summary>
internal sealed class NapsterProbe(NapsterRun run) : IProbe
{
    public TimeSpan Interval { get; } = TimeSpan.FromTicks(Math.Max(1, run.Context.Scenario.Duration.Ticks / run.Context.Scenario.SeriesIntervals));

    public List<double?> Users { get; } = [];

    public List<double?> Files { get; } = [];

    public List<double?> Gigabytes { get; } = [];

    public List<double?> Postings { get; } = [];

    /// <summary>Users of each server at the last look.</summary>
    public int[] UsersOfServers { get; } = new int[run.Settings.Servers];

    public void Observe(World world)
    {
        long users = 0, files = 0, bytes = 0, postings = 0;
        Array.Clear(UsersOfServers);
        foreach ((PeerId peer, Books of) in world.Survey(Servers(), Ask))
        {
            UsersOfServers[peer.Value - run.ServerAt(0).Value] = of.Users;
            users += of.Users;
            files += of.Files;
            bytes += of.Bytes;
            postings += of.Postings;
        }

        Users.Add(users);
        Files.Add(files);
        Gigabytes.Add(bytes / (double)(1 << 30));
        Postings.Add(postings);
    }

    private IEnumerable<PeerId> Servers() => Enumerable.Range(0, UsersOfServers.Length).Select(run.ServerAt);

    private static Books? Ask(PeerId peer, PeerActor actor) =>
        actor is NapsterServer server ? new Books(server.LocalUsers, server.Index.Files, server.Index.Bytes, server.Index.Postings) : null;

    private readonly record struct Books(int Users, long Files, long Bytes, long Postings);
}
