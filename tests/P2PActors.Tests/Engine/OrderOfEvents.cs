using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class OrderOfEvents
{
    private static Event[] Draw(int count, int times, int senders, int seed)
    {
        var random = new RandomStream((ulong)seed);
        Event[] events = new Event[count];
        for (int i = 0; i < count; i++)
            events[i] = new Event(5000 + random.Next(times), EventKind.Datagram, random.Next(senders) - 1, (uint)i, 0, null);
        // The sequence number must not give the order away.
        random.Shuffle<Event>(events);
        return events;
    }

    private static IEnumerable<(long, int, uint)> Expected(IEnumerable<Event> events) =>
        events.Select(e => (e.Time, e.Sender, e.Sequence)).OrderBy(e => e.Time).ThenBy(e => e.Sender).ThenBy(e => e.Sequence);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(100_000)]
    public void Events_are_ordered_by_time_sender_and_sequence_also_when_many_share_a_tick(int times) =>
        Prop.ForAll(Gen.Choose(0, 300).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (count, senders, seed) =>
        {
            Event[] events = Draw(count, times, senders, seed);
            ulong[] keys = new ulong[count + 5];
            EventSort.Order(events, count, 5000, keys);
            return keys.Take(count).Select(k => events[(uint)k]).Select(e => (e.Time, e.Sender, e.Sequence)).SequenceEqual(Expected(events));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(35)]
    [InlineData(5000)]
    public void A_crowd_at_one_tick_is_ordered_whatever_its_size(int count)
    {
        Event[] events = Draw(count, 1, 3, count);
        ulong[] keys = new ulong[count];
        EventSort.Order(events, count, 5000, keys);

        Assert.Equal(Expected(events), keys.Select(k => events[(uint)k]).Select(e => (e.Time, e.Sender, e.Sequence)));
    }

    [Fact]
    public void A_heap_gives_back_the_earliest_of_what_it_holds_at_any_time() =>
        Prop.ForAll(Gen.Choose(-2, 50).ListOf().ToArbitrary(), steps =>
        {
            var heap = new EventHeap();
            var model = new SortedSet<(long Time, int Sender, uint Sequence)>();
            uint sequence = 0;
            foreach (int step in steps)
            {
                if (step < 0)
                {
                    if (model.Count == 0) continue;
                    Event top = heap.Top, popped = heap.Pop();
                    if ((popped.Time, popped.Sender, popped.Sequence) != model.Min || top.Sequence != popped.Sequence) return false;
                    model.Remove(model.Min);
                }
                else
                {
                    model.Add((step, step % 3, sequence));
                    heap.Push(new Event(step, EventKind.Timer, step % 3, sequence++, 0, null));
                }

                if (heap.Count != model.Count) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_event_keeps_its_kind_channel_and_place_when_it_is_postponed()
    {
        var e = new Event(10, EventKind.Segment, 3, 9, 4, "m", Event.MaxChannel);
        Event later = e.Postponed(20, EventKind.SegmentReady);

        Assert.Equal((20L, EventKind.SegmentReady, 3, 9u, 4, Event.MaxChannel), (later.Time, later.Kind, later.Sender, later.Sequence, later.Target, later.Channel));
        Assert.Equal("m", later.Payload);
    }
}
