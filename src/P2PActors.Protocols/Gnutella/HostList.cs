using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Gnutella;

/// <summary>Addresses of servents, the newest in place of the oldest. It outlives sessions, as the file of a real client does.</summary>
internal sealed class HostList(int capacity)
{
    private int[] _hosts = [];
    private int _next;

    public int Count { get; private set; }

    public void Add(PeerId host)
    {
        if (_hosts.AsSpan(0, Count).Contains(host.Value)) return;
        if (Count < capacity)
        {
            if (Count == _hosts.Length) Array.Resize(ref _hosts, Math.Min(capacity, Math.Max(8, Count * 2)));
            _hosts[Count++] = host.Value;
            return;
        }

        _next = (_next + 1) % capacity;
        _hosts[_next] = host.Value;
    }

    /// <summary>Takes a random host out.</summary>
    public bool TryTake(ref RandomStream random, out PeerId host)
    {
        host = PeerId.None;
        if (Count == 0) return false;
        int at = random.Next(Count);
        host = new PeerId(_hosts[at]);
        _hosts[at] = _hosts[--Count];
        return true;
    }

    /// <summary>Picks a random host, which stays.</summary>
    public PeerId Pick(ref RandomStream random) => new(_hosts[random.Next(Count)]);
}
