namespace P2PActors.Protocols.Tests.Faults;

/// <summary>A small scenario in which every kind of fault happens to a system.</summary>
internal static class EveryKindOfFault
{
    /// <summary>What systems need that are not asked for files: each has its own small settings, and a counter that conditions can speak of.</summary>
    private static readonly Dictionary<string, Sample> Samples = new(StringComparer.Ordinal)
    {
        ["bittorrent"] = new("torrent { size = 24 MiB }, tracker { interval = 2m, forget = 5m }, haves { redundant = false, gather = 2s }, seeding.calls = off, choking.slots-by-uplink = on, behaviours.tyrants = 10%", "announces"),
        ["prisoners-dilemma"] = new("rounds = 2000", "rounds"),
        ["seti-at-home"] = new("", "sessions"),
        ["two-servers"] = new("fast = 2, slow = 1", "sessions"),
    };

    private static readonly Sample FileSharing = new("", "searches");

    /// <summary>The names of all systems.</summary>
    public static IReadOnlyList<string> Systems { get; } = [.. KnownProtocols.Registry.All.Select(p => p.Name)];

    /// <summary>The scenario with one system, or with several copies of it.</summary>
    /// <param name="system">The protocol.</param>
    /// <param name="labels">Names of the copies; one by the name of the protocol if there are none.</param>
    public static string Of(string system, params string[] labels)
    {
        Sample sample = Samples.GetValueOrDefault(system, FileSharing);
        string[] names = labels.Length == 0 ? [system] : labels;
        return $"{Scenario.Replace("COUNTER", sample.Counter, StringComparison.Ordinal)}\nsystems {{ {string.Join(", ", names.Select(n => $"{n} {{ protocol = {system}, {sample.Settings} }}"))} }}\n";
    }

    private const string Scenario = """
        peers = 120
        duration = 12m
        churn { sessions { model = exponential, mean = 6m }, offline { model = exponential, mean = 3m }, crash-share = 40%, arrivals { model = steady, spread = 30s } }
        network { links = 2001, nat { firewalled = 20%, symmetric = 10% }, loss = 1%, jitter = 10%, regions { west = 40%, east = 40% } }
        content { catalogue.files = 300, placement { model = uniform, files = 10, free-riders = 30% } }
        queries { mean-interval = 1m }
        faults = [
          { fault = sybil, at = 1m, count = 12, hosts = 2, over = 20s }
          { fault = pollution, at = 90s, share = 20%, for = 5m }
          { fault = degrade, at = 2m, region = west, to-region = east, latency-factor = 3, latency = 40ms, loss = 10%, for = 3m }
          { fault = degrade, at = 2m, top = 10%, by = bytesSent, bandwidth = 20%, for = 4m }
          { fault = kill, at = 150s, top = 4%, by = connections }
          { fault = outage, at = 3m, region = east, for = 1m, over = 30s }
          { fault = partition, at = 4m, region = west, for = 1m }
          { fault = partition, at = 270s, share = 30% }
          { fault = heal, at = 6m }
          { fault = fail, at = 370s, share = 20%, failures = 2 }
          { fault = search, at = 380s, count = 10, text = love }
          { fault = restart, when = "online < 60 and time > 1m", every = 20s, times = 4, share = 30%, over = 10s }
          { fault = kill, when = "recent(COUNTER) > 20", at = 7m, every = 30s, times = 2, count = 3, silently = false }
          { fault = restore, at = 8m }
        ]
        """;

    /// <summary>What a system needs.</summary>
    /// <param name="Settings">Its settings, small.</param>
    /// <param name="Counter">One of its counters that grows all the time.</param>
    private sealed record Sample(string Settings, string Counter);
}
