using System.Globalization;
using Akka.Actor;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Engine.Machines;
using P2PActors.Wire;

namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>
/// One machine's end of an attempt at a run: batches go to the exchange actors of the other machines, in parts that fit a
/// frame. What does not arrive in time is asked for again, for remoting delivers at most once.
/// </summary>
internal sealed class AkkaLink : MachineLink
{
    /// <summary>Bytes of a part; far below the frame limit of <c>cluster.conf</c>.</summary>
    public const int PartSize = 512 * 1024;

    private readonly TimeSpan _patience;
    private readonly IReadOnlyList<ICanTell> _others;
    private readonly IPlacer _placer;
    private readonly int _machine;

    /// <summary>What was sent in the last two steps, by machine: a machine one step behind may still ask for it.</summary>
    private readonly List<BatchPart>[][] _sent;

    private readonly Lock _gate = new();
    private long _step;
    private int _worlds;

    /// <param name="attempt">The attempt.</param>
    /// <param name="machine">Number of this machine in it.</param>
    /// <param name="exchanges">The exchange actors of all machines in the order of their numbers; the own one is not used.</param>
    /// <param name="placer">Starts cohorts somewhere.</param>
    /// <param name="patience">How long to wait for a batch before asking for it again.</param>
    public AkkaLink(long attempt, int machine, IReadOnlyList<ICanTell> exchanges, IPlacer placer, TimeSpan patience)
    {
        (Attempt, _machine, _others, _placer, _patience) = (attempt, machine, exchanges, placer, patience);
        Inbox = new Inbox(exchanges.Count, machine);
        _sent = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, exchanges.Count).Select(_ => new List<BatchPart>()).ToArray())];
    }

    /// <summary>Number of the attempt; no two in the life of a cluster have the same.</summary>
    public long Attempt { get; }

    public Inbox Inbox { get; }

    public override int Machines => _others.Count;

    public override int Machine => _machine;

    /// <summary>Worlds placed so far.</summary>
    public int Worlds => _worlds;

    /// <summary>Peers in each cohort of the world placed last, but the last cohort.</summary>
    public int PeersEach { get; private set; }

    /// <summary>Machine of each cohort of the world placed last.</summary>
    public IReadOnlyList<int> Placement { get; private set; } = [];

    /// <summary>Batches that were asked for again.</summary>
    public long AskedAgain { get; private set; }

    public override IReadOnlyList<int> Place(int cohorts, int peersEach)
    {
        _worlds++;
        PeersEach = peersEach;
        var writer = new WireWriter();
        if (_machine == 0)
        {
            foreach (int machine in _placer.Place(this, _worlds, cohorts)) writer.Unsigned((uint)machine);
        }

        var to = new ReadOnlyMemory<byte>[Machines];
        var from = new ReadOnlyMemory<byte>[Machines];
        Array.Fill(to, writer.WrittenMemory);
        Exchange(to, from);
        return Placement = Read((_machine == 0 ? writer.WrittenMemory : from[0]).Span, cohorts);
    }

    public override void Exchange(ReadOnlySpan<ReadOnlyMemory<byte>> to, Span<ReadOnlyMemory<byte>> from)
    {
        lock (_gate)
        {
            long step = ++_step;
            for (int m = 0; m < to.Length; m++)
            {
                if (m == _machine) continue;
                List<BatchPart> parts = _sent[step & 1][m];
                parts.Clear();
                Split(step, to[m], parts);
                foreach (BatchPart part in parts) _others[m].Tell(part, ActorRefs.NoSender);
            }
        }

        while (Inbox.Wait(_patience) is { } missing)
        {
            foreach (int m in missing)
            {
                AskedAgain++;
                _others[m].Tell(new SendAgain(Attempt, _step, _machine), ActorRefs.NoSender);
            }
        }

        Inbox.Take(from);
    }

    /// <summary>Another machine has not got all of a step.</summary>
    public void SendAgain(long step, int to)
    {
        lock (_gate)
        {
            // What was not sent yet will come; what is older than the last two was received, or the asker could not be where it is.
            if (step > _step || step < _step - 1 || (uint)to >= (uint)Machines || to == _machine) return;
            foreach (BatchPart part in _sent[step & 1][to]) _others[to].Tell(part, ActorRefs.NoSender);
        }
    }

    /// <summary>Calls the attempt off: whoever waits for a batch is told.</summary>
    public void Break(string why) => Inbox.Break(why);

    private int[] Read(ReadOnlySpan<byte> placement, int cohorts)
    {
        int[] machineOf = new int[cohorts];
        try
        {
            var reader = new WireReader(placement);
            for (int c = 0; c < cohorts; c++)
            {
                machineOf[c] = reader.Int();
                if (machineOf[c] >= Machines) throw new MachineLostException(string.Create(CultureInfo.InvariantCulture, $"cohort {c} was placed on machine {machineOf[c]}, but there are {Machines}"));
            }

            if (!reader.IsAtEnd) throw new WireFormatException($"{reader.Left} bytes are left over");
        }
        catch (WireFormatException e)
        {
            throw new MachineLostException($"what machine 0 says of {cohorts} cohorts cannot be read: {e.Message}", e);
        }

        return machineOf;
    }

    private void Split(long step, ReadOnlyMemory<byte> bytes, List<BatchPart> parts)
    {
        int count = Math.Max(1, (bytes.Length + PartSize - 1) / PartSize);
        // The writer of these bytes uses its memory again: what is sent, and may be sent again, is a copy.
        ReadOnlyMemory<byte> copy = bytes.ToArray();
        for (int i = 0; i < count; i++)
            parts.Add(new BatchPart(Attempt, step, _machine, i, count, copy.Slice(i * PartSize, Math.Min(PartSize, copy.Length - i * PartSize))));
    }
}
