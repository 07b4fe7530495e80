using System.Text.Json;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Faults;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Latency;
using P2PActors.Wire;

namespace P2PActors.Tests.Engine.Machines;

/// <summary>What is asked of the whole world between two windows has the same answer on every machine, wherever the peers are.</summary>
public class KnowledgeOfAllMachines
{
    private const int Peers = 100;
    private static readonly JsonSerializerOptions All = new() { IncludeFields = true };

    /// <summary>Peer i names i others as its neighbours, shares 100 - i files, and is a supernode if it is odd.</summary>
    private sealed class Graded(int rank) : PeerActor, IOverlayNode, IPeerStatus, IPeerGauges
    {
        public int Rank => rank;

        public string Status => rank % 2 == 1 ? "supernode" : "ordinary node";

        public void CollectNeighbours(ICollection<PeerId> neighbours)
        {
            for (int i = 0; i < rank; i++) neighbours.Add(new PeerId(i));
        }

        public bool TryGauge(string name, out double value)
        {
            value = 100 - rank;
            return name == "files";
        }

        protected override void OnReceive(Message message) { }
    }

    private static World Build(MachineLink link, int cohorts) => new(
        new WorldPlan
        {
            PeerCount = Peers,
            Seed = 1,
            Duration = TimeSpan.FromSeconds(5),
            Network = new NetworkModel { Latency = new ConstantLatency(Lab.Latency), Regions = PeerRegions.Divide([("west", 0.25), ("east", 0.5)], peer => peer, Peers) },
            Roles = ["peer", "server"],
            RoleOf = peer => (byte)(peer < 90 ? 0 : 1),
            Create = (peer, _) => new Graded(peer.Value),
            Codec = () => MessageCodec.For(typeof(Note)),
        },
        new RunOptions { Threads = 1, Cohorts = cohorts, Link = link });

