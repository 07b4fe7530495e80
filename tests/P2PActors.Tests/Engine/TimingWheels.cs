using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class TimingWheels
{
    private static readonly WindowClock Clock = new(1000);

    private static Event At(long window, uint sequence) => new(Clock.StartOf(window), EventKind.Timer, 0, sequence, 0, null);

    // Near and far: every level of the wheel gets its share.
    private static readonly Gen<long> Distance =
        from bits in Gen.Choose(0, 51)
        from low in Gen.Choose(0, int.MaxValue)
        from high in Gen.Choose(0, int.MaxValue)
        select (((long)high << 31) | (long)low) & ((1L << bits) - 1);

    [Fact]
    public void Every_event_comes_out_once_and_in_its_window_however_far_it_lies() =>
        Prop.ForAll(Distance.NonEmptyListOf().ToArbitrary(), windows =>
        {
            var wheel = new TimingWheel(Clock, new EventArrayPool());
            for (int i = 0; i < windows.Count; i++) wheel.Insert(At(windows[i], (uint)i), windows[i]);
            var seen = new List<uint>();
            for (long next; (next = wheel.NextWindow()) != TimingWheel.Never;)
            {
                Event[] events = wheel.Take(next, out int count)!;
                if (count == 0) return false;
                for (int i = 0; i < count; i++)
                {
                    if (windows[(int)events[i].Sequence] != next) return false;
                    seen.Add(events[i].Sequence);
                }
            }

            seen.Sort();
            return seen.SequenceEqual(Enumerable.Range(0, windows.Count).Select(i => (uint)i));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Inserting_and_taking_in_turns_does_what_a_sorted_list_does() =>
        Prop.ForAll(Gen.Two(Distance).ListOf().ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), (steps, takes) =>
        {
            var wheel = new TimingWheel(Clock, new EventArrayPool());
            var model = new SortedDictionary<long, List<uint>>();
            long current = 0;
            uint sequence = 0;
            foreach ((long a, long b) in steps)
            {
                foreach (long distance in (long[])[a, b])
                {
                    // Never into the window that was taken, as the engine does it.
                    long window = Math.Min(current + 1 + distance, 1L << 51);
                    if (window <= current) continue;
                    wheel.Insert(At(window, sequence), window);
                    if (!model.TryGetValue(window, out List<uint>? list)) model[window] = list = [];
                    list.Add(sequence++);
                }

                for (int t = 0; t < takes && model.Count > 0; t++)
                {
                    (long first, List<uint> expected) = model.First();
                    if (wheel.NextWindow() != first) return false;
                    Event[] events = wheel.Take(first, out int count)!;
                    if (!events.Take(count).Select(e => e.Sequence).Order().SequenceEqual(expected)) return false;
                    model.Remove(first);
                    current = first;
                }
            }

            return wheel.NextWindow() == (model.Count == 0 ? TimingWheel.Never : model.First().Key);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Moving_to_a_window_without_events_takes_nothing_and_loses_nothing()
    {
        var wheel = new TimingWheel(Clock, new EventArrayPool());
        wheel.Insert(At(70_000, 7), 70_000);

        wheel.Take(69_000, out int none);
        Assert.Equal(0, none);
        Assert.Equal(70_000, wheel.NextWindow());
        Event[] events = wheel.Take(70_000, out int one)!;
        Assert.Equal((1, 7u), (one, events[0].Sequence));
    }
}
