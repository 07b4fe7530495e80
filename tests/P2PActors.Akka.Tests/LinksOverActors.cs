using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Tests.Engine;
using Inbox = P2PActors.Akka.Cluster.Exchange.Inbox;

namespace P2PActors.Akka.Tests;

/// <summary>Machines in step over actors that deliver at most once.</summary>
public sealed class LinksOverActors() : TestKit(AkkaHosting.Configuration)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);

    /// <summary>Places cohorts without any sharding.</summary>
    private sealed class Placer(Func<int, int, IReadOnlyList<int>> place) : IPlacer
    {
        public static Placer Even { get; } = new(MachineLink.Even);

        public IReadOnlyList<int> Place(AkkaLink link, int world, int cohorts) => place(cohorts, link.Machines);
    }

    private static ReadOnlyMemory<byte>[] Bytes(int machines, byte[] bytes)
    {
        var all = new ReadOnlyMemory<byte>[machines];
        Array.Fill(all, bytes);
        return all;
    }

    /// <summary>Takes a step on a thread of its own.</summary>
    private static Task<byte[][]> Step(AkkaLink link, byte[] bytes) => Task.Run(() =>
    {
        var from = new ReadOnlyMemory<byte>[link.Machines];
        link.Exchange(Bytes(link.Machines, bytes), from);
        return from.Select(f => f.ToArray()).ToArray();
    });

    private (AkkaLink Link, TestProbe Other) WithOther(TimeSpan patience)
    {
        TestProbe other = CreateTestProbe();
        return (new AkkaLink(5, 0, [ActorRefs.Nobody, other.Ref], Placer.Even, patience), other);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(AkkaLink.PartSize - 1, 1)]
    [InlineData(AkkaLink.PartSize, 1)]
    [InlineData(AkkaLink.PartSize + 1, 2)]
    [InlineData(2 * AkkaLink.PartSize, 2)]
    [InlineData(2 * AkkaLink.PartSize + 1, 3)]
    public void What_is_sent_is_cut_into_parts_that_fit_a_frame(int length, int parts)
    {
        (AkkaLink link, TestProbe other) = WithOther(Never);
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Task<byte[][]> step = Step(link, bytes);
        var inbox = new Inbox(2, own: 1);
        for (int i = 0; i < parts; i++)
        {
            var part = other.ExpectMsg<BatchPart>(Soon);
            Assert.Equal((5L, 1L, 0, i, parts), (part.Attempt, part.Step, part.From, part.Part, part.Parts));
            Assert.InRange(part.Bytes.Length, 0, AkkaLink.PartSize);
            Assert.True(inbox.Put(part));
        }

        other.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Assert.Null(inbox.Wait(TimeSpan.Zero));
        var from = new ReadOnlyMemory<byte>[2];
        inbox.Take(from);
        Assert.Equal(bytes, from[0].ToArray());
        link.Inbox.Put(new BatchPart(5, 1, 1, 0, 1, new byte[] { 7 }));
        Assert.Equal([7], step.Result[1]);
    }

    [Fact]
    public void What_does_not_come_is_asked_for_again_and_again()
    {
        (AkkaLink link, TestProbe other) = WithOther(TimeSpan.FromMilliseconds(30));

        Task<byte[][]> step = Step(link, [1]);
        other.ExpectMsg<BatchPart>(Soon);
        for (int i = 0; i < 3; i++) Assert.Equal(new SendAgain(5, 1, 0), other.ExpectMsg<SendAgain>(Soon));
        link.Inbox.Put(new BatchPart(5, 1, 1, 0, 1, new byte[] { 7 }));

        Assert.Equal([7], step.Result[1]);
        Assert.True(link.AskedAgain >= 3);
    }

    [Fact]
    public void Who_asks_again_gets_what_was_sent_in_the_last_two_steps_to_the_byte()
    {
        (AkkaLink link, TestProbe other) = WithOther(Never);
        byte[] mine = [1, 2, 3];
        for (int step = 1; step <= 3; step++)
        {
            mine[0] = (byte)step;
            Task<byte[][]> taking = Step(link, mine);
            other.ExpectMsg<BatchPart>(Soon);
            link.Inbox.Put(new BatchPart(5, step, 1, 0, 1, ReadOnlyMemory<byte>.Empty));
            Assert.True(taking.Wait(Soon));
        }

        mine[0] = 99; // whoever sent may use the memory again
        foreach (int step in (int[])[2, 3])
        {
            link.SendAgain(step, 1);
            var part = other.ExpectMsg<BatchPart>(Soon);
            Assert.Equal(step, part.Step);
            Assert.Equal([(byte)step, 2, 3], part.Bytes.ToArray());
        }
    }

    [Theory]
    [InlineData(0, 1)]  // older than the last two
    [InlineData(1, 1)]
    [InlineData(4, 1)]  // not sent yet: it will come
    [InlineData(long.MaxValue, 1)]
    [InlineData(3, 0)]  // to itself
    [InlineData(3, 2)]  // to nobody
    [InlineData(3, -1)]
    public void A_request_that_makes_no_sense_is_not_answered(long step, int to)
    {
        (AkkaLink link, TestProbe other) = WithOther(Never);
        for (int s = 1; s <= 3; s++)
        {
            Task<byte[][]> taking = Step(link, [1]);
            other.ExpectMsg<BatchPart>(Soon);
            link.Inbox.Put(new BatchPart(5, s, 1, 0, 1, ReadOnlyMemory<byte>.Empty));
            Assert.True(taking.Wait(Soon));
        }

        link.SendAgain(step, to);

        other.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Batches_of_another_attempt_are_not_taken()
    {
        IActorRef exchange = Sys.ActorOf(Props.Create(() => new ExchangeActor()));
        (AkkaLink link, TestProbe other) = WithOther(Never);
        exchange.Tell(new ExchangeActor.Attach(link), TestActor);
        ExpectMsg<ExchangeActor.Attach>(Soon);
        Task<byte[][]> step = Step(link, [1]);
        other.ExpectMsg<BatchPart>(Soon);

        exchange.Tell(new BatchPart(4, 1, 1, 0, 1, new byte[] { 99 }));
        exchange.Tell(new BatchPart(6, 1, 1, 0, 1, new byte[] { 99 }));
        exchange.Tell(new SendAgain(4, 1, 1));
        exchange.Tell(new SendAgain(5, 1, 1));
        other.ExpectMsg<BatchPart>(Soon); // of the last request alone
        other.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.False(step.IsCompleted);
        exchange.Tell(new BatchPart(5, 1, 1, 0, 1, new byte[] { 7 }));

        Assert.Equal([7], step.Result[1]);
    }

    [Fact]
    public void A_link_that_is_not_attached_any_more_gets_nothing()
    {
        IActorRef exchange = Sys.ActorOf(Props.Create(() => new ExchangeActor()));
        (AkkaLink link, _) = WithOther(Never);
        foreach (AkkaLink? now in (AkkaLink?[])[link, null])
        {
            exchange.Tell(new ExchangeActor.Attach(now), TestActor);
            ExpectMsg<ExchangeActor.Attach>(Soon);
        }

        exchange.Tell(new BatchPart(5, 1, 1, 0, 1, new byte[] { 7 }));
        exchange.Tell(new SendAgain(5, 1, 1));
        exchange.Tell(new ExchangeActor.Attach(null), TestActor);
        ExpectMsg<ExchangeActor.Attach>(Soon);

        Assert.Equal([1], link.Inbox.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void An_attempt_that_is_called_off_ends_the_step()
    {
        (AkkaLink link, TestProbe other) = WithOther(Never);
        Task<byte[][]> step = Step(link, [1]);
        other.ExpectMsg<BatchPart>(Soon);

        link.Break("called off");

        var e = Assert.Throws<AggregateException>(() => step.Wait(Soon));
        Assert.Equal("called off", Assert.IsType<MachineLostException>(e.InnerException).Message);
    }

    [Fact]
    public void All_machines_are_told_where_machine_0_has_placed_the_cohorts()
    {
        AkkaLink[] links = Connected(3, TimeSpan.FromSeconds(1), ref_ => ref_, (cohorts, _) => [.. Enumerable.Range(0, cohorts).Select(c => c % 2 == 0 ? 2 : 1)]);

        Task<IReadOnlyList<int>>[] placing = [.. links.Select(link => Task.Run(() => link.Place(5, 100)))];

        Assert.True(Task.WaitAll(placing, Soon));
        Assert.All(placing, p => Assert.Equal([2, 1, 2, 1, 2], p.Result));
        Assert.All(links, link => Assert.Equal((1, 100), (link.Worlds, link.PeersEach)));
    }

    [Fact]
    public void A_machine_without_others_places_by_itself()
    {
        var link = new AkkaLink(5, 0, [ActorRefs.Nobody], Placer.Even, Never);

        Assert.Equal([0, 0, 0], link.Place(3, 100));
        Assert.Equal(100, link.PeersEach);
    }

    [Theory]
    [InlineData(new byte[] { 0, 2, 0 }, "cohort 1 was placed on machine 2, but there are 2")]
    [InlineData(new byte[] { 0, 1 }, "what machine 0 says of 3 cohorts cannot be read")]
    [InlineData(new byte[] { 0, 1, 0, 1 }, "what machine 0 says of 3 cohorts cannot be read")]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, "what machine 0 says of 3 cohorts cannot be read")]
    public void A_placement_that_cannot_be_ends_the_attempt(byte[] placement, string because)
    {
        var link = new AkkaLink(5, 1, [CreateTestProbe().Ref, ActorRefs.Nobody], Placer.Even, Never);
        link.Inbox.Put(new BatchPart(5, 1, 0, 0, 1, placement));

        var lost = Assert.Throws<MachineLostException>(() => link.Place(3, 10));

        Assert.StartsWith(because, lost.Message, StringComparison.Ordinal);
    }

    /// <summary>A post that loses, doubles and delays what it carries.</summary>
    private sealed class BadPost(IActorRef to, int seed, int lostOf100) : UntypedActor
    {
        private readonly Random _random = new(seed);
        private readonly List<object> _held = [];

        protected override void OnReceive(object message)
        {
            if (_random.Next(100) < lostOf100) return;
            _held.Add(message);
            if (_random.Next(100) < lostOf100) _held.Add(message);
            if (_random.Next(100) < lostOf100) return; // goes with the next one, and perhaps behind it
            while (_held.Count > 0)
            {
                int which = _random.Next(_held.Count);
                to.Tell(_held[which]);
                _held.RemoveAt(which);
            }
        }
    }

    private AkkaLink[] Connected(int machines, TimeSpan patience, Func<IActorRef, IActorRef> post, Func<int, int, IReadOnlyList<int>>? place = null)
    {
        IActorRef[] exchanges = [.. Enumerable.Range(0, machines).Select(_ => Sys.ActorOf(Props.Create(() => new ExchangeActor())))];
        var placer = new Placer(place ?? MachineLink.Even);
        AkkaLink[] links = [.. Enumerable.Range(0, machines).Select(m => new AkkaLink(9, m, [.. exchanges.Select(post)], placer, patience))];
        for (int m = 0; m < machines; m++)
        {
            exchanges[m].Tell(new ExchangeActor.Attach(links[m]), TestActor);
            ExpectMsg<ExchangeActor.Attach>(Soon);
        }

        return links;
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 4)]
    public void A_storm_is_the_same_storm_over_a_post_that_loses_doubles_and_delays(int machines, int lostOf100)
    {
        Storm alone = Storm.Run(seed: 5, seconds: 4, quietSeconds: 2);
        int seed = 0;
        AkkaLink[] links = Connected(machines, TimeSpan.FromMilliseconds(15), to =>
        {
            int own = seed++;
            return Sys.ActorOf(Props.Create(() => new BadPost(to, own, lostOf100)));
        });
        string[] digests = new string[machines];
        Thread[] threads = [.. Enumerable.Range(0, machines).Select(m => new Thread(() => digests[m] = Storm.Run(seed: 5, cohorts: 7, seconds: 4, quietSeconds: 2, link: links[m]).World.Digest()))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) Assert.True(thread.Join(TimeSpan.FromSeconds(120)), "a machine hangs");

        Assert.All(digests, digest => Assert.Equal(alone.World.Digest(), digest));
        if (lostOf100 > 0) Assert.True(links.Sum(l => l.AskedAgain) > 10 && links.Sum(l => l.Inbox.Ignored) > 10, "the post is to be bad");
    }
}
