namespace P2PActors.Engine;

/// <summary>The few events that a peer schedules for itself within the window that is running: a binary heap.</summary>
internal sealed class EventHeap
{
    private Event[] _items = new Event[16];

    public int Count { get; private set; }

    public ref readonly Event Top => ref _items[0];

    public void Push(in Event e)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) / 2;
            if (!Event.Before(in e, in _items[parent])) break;
            _items[i] = _items[parent];
            i = parent;
        }

        _items[i] = e;
    }

    public Event Pop()
    {
        Event top = _items[0];
        Event last = _items[--Count];
        _items[Count] = default;
        int i = 0;
        while (true)
        {
            int child = 2 * i + 1;
            if (child >= Count) break;
            if (child + 1 < Count && Event.Before(in _items[child + 1], in _items[child])) child++;
            if (!Event.Before(in _items[child], in last)) break;
            _items[i] = _items[child];
            i = child;
        }

        if (Count > 0) _items[i] = last;
        return top;
    }
}
