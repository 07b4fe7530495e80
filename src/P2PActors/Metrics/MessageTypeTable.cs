using P2PActors.Actors;

namespace P2PActors.Metrics;

/// <summary>What the engine knows of one type of message.</summary>
/// <param name="Index">Dense number within the run; depends on timing, hence never part of a result.</param>
/// <param name="Name">The record's name; results are sorted by it.</param>
/// <param name="Fingerprint">Depends on the full name alone; part of the digest.</param>
internal sealed record MessageTypeInfo(int Index, string Name, ulong Fingerprint);

/// <summary>The message types of one run, numbered as they are first seen. Each worker keeps a look-up of its own.</summary>
internal sealed class MessageTypeTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Type, MessageTypeInfo> _byType = [];

    public MessageTypeInfo Get(Type type)
    {
        lock (_lock)
        {
            if (_byType.TryGetValue(type, out MessageTypeInfo? info)) return info;
            info = new MessageTypeInfo(_byType.Count, type.Name, Fingerprint(type.FullName ?? type.Name));
            _byType.Add(type, info);
            return info;
        }
    }

    /// <summary>All types seen so far, by name.</summary>
    public IReadOnlyList<MessageTypeInfo> ByName()
    {
        lock (_lock)
        {
            var all = new List<MessageTypeInfo>(_byType.Values);
            all.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name) is var byName && byName != 0 ? byName : a.Fingerprint.CompareTo(b.Fingerprint));
            return all;
        }
    }

    private static ulong Fingerprint(string name)
    {
        ulong hash = 14695981039346656037UL; // FNV-1a
        foreach (char c in name) hash = (hash ^ c) * 1099511628211UL;
        return Engine.RandomStream.Mix(hash);
    }

    /// <summary>A worker's own look-up: no lock on the hot path.</summary>
    public sealed class Cache(MessageTypeTable table)
    {
        private readonly Dictionary<Type, MessageTypeInfo> _known = [];
        private Type? _lastType;
        private MessageTypeInfo _last = null!;

        public MessageTypeInfo Of(Message message)
        {
            Type type = message.GetType();
            if (ReferenceEquals(type, _lastType)) return _last;
            if (!_known.TryGetValue(type, out MessageTypeInfo? info)) _known.Add(type, info = table.Get(type));
            _lastType = type;
            return _last = info;
        }
    }
}
