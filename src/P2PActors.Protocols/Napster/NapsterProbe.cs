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
        for (int i = 0; i < UsersOfServers.Length; i++)
        {
            UsersOfServers[i] = 0;
            if (world.ActorOf(run.ServerAt(i)) is not NapsterServer server) continue;
            UsersOfServers[i] = server.LocalUsers;
            users += server.LocalUsers;
            files += server.Index.Files;
            bytes += server.Index.Bytes;
            postings += server.Index.Postings;
        }

        Users.Add(users);
        Files.Add(files);
        Gigabytes.Add(bytes / (double)(1 << 30));
        Postings.Add(postings);
    }
}
