using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Network.Links;

namespace P2PActors.Tests.Network;

public sealed class SharedLinks
{
    private const double TicksPerByte = 10;

    /// <summary>Runs arrivals over a link as the transport does; tells when each transfer was complete.</summary>
    private static (long[] Done, long LastPacket) Run((long At, int Bytes, bool IsPacket)[] arrivals)
    {
        var link = new SharedLink(TicksPerByte);
        long[] done = new long[arrivals.Length];
        var transfers = arrivals.Select((_, i) => new SharedLink.Transfer(i)).ToArray();
        int next = 0;
        long tick = long.MaxValue, lastPacket = 0;
        while (next < arrivals.Length || tick < long.MaxValue)
        {
            if (next < arrivals.Length && arrivals[next].At <= tick)
            {
                var a = arrivals[next];
                if (a.IsPacket)
                {
                    lastPacket = done[next] = link.SendPacket(a.At, a.Bytes);
                }
                else
                {
                    link.Begin(transfers[next], a.At, a.Bytes);
                    tick = link.TryNextCompletion(a.At, out long time) ? time : long.MaxValue;
                }

                next++;
                continue;
            }

            long now = tick;
            while (link.TryComplete(now, out SharedLink.Transfer? completed)) done[(int)completed!.Owner] = now;
            tick = link.TryNextCompletion(now, out long then) ? then : long.MaxValue;
        }

        return (done, lastPacket);
    }

    private static (long At, int Bytes, bool IsPacket)[] Draw(int seed, int most)
    {
        var random = new RandomStream((ulong)seed);
        var arrivals = new (long At, int Bytes, bool IsPacket)[1 + random.Next(most)];
        long at = 0;
        for (int i = 0; i < arrivals.Length; i++)
        {
            at += random.Next(3) == 0 ? 0 : random.Next(200_000);
            arrivals[i] = random.Next(2) == 0 ? (at, 1 + random.Next(1500), true) : (at, 1501 + random.Next(15_000), false);
        }

        return arrivals;
    }

    /// <summary>Packets first, the rest of the rate in equal shares: step by step from one change to the next.</summary>
    private static double[] Fluid((long At, int Bytes, bool IsPacket)[] arrivals)
    {
        double[] done = new double[arrivals.Length];
        var left = new Dictionary<int, double>();
        double now = 0, packetsUntil = 0;
        int next = 0;
        while (next < arrivals.Length || left.Count > 0)
        {
            double arrival = next < arrivals.Length ? arrivals[next].At : double.PositiveInfinity;
            double begin = Math.Max(now, packetsUntil);
            double finish = left.Count == 0 ? double.PositiveInfinity : begin + left.Values.Min() * left.Count * TicksPerByte;
            double then = Math.Min(arrival, finish);
            double served = Math.Max(0, then - begin) / TicksPerByte / Math.Max(1, left.Count);
            foreach (int key in left.Keys.ToArray())
            {
                left[key] -= served;
                if (left[key] > 1e-6) continue;
                left.Remove(key);
                done[key] = then;
            }

            now = then;
            if (arrival > then) continue;
            if (arrivals[next].IsPacket) done[next] = packetsUntil = Math.Max(now, packetsUntil) + arrivals[next].Bytes * TicksPerByte;
            else left.Add(next, arrivals[next].Bytes);
            next++;
        }

        return done;
    }

    [Fact]
    public void The_link_does_what_a_plain_fluid_simulation_does() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var arrivals = Draw(seed, 40);
            double[] expected = Fluid(arrivals);
            long[] done = Run(arrivals).Done;
            // Each completion is rounded up to a tick, and delays the others by as much.
            return done.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 2 * arrivals.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_link_is_never_idle_while_something_waits() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var arrivals = Draw(seed, 40).Select(a => (0L, a.Bytes, a.IsPacket)).ToArray();
            long busy = Run(arrivals).Done.Max();
            return Math.Abs(busy - arrivals.Sum(a => a.Bytes) * TicksPerByte) <= arrivals.Length;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Equal_transfers_that_begin_together_end_together(int transfers)
    {
        long[] done = Run([.. Enumerable.Repeat((0L, 16_384, false), transfers)]).Done;

        Assert.All(done, time => Assert.InRange(time, transfers * 163_840L, transfers * 163_840L + transfers));
    }

    [Fact]
    public void The_share_of_an_aborted_transfer_goes_to_the_others()
    {
        var link = new SharedLink(TicksPerByte);
        SharedLink.Transfer a = new("a"), b = new("b");
        link.Begin(a, 0, 10_000);
        link.Begin(b, 0, 10_000);
        link.Abort(b, 100_000);
        Assert.True(link.TryNextCompletion(100_000, out long time));
        Assert.InRange(time, 150_000, 150_001);
        Assert.True(link.TryComplete(time, out SharedLink.Transfer? completed));
        Assert.Same(a, completed);
        Assert.False(link.HasTransfers);
    }

    [Fact]
    public void Packets_noted_at_their_end_take_their_time_from_the_transfers() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            // The receiving side: packets are noted when their last bit is in, as the transport does it.
            var random = new RandomStream((ulong)seed);
            var link = new SharedLink(TicksPerByte);
            var transfer = new SharedLink.Transfer("t");
            link.Begin(transfer, 0, 16_384);
            long now = 0, bytes = 16_384, tick;
            int packets = 0;
            Assert.True(link.TryNextCompletion(0, out tick));
            while (true)
            {
                long arrival = now + random.Next(12_000);
                if (arrival < tick && packets < 200)
                {
                    now = arrival;
                    for (int burst = 1 + random.Next(3); burst > 0; burst--)
                    {
                        int size = 100 + random.Next(700);
                        long end = Math.Max(now, link.PacketsUntil + link.TicksFor(size));
                        link.NotePacket(now, end, size);
                        bytes += size;
                        packets++;
                    }

                    continue;
                }

                now = tick;
                if (link.TryComplete(now, out _)) break;
                Assert.True(link.TryNextCompletion(now, out tick));
            }

            // Up to the end, nothing but the rate has been carried; one packet may have begun before the transfer.
            return now + 800 * TicksPerByte >= bytes * TicksPerByte - 300;
        }).QuickCheckThrowOnFailure();
}
