using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Faults;

/// <summary>Finds faults that could never concern anybody, because they speak of something that does not exist.</summary>
internal static class FaultCheck
{
    /// <summary>Checks one list of faults.</summary>
    /// <param name="faults">The faults.</param>
    /// <param name="scenario">The scenario they belong to.</param>
    /// <param name="systems">Names and protocols of the systems they may concern.</param>
    /// <returns>What is wrong, one sentence each.</returns>
    public static IEnumerable<string> Of(IReadOnlyList<FaultSettings> faults, ScenarioSettings scenario, IReadOnlyList<(string Label, IProtocol Protocol)> systems)
    {
        for (int i = 0; i < faults.Count; i++)
        {
            FaultSettings fault = faults[i];
            var concerned = systems.Where(s => fault.System.Length == 0 || s.Label == fault.System).ToList();
            if (concerned.Count == 0)
            {
                yield return $"fault {i + 1} concerns the system '{fault.System}', which the scenario does not run; {NearestName.Hint(fault.System, [.. systems.Select(s => s.Label)])}";
                continue;
            }

            if (fault is not PeerFault choice) continue;
            foreach (string problem in Choice(choice, scenario, [.. concerned.Select(s => s.Protocol)])) yield return $"fault {i + 1} {problem}";
        }
    }

    private static IEnumerable<string> Choice(PeerFault fault, ScenarioSettings scenario, IReadOnlyList<IProtocol> protocols)
    {
        if (Unknown("the role", fault.Role, protocols.SelectMany(p => p.Roles)) is { } role) yield return role;
        if (Unknown("the status", fault.Status, protocols.SelectMany(p => p.Statuses)) is { } status) yield return status;
        if (Unknown("the gauge", fault.Top < 1 ? fault.By : "", PeerGauge.Common.Concat(protocols.SelectMany(p => p.PeerGauges))) is { } gauge) yield return gauge;
        if (Region(fault.Region, scenario) is { } region) yield return region;
        if (fault is DegradeFault degrade && Region(degrade.ToRegion, scenario) is { } other) yield return other;
    }

    /// <summary>Whether a fault names a participant that is no ordinary peer and no Sybil: only a protocol that has been made
    /// ready can tell whether there is such a one.</summary>
    public static bool NamesInfrastructure(ScenarioSettings scenario) =>
        scenario.Faults.Any(f => PeersOf(f).Any(peer => peer >= scenario.Peers + scenario.Sybils));

    /// <summary>What is wrong with the numbers of peers that a fault names; null if nothing is.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="participants">How many participants the world has, infrastructure included.</param>
    public static string? Numbers(FaultSettings fault, int participants)
    {
        foreach (int peer in PeersOf(fault))
        {
            if (peer >= participants) return FormattableString.Invariant($"concerns peer {peer}, expected numbers from 0 to {participants - 1}");
        }

        return null;
    }

    private static IEnumerable<int> PeersOf(FaultSettings fault) =>
        fault is PeerFault choice ? choice.Peers.Concat((choice as DegradeFault)?.ToPeers ?? []) : [];

    private static string? Region(string name, ScenarioSettings scenario) =>
        name.Length > 0 && scenario.Network.Regions.Count == 0
            ? $"concerns the region '{name}', but there are none; expected some, as in network.regions {{ west = 40%, east = 60% }}"
            : Unknown("the region", name, scenario.Network.Regions.Keys);

    private static string? Unknown(string what, string name, IEnumerable<string> known)
    {
        if (name.Length == 0 || known.Contains(name)) return null;
        string[] names = [.. known.Distinct()];
        return names.Length == 0 ? $"goes by {what} '{name}', but no system has such a thing" : $"goes by {what} '{name}', which no system has; {NearestName.Hint(name, names)}";
    }
}
