using P2PActors.Engine;

namespace P2PActors.Actors;

/// <summary>A peer's timers by key, in virtual time. Starting a timer whose key is in use replaces it.</summary>
public sealed class TimerScheduler
{
    private const int LinearSearchUpTo = 8;
    private readonly Cohort _cohort;
    private readonly int _local;
    private readonly List<TimerEntry> _entries = [];
    private Dictionary<object, TimerEntry>? _byKey;

    internal TimerScheduler(Cohort cohort, int local) => (_cohort, _local) = (cohort, local);

    /// <summary>How many timers are running.</summary>
    public int Count => _byKey?.Count ?? _entries.Count;

    /// <summary>Delivers a message to this peer once.</summary>
    /// <param name="key">Names the timer; compared by <see cref="object.Equals(object)"/>.</param>
    /// <param name="message">What <c>OnReceive</c> will get.</param>
    /// <param name="timeout">From now; negative counts as zero.</param>
    public void StartSingleTimer(object key, Message message, TimeSpan timeout) => Start(key, message, timeout, TimeSpan.Zero);

    /// <summary>Delivers a message to this peer again and again.</summary>
    /// <param name="key">Names the timer.</param>
    /// <param name="message">What <c>OnReceive</c> will get.</param>
    /// <param name="interval">Between deliveries and before the first one; at least 100 ns.</param>
    public void StartPeriodicTimer(object key, Message message, TimeSpan interval) => StartPeriodicTimer(key, message, interval, interval);

    /// <summary>Delivers a message to this peer again and again, the first time after another delay.</summary>
    public void StartPeriodicTimer(object key, Message message, TimeSpan initialDelay, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromTicks(1));
        Start(key, message, initialDelay, interval);
    }

    /// <summary>Whether a timer is running.</summary>
    public bool IsTimerActive(object key) => Find(key) is not null;

    /// <summary>Stops a timer; unknown keys are fine.</summary>
    public void Cancel(object key)
    {
        if (Find(key) is { } entry) Remove(entry);
    }

    /// <summary>Stops all timers.</summary>
    public void CancelAll()
    {
        foreach (TimerEntry entry in _entries) entry.IsActive = false;
        if (_byKey is not null)
        {
            // Only flags are set, so the order of the dictionary does not matter.
            foreach (TimerEntry entry in _byKey.Values) entry.IsActive = false;
            _byKey = null;
        }

        _entries.Clear();
    }

    /// <summary>A timer's event has come up.</summary>
    /// <param name="entry">The timer.</param>
    /// <param name="cohort">The cohort of its peer: told by the caller, for the timer's owner is seldom in the cache.</param>
    /// <param name="local">The peer's place in it.</param>
    /// <param name="now">Virtual time, ticks.</param>
    /// <returns>The message to deliver, or null if the timer was cancelled or put off.</returns>
    internal static Message? Elapse(TimerEntry entry, Cohort cohort, int local, long now)
    {
        entry.IsScheduled = false;
        if (!entry.IsActive) return null;
        if (entry.Due > now)
        {
            Schedule(entry, cohort, local);
            return null;
        }

        if (entry.Interval > 0)
        {
            entry.Due = After(now, entry.Interval);
            Schedule(entry, cohort, local);
        }
        else
        {
            entry.Owner.Remove(entry);
        }

        return entry.Message;
    }

    /// <summary>A later time; one beyond all time stays there instead of coming round to the beginning.</summary>
    private static long After(long now, long delay) => delay > long.MaxValue - now ? long.MaxValue : now + delay;

    private void Start(object key, Message message, TimeSpan timeout, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        long due = After(_cohort.Now, Math.Max(0, timeout.Ticks));
        if (Find(key) is { } existing)
        {
            if (existing.IsScheduled && existing.ScheduledFor <= due)
            {
                // Put off: the event that is already under way moves itself on when it comes up.
                existing.Message = message;
                existing.Due = due;
                existing.Interval = interval.Ticks;
                _cohort.Observer?.TimerStarted(_cohort.FirstPeer + _local, existing, _cohort.Now);
                return;
            }

            Remove(existing);
        }

        var entry = new TimerEntry(this, key) { Message = message, Due = due, Interval = interval.Ticks };
        Add(entry);
        Schedule(entry, _cohort, _local);
        _cohort.Observer?.TimerStarted(_cohort.FirstPeer + _local, entry, _cohort.Now);
    }

    /// <summary>The timers that run, by the time at which they are due.</summary>
    internal List<TimerEntry> ByDueTime()
    {
        var entries = new List<TimerEntry>(_byKey is not null ? _byKey.Values : _entries);
        entries.Sort((a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : string.CompareOrdinal(a.Message.GetType().Name, b.Message.GetType().Name));
        return entries;
    }

    private static void Schedule(TimerEntry entry, Cohort cohort, int local)
    {
        entry.IsScheduled = true;
        entry.ScheduledFor = entry.Due;
        cohort.ScheduleOwn(local, entry.Due, EventKind.Timer, entry);
    }

    private TimerEntry? Find(object key)
    {
        if (_byKey is not null) return _byKey.GetValueOrDefault(key);
        foreach (TimerEntry entry in _entries)
        {
            if (ReferenceEquals(entry.Key, key) || entry.Key.Equals(key)) return entry;
        }

        return null;
    }

    private void Add(TimerEntry entry)
    {
        if (_byKey is null && _entries.Count < LinearSearchUpTo)
        {
            _entries.Add(entry);
            return;
        }

        if (_byKey is null)
        {
            _byKey = [];
            foreach (TimerEntry known in _entries) _byKey.Add(known.Key, known);
            _entries.Clear();
        }

        _byKey.Add(entry.Key, entry);
    }

    private void Remove(TimerEntry entry)
    {
        entry.IsActive = false;
        if (_byKey is not null) _byKey.Remove(entry.Key);
        else _entries.Remove(entry);
    }
}

/// <summary>One timer; the payload of its event.</summary>
internal sealed class TimerEntry(TimerScheduler owner, object key)
{
    public readonly TimerScheduler Owner = owner;
    public readonly object Key = key;
    public required Message Message;
    public long Due;
    public long Interval;
    public long ScheduledFor;
    public bool IsScheduled;
    public bool IsActive = true;
}
