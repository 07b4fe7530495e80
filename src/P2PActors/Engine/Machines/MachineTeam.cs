using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using P2PActors.Wire;

namespace P2PActors.Engine.Machines;

/// <summary>
/// One machine's part in running a world on several: after every window it tells the others what its peers sent to theirs,
/// which of its peers came or went, and when it has something to do again; and it gathers what measurements need of all.
/// </summary>
internal sealed class MachineTeam
{
    private readonly MachineLink _link;
    private readonly EventCodec _events;
    private readonly WireWriter[] _writers;
    private readonly WireWriter _shared = new(4096);
    private readonly ReadOnlyMemory<byte>[] _to;
    private readonly ReadOnlyMemory<byte>[] _from;
    private readonly List<(int Machine, string Line)> _orders = [];
    private readonly List<string> _ordersOfThisStep = [];
    private long _steps;
    private long _bytes;
    private long _eventsSent;
    private long _encoding;
    private long _waiting;

    public MachineTeam(MachineLink link, MessageCodec messages, int peers)
    {
        _link = link;
        _events = new EventCodec(messages, peers);
        _writers = [.. Enumerable.Range(0, link.Machines).Select(_ => new WireWriter(4096))];
        _to = new ReadOnlyMemory<byte>[link.Machines];
        _from = new ReadOnlyMemory<byte>[link.Machines];
    }

    public int Machine => _link.Machine;

    public int Machines => _link.Machines;

    /// <summary>The earliest window in which any machine has anything to do.</summary>
    public long NextWindow { get; private set; }

    /// <summary>Events handled on all machines.</summary>
    public long Handled { get; private set; }

    /// <summary>Whether some machine was told to stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>To be set when this machine is told to stop; all stop after the next step.</summary>
    public bool WantsToStop { get; set; }

    /// <summary>What persons at any machine want done at the next barrier, to be put here by any thread; all machines get it there.</summary>
    public ConcurrentQueue<string> OrdersHere { get; } = new();

    /// <summary>What came with the last step, in the order of the machines: the machine it came from, and the line.</summary>
    public IReadOnlyList<(int Machine, string Line)> Orders => _orders;

    /// <summary>Takes what came with the last step.</summary>
    public IReadOnlyList<(int Machine, string Line)> TakeOrders()
    {
        (int, string)[] taken = [.. _orders];
        _orders.Clear();
        return taken;
    }

    public ExchangeCounters Counters => new(Machines, _steps, _bytes, _eventsSent, Stopwatch.GetElapsedTime(0, _encoding), Stopwatch.GetElapsedTime(0, _waiting));

    /// <summary>The step after a window, or after something was done to the world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="next">The earliest window in which this machine has something to do, without what others send now.</param>
    public void Meet(World world, long next)
    {
        long began = Stopwatch.GetTimestamp();
        long earliest = next, now = world.Now.Ticks, handled = 0;
        foreach (Worker worker in world.Workers)
        {
            handled += worker.Handled;
            for (int m = 0; m < Machines; m++) earliest = Math.Min(earliest, worker.SentTo(m).Earliest);
        }

        _shared.Clear();
        _shared.Flag(WantsToStop);
        _shared.Unsigned(earliest == TimingWheel.Never ? 0 : (ulong)earliest + 1);
        _shared.Unsigned((ulong)handled);
        WriteOrders();
        WriteChanges(world);
        foreach (IBarrierLedger ledger in world.Plan.Ledgers) ledger.Write(_shared);
        for (int m = 0; m < Machines; m++)
        {
            if (m == Machine) continue;
            WireWriter writer = _writers[m];
            writer.Clear();
            writer.Raw(_shared.Written);
            int count = 0;
            foreach (Worker worker in world.Workers) count += worker.SentTo(m).Count;
            writer.Unsigned((ulong)count);
            _eventsSent += count;
            foreach (Worker worker in world.Workers)
            {
                EventBatch batch = worker.SentTo(m);
                for (int i = 0; i < batch.Count; i++) _events.Write(in batch.Events[i], now, writer);
                batch.Clear();
            }

            Checksum.Seal(writer);
            _to[m] = writer.WrittenMemory;
        }

        Exchange(began);
        began = Stopwatch.GetTimestamp();
        (NextWindow, Handled, IsStopping) = (earliest, handled, WantsToStop);
        _orders.Clear();
        for (int m = 0; m < Machines; m++)
        {
            if (m != Machine) Read(world, m, now);
            else foreach (string line in _ordersOfThisStep) _orders.Add((m, line));
        }

        _encoding += Stopwatch.GetTimestamp() - began;
    }

