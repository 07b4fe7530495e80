using BenchmarkDotNet.Attributes;
using P2PActors.Engine;

namespace P2PActors.Benchmarks;

/// <summary>The pending events of one cohort: put in, come up window by window, sorted. Time per event.</summary>
[MemoryDiagnoser]
public class QueueBenchmark
{
    private const int Windows = 1000;
    private readonly WindowClock _clock = new(100_000);
    private readonly EventArrayPool _pool = new();
    private readonly ulong[] _keys = new ulong[1 << 16];

    /// <summary>Events pending at any time: messages of a cohort in flight.</summary>
    [Params(100, 1000, 10_000)]
    public int Pending { get; set; }

    /// <summary>Every event that comes up puts in the next one, 10 to 100 ms later.</summary>
    [Benchmark]
    public long InsertAndTake()
    {
        var wheel = new TimingWheel(_clock, _pool);
        var random = new RandomStream(1);
        uint sequence = 0;
        for (int i = 0; i < Pending; i++) Put(wheel, 0, ref random, ref sequence);
        long handled = 0;
        for (int i = 0; i < Windows; i++)
        {
            long window = wheel.NextWindow();
            Event[]? events = wheel.Take(window, out int count);
            EventSort.Order(events!, count, _clock.StartOf(window), _keys);
            for (int k = 0; k < count; k++) Put(wheel, events![(uint)_keys[k]].Time, ref random, ref sequence);
            _pool.Return(events!, count);
            handled += count;
        }

        return handled;
    }

    private void Put(TimingWheel wheel, long now, ref RandomStream random, ref uint sequence)
    {
        long time = now + 100_000 + random.Next(900_000);
        wheel.Insert(new Event(time, EventKind.Datagram, 1, sequence++, 2, null), _clock.WindowOf(time));
    }
}
