using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Skype;

/// <summary>Looks at users, supernodes and calls at regular times.</summary>
internal sealed class SkypeProbe(SkypeRun run) : IProbe
{
    public TimeSpan Interval { get; } = TimeSpan.FromTicks(Math.Max(1, run.Context.Scenario.Duration.Ticks / run.Context.Scenario.SeriesIntervals));

    /// <summary>Users that can use Skype: logged in, with a supernode.</summary>
    public List<double?> Usable { get; } = [];

    /// <summary>Users on line that have no supernode, as a share.</summary>
    public List<double?> Orphans { get; } = [];

    public List<double?> Supernodes { get; } = [];

    public List<double?> MeanClients { get; } = [];

    public List<double?> Talking { get; } = [];

    public List<double?> Relayed { get; } = [];

    /// <summary>Clients of each supernode at the last look, sorted.</summary>
    public List<int> Clients { get; } = [];

    /// <summary>Records of each supernode at the last look, sorted.</summary>
    public List<int> Records { get; } = [];

    /// <summary>Supernodes known to be in each one's slot at the last look, on average.</summary>
    public double SlotMates { get; private set; }

    public void Observe(World world)
    {
        Clients.Clear();
        Records.Clear();
        int usable = 0, orphans = 0, users = 0, talking = 0, relayed = 0;
        long clients = 0, mates = 0;
        foreach ((_, Standing node) in world.Survey(null, Ask))
        {
            if (node.IsUser)
            {
                users++;
                usable += node.IsUsable ? 1 : 0;
                orphans += node.HasSupernode ? 0 : 1;
                talking += node.IsTalking ? 1 : 0;
                relayed += node.IsRelayed ? 1 : 0;
            }

            if (!node.IsSupernode) continue;
            Clients.Add(node.Clients);
            Records.Add(node.Records);
            clients += node.Clients;
            mates += node.SlotMates;
        }

        Clients.Sort();
        Records.Sort();
        SlotMates = Clients.Count == 0 ? 0 : (double)mates / Clients.Count;
        Usable.Add(usable);
        Orphans.Add(users == 0 ? null : (double)orphans / users);
        Supernodes.Add(Clients.Count);
        MeanClients.Add(Clients.Count == 0 ? null : (double)clients / Clients.Count);
        Talking.Add(talking / 2.0);
        Relayed.Add(relayed / 2.0);
    }

    private static Standing? Ask(PeerId id, PeerActor actor) => actor switch
    {
        SkypeClient client => new Standing(true, client.IsLoggedIn && client.HasSupernode, client.HasSupernode, client.IsTalking, client.IsTalkingByRelay,
            client.Service is not null, client.Service?.Clients ?? 0, client.Service?.Records ?? 0, client.Service?.SlotMates ?? 0),
        SkypeNode { Service: { } service } => new Standing(false, false, true, false, false, true, service.Clients, service.Records, service.SlotMates),
        _ => null,
    };

    private readonly record struct Standing(bool IsUser, bool IsUsable, bool HasSupernode, bool IsTalking, bool IsRelayed, bool IsSupernode, int Clients, int Records, int SlotMates);
}
