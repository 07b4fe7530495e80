using System.Numerics;
using P2PActors.Actors;
using P2PActors.Engine.Machines;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Wire;

namespace P2PActors.Engine;

/// <content>The world on several machines: what is here, what is known of the rest, and what has to be gathered.</content>
public sealed partial class World
{
    /// <summary>What is kept of each peer, by cohort. Of peers on other machines only role and state are up to date.</summary>
    private readonly PeerSlot[][] _slots;

    /// <summary>The other machines that run this world; null if this is the only one.</summary>
    internal MachineTeam? Team { get; private set; }

    /// <summary>Where the cohorts are; null if they are all here.</summary>
    internal CohortPlacement? Placement { get; private set; }

    /// <summary>What keeping in step with other machines took so far; null if this is the only one.</summary>
    public ExchangeCounters? Exchange => Team?.Counters;

    /// <summary>Number of the machine that a peer is on; 0 if there is only one.</summary>
    public int MachineOf(PeerId peer) => Placement?.MachineOf(peer.Value) ?? 0;

    /// <summary>Whether a peer's actor would be on this machine.</summary>
    public bool IsHere(PeerId peer) => _map.Find(peer.Value) is not null;

    /// <summary>
    /// Asks the actors on line between two windows, on whatever machine they are. All machines must ask the same.
    /// </summary>
    /// <typeparam name="T">Plain values.</typeparam>
    /// <param name="peers">Whom to ask; null for everybody.</param>
    /// <param name="ask">What an actor answers; null if it has no answer.</param>
    /// <returns>The answers by ascending peer.</returns>
    public IReadOnlyList<(PeerId Peer, T Value)> Survey<T>(IEnumerable<PeerId>? peers, Func<PeerId, PeerActor, T?> ask)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(ask);
        var answers = new List<(PeerId Peer, T Value)>();
        foreach (PeerId peer in peers ?? Everybody())
        {
            if (ActorOf(peer) is { } actor && ask(peer, actor) is { } value) answers.Add((peer, value));
        }

