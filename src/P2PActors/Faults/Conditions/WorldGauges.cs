using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;

namespace P2PActors.Faults.Conditions;

/// <summary>Numbers of the whole world by name, as conditions see them. One instance is one look, between two windows.</summary>
/// <param name="world">The world.</param>
internal sealed class WorldGauges(World world)
{
    private MetricShard? _metrics;
    private OverlayLook? _overlay;

    /// <summary>The names that a world with these roles and metrics knows, and what they are.</summary>
    public static IEnumerable<(string Name, string Meaning)> Names(IReadOnlyList<string> roles, MetricSchema metrics)
    {
        yield return ("time", "virtual time, in seconds");
        yield return ("online", "participants on line");
        foreach (string role in roles) yield return ("online." + role, $"participants on line with the role {role}");
        yield return ("sessions", "sessions begun");
        yield return ("malicious", "peers that mean harm");
        yield return ("handlerFailures", "exceptions that came out of handlers");
        yield return ("giantComponent", "share of the peers of the overlay that are in its largest connected part");
        yield return ("meanDegree", "links of a peer of the overlay, mean");
        foreach (MetricInfo counter in metrics.Counters) yield return (counter.Name, counter.Meaning);
    }

    /// <summary>A gauge now; NaN where it is not defined.</summary>
    public double ValueOf(string name)
    {
        switch (name)
        {
            case "time":
                return world.Now.TotalSeconds;
            case "online":
                return world.Online;
            case "sessions":
                return world.Sessions;
            case "malicious":
                return world.Traits.Malicious;
            case "handlerFailures":
                return world.CollectFailures().Count;
            case "giantComponent":
                return (_overlay ??= OverlayLook.At(world)).Giant ?? double.NaN;
            case "meanDegree":
                return (_overlay ??= OverlayLook.At(world)).MeanDegree ?? double.NaN;
        }

        if (name.StartsWith("online.", StringComparison.Ordinal)) return OnlineWithRole(name["online.".Length..]);
        IReadOnlyList<MetricInfo> counters = world.Plan.Metrics.Counters;
        for (int i = 0; i < counters.Count; i++)
        {
            if (counters[i].Name == name) return (_metrics ??= world.CollectMetrics()).Total(new CounterId(i));
        }

        return double.NaN;
    }

    private int OnlineWithRole(string role)
    {
        int count = 0;
        for (int i = 0; i < world.PeerCount; i++)
        {
            var peer = new PeerId(i);
            if (world.IsOnline(peer) && world.Roles[world.RoleOf(peer)] == role) count++;
        }

        return count;
    }
}
