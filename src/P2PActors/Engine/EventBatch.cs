namespace P2PActors.Engine;

/// <summary>Events on their way to another worker or machine.</summary>
internal sealed class EventBatch
{
    public Event[] Events = new Event[16];

    public int Count { get; private set; }

    public long Earliest { get; private set; } = TimingWheel.Never;

    public void Add(in Event e, long window)
    {
        if (Count == Events.Length) Array.Resize(ref Events, Count * 2);
        Events[Count++] = e;
        if (window < Earliest) Earliest = window;
    }

    public void Clear()
    {
        Array.Clear(Events, 0, Count);
        Count = 0;
        Earliest = TimingWheel.Never;
    }
}
