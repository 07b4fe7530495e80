using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using P2PActors.Cli.Bench;
using P2PActors.Engine;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p bench</c>: the speed of the engine on this machine.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "forwarding, calls, flood, supernodes, swarm, transfers or volunteers" };
        name.AcceptOnlyFromAmong("forwarding", "calls", "flood", "supernodes", "swarm", "transfers", "volunteers");
        var peers = new Option<int?>("--peers", "--clients") { Description = "Peers (forwarding: 10,000; transfers and swarm: 1,000; supernodes: 30,000 ordinary nodes; volunteers: 100,000 clients; calls: 100,000 users; flood: those of the crawl, or a synthetic overlay)", HelpName = "N" };
        var events = new Option<long>("--events") { Description = "Events to handle, about (forwarding)", DefaultValueFactory = _ => 20_000_000, HelpName = "M" };
        var queries = new Option<int>("--queries") { Description = "Queries (flood)", DefaultValueFactory = _ => 1000, HelpName = "N" };
        var supernodes = new Option<int?>("--supernodes") { Description = "Supernodes (calls; one per hundred users if not given)", HelpName = "N" };
        var file = new Option<string?>("--file") { Description = "Edge list of the overlay (flood)", HelpName = "FILE" };
        var pieces = new Option<int>("--pieces") { Description = "Pieces of 256 KiB of the torrent (swarm)", DefaultValueFactory = _ => 1000, HelpName = "P" };
        var swarms = new Option<int>("--swarms") { Description = "Swarms into which the peers are divided (swarm)", DefaultValueFactory = _ => 1, HelpName = "S" };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 for one per core", HelpName = "T" };
        var cohorts = new Option<int>("--cohorts") { Description = "Cohorts; 0 for about a thousand peers each", HelpName = "C" };
        var seed = new Option<long>("--seed") { Description = "Seed", DefaultValueFactory = _ => 1, HelpName = "N" };
        var engine = new Option<string>("--engine") { Description = "local or akka (forwarding)", DefaultValueFactory = _ => "local" };
        engine.AcceptOnlyFromAmong("local", "akka");
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("bench", "Measure the engine on this machine");
        command.Arguments.Add(name);
        foreach (Option option in (Option[])[peers, pieces, swarms, events, queries, supernodes, file, threads, cohorts, seed, engine, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            int t = Positive(parsed.GetValue(threads), "--threads", 0, 64), c = Positive(parsed.GetValue(cohorts), "--cohorts", 0, 1_000_000);
            ulong s = (ulong)Math.Max(0, parsed.GetValue(seed));
            int? n = parsed.GetValue(peers) is { } given ? Positive(given, "--peers", 1, 4_000_000) : null;
            using ActorHosting? hosting = ProductInfo.Start(parsed.GetValue(engine)!);
            if (hosting is not null && parsed.GetValue(name) != "forwarding") throw new UsageException("--engine akka: of the benchmarks, forwarding is the one that measures it");
            BenchResult result = parsed.GetValue(name) switch
            {
                "forwarding" => ForwardingBench.Run(n ?? 10_000, Math.Max(1, parsed.GetValue(events)), t, c, s, hosting),
                "flood" => FloodBench.Run(parsed.GetValue(file), n, Positive(parsed.GetValue(queries), "--queries", 1, 1_000_000), t, c, s),
                "calls" => CallsBench.Run(n ?? 100_000, parsed.GetValue(supernodes) is { } some ? Positive(some, "--supernodes", 1, 1_000_000) : null, t, c, s),
                "supernodes" => SupernodesBench.Run(n ?? 30_000, t, c, s),
                "swarm" => SwarmBench.Run(n ?? 1000, Positive(parsed.GetValue(pieces), "--pieces", 1, 1_000_000), Positive(parsed.GetValue(swarms), "--swarms", 1, 1_000_000), t, c, s),
                "volunteers" => VolunteersBench.Run(n ?? 100_000, t, c, s),
                _ => TransfersBench.Run(n ?? 1000, t, c, s),
            };
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) output.WriteLine(JsonSerializer.Serialize(result, Json));
            else Print(output, result);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(TextWriter output, BenchResult r)
    {
        output.WriteLine($"{r.Bench}: {r.Peers:N0} peers, {r.Threads} threads, {r.Cohorts:N0} cohorts");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {r.Events:N0} events in {r.Seconds:0.00} s: {r.EventsPerSecond / 1e6:0.00} million events/s"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {r.BytesPerPeer:0} bytes per peer, peak memory {r.PeakMemoryBytes / 1e6:0} MB"));
        if (r.Detail is not null) output.WriteLine("  " + r.Detail);
        output.WriteLine($"  digest {r.Digest}");
    }

    private static int Positive(int value, string option, int min, int max) =>
        value >= min && value <= max ? value : throw new UsageException($"{option} {value}: expected {min:N0} to {max:N0}");
}