        if (Team is { } team) answers = team.GatherAll<(PeerId, T)>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answers));
        answers.Sort(static (a, b) => a.Peer.CompareTo(b.Peer));
        return answers;
    }

    /// <summary>
    /// Collects a number that each participant's machine keeps for it outside its actor. All machines must ask the same.
    /// </summary>
    /// <param name="peers">How many participants, from 0.</param>
    /// <param name="of">The number of one of them; asked only on its own machine.</param>
    public long[] Collect(int peers, Func<PeerId, long> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        long[] values = new long[peers];
        for (int i = 0; i < peers; i++)
        {
            if (IsHere(new PeerId(i))) values[i] = of(new PeerId(i));
        }

        if (Team is not { } team) return values;
        List<long> all = team.GatherAll<long>(values);
        for (int i = 0; i < peers; i++) values[i] = all[Placement!.MachineOf(i) * peers + i];
        return values;
    }

    /// <summary>The sum of what all machines have of something; the number itself if this is the only one. All machines must ask the same.</summary>
    public T Sum<T>(T here)
        where T : unmanaged, INumberBase<T>
    {
        if (Team is not { } team) return here;
        T sum = T.Zero;
        foreach (T part in team.GatherAll<T>([here])) sum = unchecked(sum + part);
        return sum;
    }

    /// <summary>The sums, place by place, of numbers of which every machine has as many. All machines must ask the same.</summary>
    /// <returns>The sums; the numbers themselves if this is the only machine.</returns>
    public T[] Sum<T>(T[] here)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(here);
        if (Team is not { } team) return here;
        List<T> all = team.GatherAll<T>(here);
        var sums = new T[here.Length];
        for (int i = 0; i < all.Count; i++) sums[i % sums.Length] = unchecked(sums[i % sums.Length] + all[i]);
        return sums;
    }

    /// <summary>Links that the nodes of the overlay name, by ascending node.</summary>
    internal IEnumerable<(int Node, IReadOnlyList<PeerId> Neighbours)> Neighbours()
    {
        var own = new List<int>();
        var neighbours = new List<PeerId>();
        for (int i = 0; i < PeerCount; i++)
        {
            if (ActorOf(new PeerId(i)) is not IOverlayNode node) continue;
            neighbours.Clear();
            node.CollectNeighbours(neighbours);
            own.Add(i);
            own.Add(neighbours.Count);
            foreach (PeerId neighbour in neighbours) own.Add(neighbour.Value);
        }

        IReadOnlyList<int> all = Team is { } team ? team.GatherAll<int>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(own)) : own;
        var links = new List<(int Node, IReadOnlyList<PeerId> Neighbours)>();
        for (int at = 0; at < all.Count; at += 2 + all[at + 1])
        {
            var named = new PeerId[all[at + 1]];
            for (int i = 0; i < named.Length; i++) named[i] = new PeerId(all[at + 2 + i]);
            links.Add((all[at], named));
        }

        links.Sort(static (a, b) => a.Node.CompareTo(b.Node));
        return links;
    }

    /// <summary>Brings what is kept of peers on other machines (traffic, sessions) up to date. All machines must do it.</summary>
    internal void Refresh()
    {
        if (Team is not { } team) return;
        var own = new List<(int Peer, ushort Incarnation, long MessagesIn, long MessagesOut, long BytesIn, long BytesOut)>();
        for (int i = 0; i < PeerCount; i++)
        {
            if (!IsHere(new PeerId(i))) continue;
            ref PeerSlot slot = ref SlotOf(new PeerId(i));
            own.Add((i, slot.Incarnation, slot.MessagesIn, slot.MessagesOut, slot.BytesIn, slot.BytesOut));
        }

        foreach (var of in team.GatherAll<(int Peer, ushort Incarnation, long MessagesIn, long MessagesOut, long BytesIn, long BytesOut)>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(own)))
        {
            ref PeerSlot slot = ref SlotOf(new PeerId(of.Peer));
            (slot.Incarnation, slot.MessagesIn, slot.MessagesOut, slot.BytesIn, slot.BytesOut) = (of.Incarnation, of.MessagesIn, of.MessagesOut, of.BytesIn, of.BytesOut);
        }
    }

    /// <summary>A peer of another machine has come or gone.</summary>
    internal void ChangedElsewhere(int peer, PeerState state)
    {
        SlotOf(new PeerId(peer)).State = state;
        Count(peer, state);
    }

    /// <summary>The earliest window in which anything is to do on this machine.</summary>
    internal long NextWindowHere()
    {
        long next = TimingWheel.Never;
        foreach (Worker worker in _workers) next = Math.Min(next, worker.NextWindow());
        return next;
    }

    private IEnumerable<PeerId> Everybody()
    {
        for (int i = 0; i < PeerCount; i++) yield return new PeerId(i);
    }

    private (int First, int Count) PeersOf(int cohort)
    {
        int first = cohort * _map.Size;
        return (first, Math.Min(_map.Size, _plan.PeerCount - first));
    }

    private int[] Own(MachineLink? link)
    {
        // A machine without others places its cohorts too: whoever hosts them may have to start them first.
        IReadOnlyList<int>? placed = link?.Place(_map.Count, _map.Size);
        if (link is null || link.Machines == 1) return [.. Enumerable.Range(0, _map.Count)];
        Placement = new CohortPlacement(placed!, _map.Size);
        return [.. Enumerable.Range(0, _map.Count).Where(c => Placement.MachineOfCohort(c) == link.Machine)];
    }

    private void MirrorOthers(MachineLink? link)
    {
        if (Placement is null) return;
        MessageCodec codec = _plan.Codec?.Invoke() ?? throw new InvalidOperationException("A world on several machines needs a codec for its messages.");
        Team = new MachineTeam(link!, codec, _plan.PeerCount);
        foreach (Worker worker in _workers) worker.Attach(Placement, link!.Machines);
        for (int c = 0; c < _map.Count; c++)
        {
            if (_slots[c] is not null) continue;
            (int first, int count) = PeersOf(c);
            _slots[c] = new PeerSlot[count];
            for (int i = 0; i < count; i++) _slots[c][i].Role = _plan.RoleOf(first + i);
        }
    }

    private void GatherInto(ref MetricShard total)
    {
        if (Team is not { } team) return;
        MetricShard here = total, all = NewShard();
        team.Gather(here.Write, all.Read);
        total = all;
    }

    private void GatherInto(ref ConnectionCounters total)
    {
        if (Team is not { } team) return;
        ConnectionCounters here = total, all = new();
        team.Gather(here.Write, all.Read);
        total = all;
    }

    private void GatherInto(ref FailureLog total)
    {
        if (Team is not { } team) return;
        FailureLog here = total, all = new();
        team.Gather(here.Write, all.Read);
        total = all;
    }

    private void GatherInto(ref ViolationLog total)
    {
        if (Team is not { } team) return;
        ViolationLog here = total, all = new(_plan.Invariants);
        team.Gather(here.Write, all.Read);
        total = all;
    }

    private IReadOnlyList<MessageTraffic> GatherTraffic(List<MessageTraffic> here)
    {
        var all = new SortedDictionary<(string Name, ulong Fingerprint), MessageTraffic>(
            Comparer<(string Name, ulong Fingerprint)>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name) is var byName && byName != 0 ? byName : a.Fingerprint.CompareTo(b.Fingerprint)));
        Team!.Gather(
            writer =>
            {
                writer.Unsigned((ulong)here.Count);
                foreach (MessageTraffic type in here) type.Write(writer);
            },
            (ref WireReader reader) =>
            {
                for (int left = reader.Count(); left > 0; left--)
                {
                    MessageTraffic type = MessageTraffic.Read(ref reader);
                    all[(type.Type, type.Fingerprint)] = all.TryGetValue((type.Type, type.Fingerprint), out MessageTraffic? known) ? known + type : type;
                }
            });
        return [.. all.Values];
    }
}
