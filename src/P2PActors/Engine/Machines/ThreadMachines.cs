namespace P2PActors.Engine.Machines;

/// <summary>Machines that are threads of one process: for tests, and to measure what keeping in step costs without a network.</summary>
public sealed class ThreadMachines : IDisposable
{
    private readonly Barrier _barrier;
    private readonly CancellationTokenSource _broken = new();

    /// <summary>What is on its way, by step (even or odd), sender and receiver: whoever is first in the next step must not
    /// write over what another still reads.</summary>
    private readonly byte[][][][] _boards;

    private readonly int[] _lengths;

    /// <param name="machines">How many, at least 1.</param>
    public ThreadMachines(int machines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(machines, 1);
        _barrier = new Barrier(machines);
        _boards = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, machines).Select(_ => Enumerable.Range(0, machines).Select(_ => Array.Empty<byte>()).ToArray()).ToArray())];
        _lengths = new int[2 * machines * machines];
        Links = [.. Enumerable.Range(0, machines).Select(i => new Link(this, i))];
    }

    /// <summary>The end of each machine; each is used by one thread.</summary>
    public IReadOnlyList<MachineLink> Links { get; }

    /// <summary>Calls the run off: all machines that wait, or will, are told.</summary>
    public void Break() => _broken.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        _barrier.Dispose();
        _broken.Dispose();
    }

    private sealed class Link(ThreadMachines all, int machine) : MachineLink
    {
        private int _parity;

        public override int Machines => all.Links.Count;

        public override int Machine => machine;

        public override IReadOnlyList<int> Place(int cohorts, int peersEach) => Even(cohorts, Machines);

        public override void Exchange(ReadOnlySpan<ReadOnlyMemory<byte>> to, Span<ReadOnlyMemory<byte>> from)
        {
            byte[][][] board = all._boards[_parity];
            int lengths = _parity * Machines * Machines;
            for (int other = 0; other < Machines; other++)
            {
                if (other == machine) continue;
                ref byte[] place = ref board[machine][other];
                if (place.Length < to[other].Length) place = new byte[Math.Max(256, to[other].Length * 2)];
                to[other].CopyTo(place);
                all._lengths[lengths + machine * Machines + other] = to[other].Length;
            }

            try
            {
                all._barrier.SignalAndWait(all._broken.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new MachineLostException("the run was called off", e);
            }

            for (int other = 0; other < Machines; other++)
            {
                if (other != machine) from[other] = board[other][machine].AsMemory(0, all._lengths[lengths + other * Machines + machine]);
            }

            _parity ^= 1;
        }
    }
}
