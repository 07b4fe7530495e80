using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Network;

public sealed class Partitions
{
    private static Intervention Split(double milliseconds) => Lab.At(milliseconds, w => w.Network.Partition([.. Enumerable.Range(0, w.PeerCount).Select(i => (ushort)(i % 2))]));

    private static Intervention Heal(double milliseconds) => Lab.At(milliseconds, w => w.Network.Heal());

    [Fact]
    public void No_datagram_crosses_a_partition_and_all_do_after_it_is_healed()
    {
        var crossed = new List<double>();
        var within = new List<double>();
        Script script = new()
        {
            Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(10)),
            Receive = (me, m) =>
            {
                if (me.From.IsPeer) (me.From.Value % 2 == me.Self.Value % 2 ? within : crossed).Add(me.Clock.TotalMilliseconds);
                else for (int i = 0; i < 4; i++) if (i != me.Self.Value) me.Say(i, new Note(1));
            },
        };
        World world = Lab.Run(4, Lab.Ms(1000), _ => script, interventions: [Split(295), Heal(605)]);

        // What was under way when the network split is lost, and so is what was sent before it healed.
        Assert.DoesNotContain(crossed, at => at is >= 300 and < 620);
        Assert.Equal(within.Distinct().Where(at => at is < 300 or >= 620), crossed.Distinct());
        Assert.True(world.CollectTraffic().Single(t => t.Dropped.Count > 0).Dropped[DropReason.Partition] > 100);
    }

    [Fact]
    public void No_connection_opens_across_a_partition()
    {
        ConnectFailure? failure = null;
        Script caller = new() { Start = me => me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(50)), Receive = (me, _) => me.Call(1), ConnectFailed = (_, _, reason) => failure = reason };
        World world = Lab.Run(2, Lab.Ms(30_000), peer => peer == 0 ? caller : Script.Silent, interventions: [Split(20)]);

        Assert.Equal(ConnectFailure.TimedOut, failure);
        Assert.Equal(0, world.CollectConnections().Opened);
    }

    [Fact]
    public void A_connection_used_during_a_partition_times_out_and_an_idle_one_lives_on()
    {
        var log = new List<string>();
        Script Caller(double sendAt) => new()
        {
            Start = me => me.Call(me.Self.Value + 1),
            Connected = (me, _) => me.Alarms.StartSingleTimer("t", new Note(7), Lab.Ms(sendAt)),
            Receive = (me, _) => me.Open[0].Send(new Note(1)),
            Closed = (me, _, reason) => log.Add($"{me.Clock.TotalMilliseconds} {me.Self} {reason}"),
        };
        Script callee = new()
        {
            Receive = (me, _) => log.Add($"{me.Clock.TotalMilliseconds} {me.Self} got"),
            Closed = (me, _, reason) => log.Add($"{me.Clock.TotalMilliseconds} {me.Self} {reason}"),
        };
        Lab.Run(4, TimeSpan.FromSeconds(200), peer => peer switch { 0 => Caller(1980), 2 => Caller(9980), _ => callee }, interventions: [Split(1000), Heal(5000)]);

        // The other end of the broken one is told by the reset when its sender gives up.
        Assert.Equal(["10010 3 got", "62000 0 TimedOut", "62010 1 Reset"], log);
    }

    [Theory]
    [InlineData(100, 600_000)]
    [InlineData(700, 800)]
    [InlineData(2000, 2300)]
    [InlineData(3000, 100_000)]
    [InlineData(3015, 3018)]
    [InlineData(3331, 3337)]
    public void A_long_transfer_cut_by_a_partition_ends_on_both_sides_or_is_completed(double split, double heal)
    {
        for (int shift = 0; shift < 400; shift += 20)
        {
            int got = 0;
            Script caller = new() { Start = me => me.Call(1), Connected = (_, c) => c.Send(new Note(1, 1_000_000)) };
            Script callee = new() { Receive = (_, _) => got++ };
            World world = Lab.Run(2, TimeSpan.FromSeconds(1000), peer => peer == 0 ? caller : callee,
                Lab.Network(links: Lab.Rates((200_000, 200_000), (200_000, 200_000)), latency: new P2PActors.Network.Latency.ConstantLatency(Lab.Ms(100))),
                interventions: [Split(split + shift), Heal(heal + shift)]);
            int open = Enumerable.Range(0, 2).Sum(peer => ((Scripted)world.ActorOf(new PeerId(peer))!).Open.Count);

            Assert.True(got == 1 && open is 0 or 2 || got == 0 && open == 0 && world.CollectTraffic().Count < 2, $"{shift}: got {got}, {open} ends open");
            Assert.Equal(world.CollectTraffic().Sum(t => t.Total.MessagesSent) - got, world.CollectTraffic().Sum(t => t.Dropped.Values.Sum()));
        }
    }
}
