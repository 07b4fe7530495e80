namespace P2PActors.Protocols.Tests.Faults;

/// <summary>A small scenario, still without a system, in which every kind of fault happens.</summary>
internal static class EveryKindOfFault
{
    public const string Scenario = """
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
          { fault = kill, when = "recent(sessions) > 20", at = 7m, every = 30s, times = 2, count = 3, silently = false }
          { fault = restore, at = 8m }
        ]
        """;
}
