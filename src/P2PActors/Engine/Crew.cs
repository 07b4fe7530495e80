namespace P2PActors.Engine;

/// <summary>
/// The threads of a run and their barrier. The calling thread is worker 0's; the others spin for a moment when they are out
/// of work and then sleep.
/// </summary>
internal sealed class Crew : IDisposable
{
    private const int SpinsBeforeSleep = 2_000;
    private readonly IReadOnlyList<Worker> _workers;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _asleep;
    private readonly SharingRule _sharing = new();
    private long _window;
    private int _phase;
    private int _busy;
    private bool _isGathered = true;
    private volatile bool _stopped;
    private Exception? _failure;

    public Crew(IReadOnlyList<Worker> workers)
    {
        _workers = workers;
        _threads = new Thread[workers.Count - 1];
        _wake = new SemaphoreSlim[_threads.Length];
        _asleep = new int[_threads.Length];
        for (int i = 0; i < _threads.Length; i++)
        {
            int index = i;
            _wake[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Work(index)) { IsBackground = true, Name = $"p2p worker {index + 1}" };
            _threads[i].Start();
        }
    }

    public long NextWindow()
    {
        long next = TimingWheel.Never;
        foreach (Worker worker in _workers) next = Math.Min(next, worker.NextWindow());
        return next;
    }

    /// <summary>Runs a window: by all threads if it holds enough work, else by this one.</summary>
    /// <param name="window">The window.</param>
    /// <param name="mayShare">False to have it run by this thread in any case.</param>
    /// <returns>Whether it was shared.</returns>
    public bool Run(long window, bool mayShare)
    {
        bool mayBeShared = mayShare && _threads.Length > 0;
        if (mayBeShared)
        {
            int work = 0;
            foreach (Worker worker in _workers) work += worker.EventsAt(window);
            if (_sharing.Begin(work, _workers.Count))
            {
                RunShared(window);
                _sharing.End();
                return true;
            }
        }

        Gather();
        foreach (Worker worker in _workers) worker.Run(window);
        if (mayBeShared) _sharing.End();
        return false;
    }

    /// <summary>Puts everything that is between workers where it belongs; from then on one thread may do all.</summary>
    public void Gather()
    {
        if (_isGathered) return;
        foreach (Worker worker in _workers) worker.SwapOutboxes();
        foreach (Worker worker in _workers)
        {
            foreach (Worker sender in _workers) worker.TakeFrom(sender);
            worker.IsAlone = true;
        }

        _isGathered = true;
    }

    public void Dispose()
    {
        _stopped = true;
        Interlocked.Increment(ref _phase);
        for (int i = 0; i < _threads.Length; i++)
        {
            _wake[i].Release();
            _threads[i].Join();
            _wake[i].Dispose();
        }
    }

    private void RunShared(long window)
    {
        foreach (Worker worker in _workers)
        {
            worker.SwapOutboxes();
            worker.IsAlone = false;
        }

        _isGathered = false;
        _window = window;
        Volatile.Write(ref _busy, _threads.Length);
        Interlocked.Increment(ref _phase);
        for (int i = 0; i < _threads.Length; i++)
        {
            if (Volatile.Read(ref _asleep[i]) == 1 && Interlocked.Exchange(ref _asleep[i], 0) == 1) _wake[i].Release();
        }

        RunOne(_workers[0], window);
        var spin = new SpinWait();
        while (Volatile.Read(ref _busy) > 0) spin.SpinOnce(sleep1Threshold: -1);
        if (_failure is { } failure) throw new InvalidOperationException("A worker of the engine failed: " + failure.Message, failure);
    }

    private void RunOne(Worker worker, long window)
    {
        foreach (Worker sender in _workers) worker.TakeFrom(sender);
        worker.Run(window);
    }

#pragma warning disable CA1031 // Whatever ends a worker is told to the thread that waits for it.
    private void Work(int index)
    {
        int seen = 0;
        while (true)
        {
            int spins = 0;
            while (Volatile.Read(ref _phase) == seen)
            {
                if (++spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(8);
                    continue;
                }

                Volatile.Write(ref _asleep[index], 1);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _phase) == seen || Interlocked.Exchange(ref _asleep[index], 0) == 0) _wake[index].Wait();
                spins = 0;
            }

            seen = Volatile.Read(ref _phase);
            if (_stopped) return;
            try
            {
                RunOne(_workers[index + 1], _window);
            }
            catch (Exception e)
            {
                _failure = e;
            }

            Interlocked.Decrement(ref _busy);
        }
    }
#pragma warning restore CA1031
}
