using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Invariants;

public sealed class InvariantsOfRuns
{
    private sealed class Careless(InvariantId even) : PeerActor
    {
        protected override void PreStart() => Timers.StartPeriodicTimer("t", new Note(0), TimeSpan.FromSeconds(1 + Self.Value));

        protected override void OnReceive(Message message)
        {
            if (Self.Value % 2 == 1) Violated(even, $"{Self} is odd");
        }
    }

    private sealed class Fewer(int most) : IInvariantCheck
    {
        public string Name => "few";

        public void Check(World world, Action<PeerId, string> violated)
        {
            if (world.Online > most) violated(new PeerId(most), $"{world.Online} on line");
        }
    }

    private static World Run(int threads = 1, int cohorts = 1)
    {
        var schema = new InvariantSchema();
        InvariantId even = schema.Declare("even", "only even peers act");
        schema.Declare("few", "at most 5 peers are on line", new Fewer(5));
        schema.Declare("always", "true is true");
        var options = new RunOptions { Threads = threads, Cohorts = cohorts };
        var world = new World(
            new WorldPlan { PeerCount = 10, Seed = 1, Duration = TimeSpan.FromSeconds(20), Network = Lab.Network(), Invariants = schema, Create = (_, _) => new Careless(even) },
            options);
        LocalEngine.Run(world, options, [Lab.At(10_500, w => { for (int i = 0; i < 6; i++) w.Kill(new PeerId(i), silently: true); })],
            [new InvariantProbe(schema, TimeSpan.FromSeconds(5))]);
        return world;
    }

    [Fact]
    public void Violations_are_counted_and_the_first_ones_kept_with_time_and_peer()
    {
        IReadOnlyList<InvariantResult> results = Run().CollectViolations();

        // Peer p acts every p + 1 seconds until 10.5 s (p < 6) or 20 s: p = 1 five times, 3 twice, 5 once, 7 twice, 9 once or twice.
        Assert.Equal("even", results[0].Invariant.Name);
        Assert.InRange(results[0].Count, 11, 12);
        Assert.Equal([(2.0, 1), (4.0, 1), (4.0, 3), (6.0, 1), (6.0, 5)], results[0].First.Select(v => (v.Time.TotalSeconds, v.Peer.Value)));
        Assert.Equal("1 is odd", results[0].First[0].What);
    }

    [Fact]
    public void The_world_is_looked_at_as_often_as_told()
    {
        InvariantResult few = Run().CollectViolations()[1];

        // At 5 and 10 s; at 0 nobody is on line yet, and from 10.5 s on four are left.
        Assert.Equal([(5.0, 5), (10.0, 5)], few.First.Select(v => (Math.Round(v.Time.TotalSeconds, 1), v.Peer.Value)));
    }

    [Fact]
    public void What_holds_has_no_violations() => Assert.Equal((0L, 0), (Run().CollectViolations()[2].Count, Run().CollectViolations()[2].First.Count));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 10)]
    public void The_same_violations_are_found_whatever_the_threads_and_cohorts(int threads, int cohorts)
    {
        IReadOnlyList<InvariantResult> one = Run().CollectViolations(), other = Run(threads, cohorts).CollectViolations();

        Assert.Equal(one.Select(r => (r.Invariant, r.Count)), other.Select(r => (r.Invariant, r.Count)));
        Assert.Equal(one.SelectMany(r => r.First), other.SelectMany(r => r.First));
    }
}
