using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Engine.Machines;

namespace P2PActors.Akka.Tests;

/// <summary>Parts of batches may come twice, late, early, in any order and from anywhere: what is taken is what was sent.</summary>
public sealed class BatchesInParts
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static BatchPart Part(long step, int from, params byte[] bytes) => new(1, step, from, 0, 1, bytes);

    private static byte[][] Take(Inbox inbox, int machines)
    {
        var from = new ReadOnlyMemory<byte>[machines];
        inbox.Take(from);
        return [.. from.Select(f => f.ToArray())];
    }

    [Fact]
    public void A_step_is_complete_when_there_is_something_of_every_other_machine()
    {
        var inbox = new Inbox(3, own: 1);

        Assert.Equal([0, 2], inbox.Wait(AMoment));
        Assert.True(inbox.Put(Part(1, 2, 22)));
        Assert.Equal([0], inbox.Wait(AMoment));
        Assert.True(inbox.Put(Part(1, 0)));
        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal([[], [], [22]], Take(inbox, 3));
        Assert.Equal([0, 2], inbox.Wait(AMoment));
    }

    [Fact]
    public void Parts_are_put_together_in_their_order_whenever_they_come()
    {
        var inbox = new Inbox(2, own: 0);
        foreach (int part in (int[])[3, 0, 2]) Assert.True(inbox.Put(new BatchPart(1, 1, 1, part, 4, new[] { (byte)part, (byte)(10 * part) })));
        Assert.Equal([1], inbox.Wait(AMoment));

        Assert.True(inbox.Put(new BatchPart(1, 1, 1, 1, 4, new byte[] { 1, 10 })));

        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal([0, 0, 1, 10, 2, 20, 3, 30], Take(inbox, 2)[1]);
    }

    [Fact]
    public void What_comes_twice_is_counted_and_dropped()
    {
        var inbox = new Inbox(2, own: 0);
        inbox.Put(new BatchPart(1, 1, 1, 0, 2, new byte[] { 1 }));

        Assert.False(inbox.Put(new BatchPart(1, 1, 1, 0, 2, new byte[] { 99 })));
        inbox.Put(new BatchPart(1, 1, 1, 1, 2, new byte[] { 2 }));
        Assert.False(inbox.Put(new BatchPart(1, 1, 1, 1, 2, new byte[] { 99 })));

        Assert.Equal(2, inbox.Ignored);
        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal([1, 2], Take(inbox, 2)[1]);
    }

    [Fact]
    public void What_comes_late_is_counted_and_dropped()
    {
        var inbox = new Inbox(2, own: 0);
        inbox.Put(Part(1, 1, 1));
        Take(inbox, 2);

        Assert.False(inbox.Put(Part(1, 1, 99)));
        Assert.False(inbox.Put(Part(0, 1, 99)));
        Assert.False(inbox.Put(Part(-1, 1, 99)));
        Assert.Equal(3, inbox.Ignored);
        Assert.Equal([1], inbox.Wait(AMoment));
    }

    [Fact]
    public void A_machine_may_be_one_step_ahead_and_no_more()
    {
        var inbox = new Inbox(2, own: 0);

        Assert.True(inbox.Put(Part(2, 1, 2)));
        Assert.False(inbox.Put(Part(3, 1, 3)));
        Assert.Equal([1], inbox.Wait(AMoment));
        Assert.True(inbox.Put(Part(1, 1, 1)));
        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal([1], Take(inbox, 2)[1]);
        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal([2], Take(inbox, 2)[1]);
        Assert.Equal([1], inbox.Wait(AMoment));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)] // the own number
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void A_machine_that_cannot_send_here_completes_nothing(int from)
    {
        var inbox = new Inbox(3, own: 0);
        inbox.Put(Part(1, 2));

        Assert.False(inbox.Put(Part(1, from)));

        Assert.Equal(1, inbox.Ignored);
        Assert.Equal([1], inbox.Wait(AMoment));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 4097)]
    [InlineData(0, int.MaxValue)]
    [InlineData(1, 1)]
    [InlineData(-1, 2)]
    public void Parts_that_cannot_be_are_dropped(int part, int parts)
    {
        var inbox = new Inbox(2, own: 0);

        Assert.False(inbox.Put(new BatchPart(1, 1, 1, part, parts, new byte[] { 1 })));
        Assert.Equal(1, inbox.Ignored);
        Assert.Equal([1], inbox.Wait(AMoment));
    }

    [Fact]
    public void A_batch_may_have_4096_parts()
    {
        var inbox = new Inbox(2, own: 0);
        for (int i = 0; i < 4096; i++) Assert.True(inbox.Put(new BatchPart(1, 1, 1, i, 4096, new byte[] { (byte)i })));

        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal(4096, Take(inbox, 2)[1].Length);
    }

    [Fact]
    public void Parts_that_do_not_agree_how_many_there_are_do_not_mix()
    {
        var inbox = new Inbox(2, own: 0);
        inbox.Put(new BatchPart(1, 1, 1, 0, 2, new byte[] { 1 }));

        Assert.False(inbox.Put(new BatchPart(1, 1, 1, 1, 3, new byte[] { 99 })));
        Assert.True(inbox.Put(new BatchPart(1, 1, 1, 1, 2, new byte[] { 2 })));
        Assert.Null(inbox.Wait(AMoment));
        Assert.Equal([1, 2], Take(inbox, 2)[1]);
    }

    [Fact]
    public void Who_waits_goes_on_as_soon_as_all_is_there()
    {
        var inbox = new Inbox(2, own: 0);
        Task<List<int>?> waiting = Task.Run(() => inbox.Wait(Long));
        Assert.False(waiting.Wait(50));

        inbox.Put(Part(1, 1));

        Assert.True(waiting.Wait(5000));
        Assert.Null(waiting.Result);
    }

    [Fact]
    public void Who_waits_when_the_attempt_is_called_off_is_told_why_and_so_is_who_waits_later()
    {
        var inbox = new Inbox(2, own: 0);
        Task<List<int>?> waiting = Task.Run(() => inbox.Wait(Long));
        Assert.False(waiting.Wait(50));

        inbox.Break("machine 1 is no member any more");
        inbox.Break("something else");

        var e = Assert.Throws<AggregateException>(() => waiting.Wait(5000));
        Assert.Equal("machine 1 is no member any more", Assert.IsType<MachineLostException>(e.InnerException).Message);
        inbox.Put(Part(1, 1));
        Assert.Equal("machine 1 is no member any more", Assert.Throws<MachineLostException>(() => inbox.Wait(AMoment)).Message);
    }
}
