namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>
/// What other machines have sent in the steps of one attempt: parts are put together, and what comes twice, late or from
/// nowhere is counted and dropped. A machine can be at most one step ahead of another, so two steps are kept.
/// </summary>
/// <param name="machines">How many machines there are.</param>
/// <param name="own">The own number, from which nothing comes.</param>
internal sealed class Inbox(int machines, int own)
{
    /// <summary>Most parts that a batch may have: 4 GiB at a mebibyte each would be a defect or an attack.</summary>
    private const int MostParts = 4096;

    private readonly Half[] _halves = [new Half(machines), new Half(machines)];
    private readonly object _gate = new();
    private long _step;
    private string? _broken;

    /// <summary>Parts that came twice, late, or made no sense.</summary>
    public long Ignored { get; private set; }

    /// <summary>Takes a part that has arrived, on any thread.</summary>
    /// <returns>False if it was of no use.</returns>
    public bool Put(BatchPart part)
    {
        lock (_gate)
        {
            bool fits = part.Step > _step && part.Step <= _step + 2 && (uint)part.From < (uint)machines && part.From != own && part.Parts is > 0 and <= MostParts
                && _halves[part.Step & 1].Put(part);
            if (!fits)
            {
                Ignored++;
                return false;
            }

            if (part.Step == _step + 1 && _halves[part.Step & 1].Complete == machines - 1) Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Ends all waiting, now and later.</summary>
    public void Break(string why)
    {
        lock (_gate)
        {
            _broken ??= why;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until the next step is complete.</summary>
    /// <param name="patience">How long to wait; what is missing then can be asked for again.</param>
    /// <returns>Null when it is complete; else the machines from which something is missing.</returns>
    /// <exception cref="Engine.Machines.MachineLostException">The run was called off.</exception>
    public List<int>? Wait(TimeSpan patience)
    {
        lock (_gate)
        {
            Half half = _halves[(_step + 1) & 1];
            long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            while (_broken is null && half.Complete < machines - 1)
            {
                long left = until - Environment.TickCount64;
                if (left <= 0) return half.Missing(own);
                Monitor.Wait(_gate, (int)left);
            }

            if (_broken is { } why) throw new Engine.Machines.MachineLostException(why);
            return null;
        }
    }

    /// <summary>Takes a complete step, and begins the next one.</summary>
    /// <param name="from">Takes what each machine sent.</param>
    public void Take(Span<ReadOnlyMemory<byte>> from)
    {
        lock (_gate)
        {
            _step++;
            Half half = _halves[_step & 1];
            for (int m = 0; m < machines; m++)
            {
                if (m != own) from[m] = half.Of(m);
            }

            half.Clear();
        }
    }

    private sealed class Half(int machines)
    {
        private readonly ReadOnlyMemory<byte>[]?[] _parts = new ReadOnlyMemory<byte>[]?[machines];
        private readonly bool[]?[] _there = new bool[]?[machines];
        private readonly int[] _left = new int[machines];
        private readonly bool[] _isComplete = new bool[machines];

        public int Complete { get; private set; }

        public bool Put(BatchPart part)
        {
            int from = part.From;
            if (_parts[from] is null)
            {
                _parts[from] = new ReadOnlyMemory<byte>[part.Parts];
                _there[from] = new bool[part.Parts];
                _left[from] = part.Parts;
            }

            if (_isComplete[from] || _parts[from]!.Length != part.Parts || (uint)part.Part >= (uint)part.Parts || _there[from]![part.Part]) return false;
            _parts[from]![part.Part] = part.Bytes;
            _there[from]![part.Part] = true;
            if (--_left[from] == 0)
            {
                _isComplete[from] = true;
                Complete++;
            }

            return true;
        }

        public ReadOnlyMemory<byte> Of(int machine)
        {
            ReadOnlyMemory<byte>[] parts = _parts[machine]!;
            if (parts.Length == 1) return parts[0];
            byte[] whole = new byte[parts.Sum(p => p.Length)];
            int at = 0;
            foreach (ReadOnlyMemory<byte> part in parts)
            {
                part.CopyTo(whole.AsMemory(at));
                at += part.Length;
            }

            return whole;
        }

        public List<int> Missing(int own) => [.. Enumerable.Range(0, machines).Where(m => m != own && !_isComplete[m])];

        public void Clear()
        {
            Array.Clear(_parts);
            Array.Clear(_there);
            Array.Clear(_left);
            Array.Clear(_isComplete);
            Complete = 0;
        }
    }
}