    /// <summary>Runs a world on each machine, with interventions of its own, and asks it something at the end.</summary>
    private static T[] Ask<T>(int machines, int cohorts, Func<World, T> ask, Func<Intervention[]>? interventions = null) => Fleet.Run(machines, link =>
    {
        World world = Build(link, cohorts);
        LocalEngine.Run(world, new RunOptions { Threads = 1 }, interventions?.Invoke());
        return ask(world);
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    [InlineData(4, 2)]
    public void A_survey_has_the_answers_of_all_who_are_on_line_by_their_numbers(int machines, int cohorts)
    {
        string[] answers = Ask(machines, cohorts,
            world => string.Join(' ', world.Survey<int>(null, static (_, actor) => ((Graded)actor).Rank * 10 is var ten && ten % 20 == 0 ? ten : null).Select(a => $"{a.Peer}:{a.Value}")),
            () => [Lab.At(1000, world => world.Kill(new PeerId(4), silently: true))]);

        string expected = string.Join(' ', Enumerable.Range(0, Peers).Where(i => i % 2 == 0 && i != 4).Select(i => $"{i}:{10 * i}"));
        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    public void A_survey_of_some_asks_only_them(int machines, int cohorts) =>
        Assert.All(
            Ask(machines, cohorts, world => string.Join(' ', world.Survey<byte>([new PeerId(98), new PeerId(3)], static (_, _) => 1).Select(a => a.Peer))),
            answer => Assert.Equal("3 98", answer));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(4, 2)]
    public void What_is_collected_is_asked_on_a_peers_own_machine(int machines, int cohorts)
    {
        (int Asked, string Values)[] collected = Ask(machines, cohorts, world =>
        {
            int asked = 0;
            long[] values = world.Collect(Peers, peer =>
            {
                asked++;
                Assert.True(world.IsHere(peer));
                return 3L * peer.Value;
            });
            return (asked, string.Join(' ', values));
        });

        Assert.Equal(Peers, collected.Sum(c => c.Asked));
        Assert.All(collected, c => Assert.Equal(string.Join(' ', Enumerable.Range(0, Peers).Select(i => 3 * i)), c.Values));
    }

    [Fact]
    public void A_sum_is_that_of_all_machines_and_wraps_around_as_digests_do()
    {
        (long Long, ulong Wrapped)[] sums = Ask(3, 9, world => (world.Sum(1L + world.Team!.Machine), world.Sum(ulong.MaxValue)));

        Assert.All(sums, sum => Assert.Equal((6L, unchecked(3 * ulong.MaxValue)), sum));
    }

    [Fact]
    public void What_is_gathered_comes_in_the_order_of_the_machines_the_own_one_included()
    {
        string[] gathered = Ask(3, 9, world =>
        {
            var texts = new List<string?>();
            world.Team!.Gather(writer => writer.Text($"from {world.Team.Machine}"), (ref WireReader reader) => texts.Add(reader.Text()));
            return string.Join(", ", texts);
        });

        Assert.All(gathered, text => Assert.Equal("from 0, from 1, from 2", text));
    }

    [Fact]
    public void Who_writes_more_than_is_read_is_found_out()
    {
        (bool Result, Exception? Failure)[] ends = Fleet.Ends(2, link =>
        {
            World world = Build(link, 4);
            world.Team!.Gather(writer => writer.Raw([1, 2, 3]), static (ref WireReader reader) => reader.Byte());
            return true;
        });

        Assert.Contains(ends, end => end.Failure is MachineLostException lost && lost.Message.Contains("2 bytes are left over at byte 1", StringComparison.Ordinal));
        Assert.All(ends, end => Assert.IsType<MachineLostException>(end.Failure));
    }

    [Fact]
    public void Machines_that_gather_different_things_are_found_out()
    {
        (bool Result, Exception? Failure)[] ends = Fleet.Ends(2, link =>
        {
            World world = Build(link, 4);
            world.Team!.GatherAll<long>(world.Team.Machine == 0 ? [1, 2] : []);
            if (world.Team.Machine == 0) world.Team.GatherAll<long>([7]);
            else world.Team.GatherAll<byte>([7, 8, 9]);
            return true;
        });

        Assert.Contains(ends, end => end.Failure is MachineLostException lost && lost.Message.Contains("found 3 bytes, expected a multiple of 8", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    public void The_overlay_is_seen_whole_from_every_machine(int machines, int cohorts)
    {
        string[] seen = Ask(machines, cohorts, world => string.Join(' ', world.Neighbours().Select(n => $"{n.Node}:{n.Neighbours.Count}:{n.Neighbours.Sum(p => p.Value)}")));

        // Peer i names 0 to i - 1, whose sum is i (i - 1) / 2.
        Assert.All(seen, text => Assert.Equal(string.Join(' ', Enumerable.Range(0, Peers).Select(i => $"{i}:{i}:{i * (i - 1) / 2}")), text));
    }

    private static int[][] Killed(int machines, int cohorts, PeerFault fault) => Ask(
        machines,
        cohorts,
        world => Enumerable.Range(0, Peers).Where(i => !world.IsOnline(new PeerId(i))).ToArray(),
        () => [(fault with { At = TimeSpan.FromSeconds(1) }).Plan(0)]);

    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    public void The_top_by_a_gauge_is_the_top_of_all_machines(int machines, int cohorts)
    {
        Assert.All(Killed(machines, cohorts, new KillFault { Top = 0.04 }), killed => Assert.Equal([96, 97, 98, 99], killed));
        Assert.All(Killed(machines, cohorts, new KillFault { Top = 0.03, By = "files" }), killed => Assert.Equal([0, 1, 2], killed));
        Assert.All(Killed(machines, cohorts, new KillFault { Top = 0.2, Role = "server" }), killed => Assert.Equal([98, 99], killed));
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    public void A_status_is_that_of_peers_on_all_machines(int machines, int cohorts)
    {
        Assert.All(Killed(machines, cohorts, new KillFault { Status = "supernode" }), killed => Assert.Equal(Enumerable.Range(0, Peers).Where(i => i % 2 == 1), killed));
        Assert.All(Killed(machines, cohorts, new KillFault { Region = "west" }), killed => Assert.Equal(Enumerable.Range(0, 25), killed));
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(4, 2)]
    public void Ties_and_shares_at_random_fall_on_the_same_peers_as_on_one_machine(int machines, int cohorts)
    {
        foreach (PeerFault fault in (PeerFault[])[new KillFault { Top = 0.1, By = "sessions" }, new KillFault { Share = 0.3 }, new KillFault { Status = "supernode", Count = 7 }])
        {
            int[] alone = Killed(1, 1, fault)[0];
            Assert.NotEmpty(alone);
            Assert.All(Killed(machines, cohorts, fault), killed => Assert.Equal(alone, killed));
        }
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 100)]
    public void A_condition_is_about_the_whole_world(int machines, int cohorts)
    {
        // 40 go at 2 s, of whom no machine has all; the look at 3 s sees it everywhere.
        static Intervention[] Faults() =>
        [
            new KillFault { At = TimeSpan.FromSeconds(2), Count = 40 }.Plan(0),
            new RestartFault { At = TimeSpan.FromSeconds(1), When = "online < 61 and handlerFailures == 0 and giantComponent > 0.9", Every = TimeSpan.FromSeconds(1), Count = 10 }.Plan(1),
        ];
        (string Done, int Online)[] ends = Ask(machines, cohorts, world => (string.Join("; ", world.Interventions.Select(i => $"{Math.Round(i.Time.TotalSeconds)} {i.Peers}")), world.Online), Faults);

        Assert.All(ends, end => Assert.Equal(("2 40; 3 10", 70), end));
    }

    /// <summary>An entry of the ledger.</summary>
    private readonly record struct Entry(long Time, int Peer) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Time != other.Time ? Time.CompareTo(other.Time) : other.Peer.CompareTo(Peer);
    }

    [Theory]
    [InlineData(2, 1, 6)]
    [InlineData(3, 2, 50)]
    [InlineData(5, 1, 3)]
    public void Entries_of_a_ledger_are_applied_in_one_order_on_all_machines(int machines, int threads, int cohorts)
    {
        (List<Entry> Applied, List<int> Sizes)[] ledgers = Fleet.Run(machines, link =>
        {
            var applied = new List<Entry>();
            var sizes = new List<int>();
            var ledger = new BarrierLedger<Entry>(applied.Add);
            var script = new Script
            {
                Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(7)),
                Receive = (me, _) => ledger.Append(me, new Entry(me.Clock.Ticks, me.Self.Value)),
            };
            var options = new RunOptions { Threads = threads, Cohorts = cohorts, Link = link };
            var world = new World(
                new WorldPlan
                {
                    PeerCount = 200,
                    Seed = 1,
                    Duration = TimeSpan.FromMilliseconds(100),
                    Network = Lab.Network(),
                    Create = (_, _) => new Scripted(script),
                    Ledgers = [ledger],
                    Codec = () => MessageCodec.For(typeof(Note)),
                },
                options);
            LocalEngine.Run(world, options, probes: [new Look(Lab.Ms(30), _ => sizes.Add(applied.Count))]);
            return (applied, sizes);
        });

        // Every 7 ms up to 98 ms: 14 times 200 entries, the greater number first among those of one time.
        var expected = Enumerable.Range(1, 14).SelectMany(i => Enumerable.Range(0, 200).Reverse().Select(peer => new Entry(Lab.Ms(7 * i).Ticks, peer))).ToList();
        Assert.All(ledgers, l => Assert.Equal(expected, l.Applied));
        Assert.All(ledgers, l => Assert.Equal(ledgers[0].Sizes, l.Sizes));
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 50)]
    public void Measurements_are_those_of_all_machines_together(int machines, int cohorts)
    {
        string[] Measure(int on, int each) => Fleet.Run(on, link =>
        {
            var schema = new MetricSchema();
            CounterId ticks = schema.Counter("ticks", "1", "ticks of timers");
            HistogramId values = schema.Histogram("values", "1", "numbers of the peers that had a tick");
            var script = new Script
            {
                Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(7 + me.Self.Value % 5)),
                Receive = (me, _) =>
                {
                    if (me.Self.Value == 50) throw new InvalidOperationException("on purpose");
                    me.Measures.Add(ticks);
                    me.Measures.Record(values, me.Self.Value);
                },
            };
            var options = new RunOptions { Threads = 1, Cohorts = each, Link = link };
            var world = new World(
                new WorldPlan
                {
                    PeerCount = Peers,
                    Seed = 1,
                    Duration = TimeSpan.FromMilliseconds(100),
                    Network = Lab.Network(),
                    Create = (_, _) => new Scripted(script),
                    Metrics = schema,
                    Codec = () => MessageCodec.For(typeof(Note)),
                },
                options);
            LocalEngine.Run(world, options);
            MetricShard all = world.CollectMetrics();
            HistogramData h = all.Histogram(values);
            return $"{all.Total(ticks)} {string.Join(',', all.Series(ticks))} {h.Count} {h.Min} {h.Max} {h.Mean} {h.Quantile(0.3)} {JsonSerializer.Serialize(world.CollectFailures(), All)}";
        });

        string alone = Measure(1, 1)[0];
        // Periods of 7 to 11 ms have 14, 12, 11, 9 (100 ms is the end, not before it) and 9 ticks; peer 50, of the first kind, only fails.
        Assert.StartsWith($"{20 * (14 + 12 + 11 + 9 + 9) - 14} ", alone, StringComparison.Ordinal);
        Assert.All(Measure(machines, cohorts), measured => Assert.Equal(alone, measured));
    }
}
