using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Skype;

/// <summary>The supernodes that one node knows, by slot. What is known of each slot is bounded: news takes the place of what is oldest.</summary>
/// <param name="slots">Slots of the directory.</param>
/// <param name="most">Most supernodes kept of one slot.</param>
internal sealed class SlotMap(int slots, int most)
{
    private readonly List<KnownSupernode>?[] _bySlot = new List<KnownSupernode>?[slots];
    private readonly Dictionary<int, int> _slotOf = [];
    private readonly List<PeerId> _all = [];

    /// <summary>No entry was heard of before this; it may be too early.</summary>
    private TimeSpan _notBefore = TimeSpan.MaxValue;

    /// <summary>Supernodes known.</summary>
    public int Count => _all.Count;

    /// <summary>Those of a slot.</summary>
    public IReadOnlyList<KnownSupernode> Of(int slot) => _bySlot[slot] ?? (IReadOnlyList<KnownSupernode>)[];

    /// <summary>Whether a supernode is known.</summary>
    public bool Knows(PeerId node) => _slotOf.ContainsKey(node.Value);

    /// <summary>Notes a supernode; older news of it is ignored.</summary>
    public void Add(in KnownSupernode news)
    {
        if ((uint)news.Slot >= (uint)slots) return;
        if (news.Seen < _notBefore) _notBefore = news.Seen;
        if (_slotOf.TryGetValue(news.Node.Value, out int slot))
        {
            List<KnownSupernode> known = _bySlot[slot]!;
            int at = IndexOf(known, news.Node);
            if (known[at].Seen >= news.Seen) return;
            if (slot == news.Slot)
            {
                known[at] = news;
                return;
            }

            Remove(news.Node);
        }

        List<KnownSupernode> list = _bySlot[news.Slot] ??= [];
        if (list.Count >= most)
        {
            int oldest = 0;
            for (int i = 1; i < list.Count; i++)
            {
                if (list[i].Seen < list[oldest].Seen) oldest = i;
            }

            if (list[oldest].Seen >= news.Seen) return;
            Remove(list[oldest].Node);
        }

        list.Add(news);
        _slotOf.Add(news.Node.Value, news.Slot);
        _all.Add(news.Node);
    }

    /// <summary>Forgets a supernode.</summary>
    public void Remove(PeerId node)
    {
        if (!_slotOf.Remove(node.Value, out int slot)) return;
        List<KnownSupernode> list = _bySlot[slot]!;
        list.RemoveAt(IndexOf(list, node));
        // The order of all is that of coming, but for those that took the places of others: only draws look at it.
        int place = _all.IndexOf(node);
        _all[place] = _all[^1];
        _all.RemoveAt(_all.Count - 1);
    }

    /// <summary>Forgets those that were not heard of for long.</summary>
    public void RemoveBefore(TimeSpan seen)
    {
        // Bootstrap supernodes come here with every question: mostly there is nobody to forget.
        if (_notBefore >= seen) return;
        _notBefore = TimeSpan.MaxValue;
        for (int i = _all.Count - 1; i >= 0; i--)
        {
            List<KnownSupernode> list = _bySlot[_slotOf[_all[i].Value]]!;
            TimeSpan last = list[IndexOf(list, _all[i])].Seen;
            if (last < seen) Remove(_all[i]);
            else if (last < _notBefore) _notBefore = last;
        }
    }

    /// <summary>Any of them, each at most once.</summary>
    public PeerId[] Sample(int count, ref RandomStream random, PeerId except)
    {
        if (_all.Count <= count)
        {
            var others = new List<PeerId>(_all);
            others.Remove(except);
            return [.. others];
        }

        var picked = new List<PeerId>(count);
        for (int draws = 2 * count + 8; draws > 0 && picked.Count < count; draws--)
        {
            PeerId drawn = _all[random.Next(_all.Count)];
            if (drawn != except && !picked.Contains(drawn)) picked.Add(drawn);
        }

        return [.. picked];
    }

    /// <summary>The slot of a block with the fewest supernodes, drawn among equals.</summary>
    public int Neediest(int firstSlot, int count, ref RandomStream random)
    {
        int fewest = int.MaxValue, equals = 0, chosen = firstSlot;
        for (int slot = firstSlot; slot < Math.Min(slots, firstSlot + count); slot++)
        {
            int members = _bySlot[slot]?.Count ?? 0;
            if (members > fewest) continue;
            equals = members < fewest ? 1 : equals + 1;
            fewest = members;
            if (random.Next(equals) == 0) chosen = slot;
        }

        return chosen;
    }

    /// <summary>All of them as a list, by slot.</summary>
    public KnownSupernode[] ToArray()
    {
        var all = new List<KnownSupernode>(_all.Count);
        foreach (List<KnownSupernode>? list in _bySlot)
        {
            if (list is not null) all.AddRange(list);
        }

        return [.. all];
    }

    private static int IndexOf(List<KnownSupernode> list, PeerId node)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Node == node) return i;
        }

        return -1;
    }
}
