using System.Diagnostics;

namespace P2PActors.Engine;

/// <summary>
/// Decides whether a window is worth the barrier. What counts is the time its events take, not their number: an event of a
/// small world costs some 100 ns, one of a flood that misses the cache ten times that. And it is tried out, now and then,
/// whether sharing is faster at all: where other programs have the cores, or where the work of a window sits in one cohort, it
/// is not. Threads never change a result, so the clock may be looked at here.
/// </summary>
/// <param name="clock">A clock in nanoseconds; the machine's own unless a test has another.</param>
internal sealed class SharingRule(Func<long>? clock = null)
{
    /// <summary>Work per thread below which a window is never shared, nanoseconds.</summary>
    private const double LeastWork = 10_000;

    /// <summary>An event is not taken to cost more than this, nanoseconds: a few slow ones do not make a busy window.</summary>
    private const double DearestEvent = 1_000;

    /// <summary>Of the windows that are too small to share, one of so many is measured.</summary>
    private const int MeasuredEvery = 32;

    /// <summary>Windows in a row that are all shared or all not.</summary>
    private const int Block = 16;

    /// <summary>Blocks between two trials of the other way, at first and at most: it doubles while the trials change nothing.</summary>
    private const int FirstPause = 8, LongestPause = 1024;

    private readonly Func<long> _clock = clock ?? (() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency));
    private Pace _alone = new() { Events = 1, Nanoseconds = 80 };
    private Pace _shared;
    private bool _shares = true, _isTrial, _isShared, _isMeasured;
    private int _left = Block, _blocks = FirstPause, _pause = FirstPause;
    private int _small;
    private int _events;
    private long _began;

    /// <summary>A window begins.</summary>
    /// <param name="events">Events in it.</param>
    /// <param name="threads">Threads that could share it.</param>
    /// <returns>Whether they shall.</returns>
    public bool Begin(int events, int threads)
    {
        _events = events;
        if (events * Math.Min(_alone.PerEvent, DearestEvent) < LeastWork * threads)
        {
            _isShared = false;
            _isMeasured = ++_small % MeasuredEvery == 0;
        }
        else
        {
            if (_left-- == 0) NextBlock();
            _isShared = _shares;
            _isMeasured = true;
        }

        if (_isMeasured) _began = _clock();
        return _isShared;
    }

    /// <summary>The window is over.</summary>
    public void End()
    {
        if (!_isMeasured) return;
        ref Pace pace = ref _isShared ? ref _shared : ref _alone;
        pace.Add(_events, _clock() - _began);
    }

    private void NextBlock()
    {
        _left = Block - 1;
        if (_isTrial)
        {
            _isTrial = false;
            bool wasSharing = !_shares;
            _shares = _shared.PerEvent < _alone.PerEvent;
            _pause = _shares == wasSharing ? Math.Min(_pause * 2, LongestPause) : FirstPause;
            _blocks = _pause;
        }
        else if (--_blocks <= 0)
        {
            _isTrial = true;
            _shares = !_shares;
            if (_shares) _shared = default;
            else _alone = default;
        }
    }

    /// <summary>What windows of one kind have cost lately.</summary>
    private struct Pace
    {
        private const double Memory = 0.98;
        public double Events;
        public double Nanoseconds;

        public readonly double PerEvent => Events > 0 ? Nanoseconds / Events : DearestEvent;

        public void Add(int events, long nanoseconds)
        {
            Events = Events * Memory + events;
            Nanoseconds = Nanoseconds * Memory + nanoseconds;
        }
    }
}