    /// <summary>Gathers something of all machines.</summary>
    /// <param name="write">Writes what is here.</param>
    /// <param name="read">Reads what one machine wrote; called for each by its number, this one included.</param>
    public void Gather(Action<WireWriter> write, GatherReader read)
    {
        long began = Stopwatch.GetTimestamp();
        _shared.Clear();
        write(_shared);
        Checksum.Seal(_shared);
        for (int m = 0; m < Machines; m++) _to[m] = _shared.WrittenMemory;
        Exchange(began);
        for (int m = 0; m < Machines; m++)
        {
            try
            {
                var reader = new WireReader(Checksum.Open(m == Machine ? _shared.Written : _from[m].Span));
                read(ref reader);
                CheckEnd(in reader);
            }
            catch (WireFormatException e)
            {
                throw Malformed(m, e);
            }
        }
    }

    /// <summary>Gathers plain values, in the order of the machines.</summary>
    public List<T> GatherAll<T>(ReadOnlySpan<T> own)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(own).ToArray();
        var all = new List<T>();
        Gather(
            writer => writer.Block(bytes),
            (ref WireReader reader) => AddAll(all, reader.Block()));
        return all;
    }

    private static void AddAll<T>(List<T> all, ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        if (bytes.Length % Unsafe.SizeOf<T>() != 0)
            throw new WireFormatException($"found {bytes.Length} bytes, expected a multiple of {Unsafe.SizeOf<T>()}");
        all.AddRange(MemoryMarshal.Cast<byte, T>(bytes));
    }

    private void WriteOrders()
    {
        _ordersOfThisStep.Clear();
        while (OrdersHere.TryDequeue(out string? line)) _ordersOfThisStep.Add(line);
        _shared.Unsigned((ulong)_ordersOfThisStep.Count);
        foreach (string line in _ordersOfThisStep) _shared.Text(line);
    }

    private void WriteChanges(World world)
    {
        int count = 0;
        foreach (Worker worker in world.Workers) count += worker.StateChanges.Count;
        _shared.Unsigned((ulong)count);
        foreach (Worker worker in world.Workers)
        {
            foreach ((int peer, PeerState state) in worker.StateChanges)
            {
                _shared.Unsigned((uint)peer);
                _shared.Byte((byte)state);
            }
        }
    }

    private void Exchange(long began)
    {
        for (int m = 0; m < Machines; m++)
        {
            if (m != Machine) _bytes += _to[m].Length;
        }

        long sending = Stopwatch.GetTimestamp();
        _encoding += sending - began;
        _steps++;
        _link.Exchange(_to, _from);
        _waiting += Stopwatch.GetTimestamp() - sending;
    }

    private void Read(World world, int machine, long now)
    {
        try
        {
            var reader = new WireReader(Checksum.Open(_from[machine].Span));
            IsStopping |= reader.Flag();
            ulong earliest = reader.Unsigned();
            if (earliest > 0) NextWindow = Math.Min(NextWindow, Window(earliest - 1, world.Clock.WindowOf(now)));
            Handled += (long)reader.Unsigned();
            for (int left = reader.Count(); left > 0; left--) _orders.Add((machine, reader.Text() ?? ""));
            for (int left = reader.Count(2); left > 0; left--)
            {
                int peer = reader.Int();
                byte state = reader.Byte();
                if (peer >= world.PeerCount || world.Placement!.MachineOf(peer) != machine || state > (byte)PeerState.Failed)
                    throw new WireFormatException($"found peer {peer} in state {state} before byte {reader.Position}, which is not its to tell");
                world.ChangedElsewhere(peer, (PeerState)state);
            }

            foreach (IBarrierLedger ledger in world.Plan.Ledgers) ledger.Read(ref reader);
            for (int left = reader.Count(6); left > 0; left--)
            {
                Event e = _events.Read(ref reader, now);
                if (world.Map.Find(e.Target) is not { } cohort || world.Placement!.MachineOf(e.Sender) != machine)
                    throw new WireFormatException($"found an event from peer {e.Sender} to peer {e.Target} before byte {reader.Position}, which did not have to come here");
                cohort.Insert(in e);
            }

            CheckEnd(in reader);
        }
        catch (WireFormatException e)
        {
            throw Malformed(machine, e);
        }
    }

    private static long Window(ulong window, long least) =>
        window <= long.MaxValue && (long)window >= least ? (long)window : throw new WireFormatException($"found something to do in window {window}, expected none before {least}");

    private static void CheckEnd(in WireReader reader)
    {
        if (!reader.IsAtEnd) throw new WireFormatException($"{reader.Left} bytes are left over at byte {reader.Position}");
    }

    private static MachineLostException Malformed(int machine, WireFormatException e) => new($"what machine {machine} sent cannot be read: {e.Message}", e);
}

/// <summary>Reads what one machine wrote.</summary>
internal delegate void GatherReader(ref WireReader reader);
