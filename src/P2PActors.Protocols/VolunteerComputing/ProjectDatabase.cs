namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// The project's database, on the disk of the scheduler's machine: it outlives the scheduler's process. Only the scheduler
/// touches it.
/// </summary>
internal sealed class ProjectDatabase
{
    private readonly Dictionary<long, WorkUnit> _units = [];
    private readonly Dictionary<int, HostRow> _hostOfPeer = [];
    private readonly List<HostRow> _hosts = [];

    /// <summary>Copies to be sent that replace others: they go first, for somebody waits for them.</summary>
    public LinkedList<ResultRow> Retries { get; } = new();

    /// <summary>Copies to be sent.</summary>
    public LinkedList<ResultRow> Fresh { get; } = new();

    /// <summary>Deadlines of copies on hosts; entries of copies that are over are passed over.</summary>
    public PriorityQueue<ResultRow, (TimeSpan At, long Unit, int Copy)> Deadlines { get; } = new();

    /// <summary>Units that wait for validator or assimilator, by number.</summary>
    public SortedDictionary<long, WorkUnit> Waiting { get; } = [];

    /// <summary>Units whose files may go.</summary>
    public List<long> ToDelete { get; } = [];

    /// <summary>Units that others have already and may be given once more when work has run out, oldest first.</summary>
    public Queue<long> Repeatable { get; } = new();

    /// <summary>The splitter's last batch that was taken.</summary>
    public int LastBatch { get; set; }

    /// <summary>Units ever taken.</summary>
    public long Created { get; set; }

    /// <summary>Units whose rows are gone: put away, and nobody has a copy any more.</summary>
    public long Purged { get; set; }

    /// <summary>Units with rows.</summary>
    public int Live => _units.Count;

    public IReadOnlyList<HostRow> Hosts => _hosts;

    public int Unsent => Retries.Count + Fresh.Count;

    /// <summary>All units with rows. Their order has no meaning: whoever goes through them must not depend on it.</summary>
    public IEnumerable<WorkUnit> Units => _units.Values;

    public WorkUnit? Find(long unit) => _units.GetValueOrDefault(unit);

    public ResultRow? Find(ResultName name) =>
        Find(name.Unit) is { } unit && (uint)name.Copy < (uint)unit.Results.Count ? unit.Results[name.Copy] : null;

    public void Add(WorkUnit unit)
    {
        _units.Add(unit.Number, unit);
        Created++;
    }

    /// <summary>Makes one more copy of a unit, to be sent: before all others if somebody has, or had, another copy already.</summary>
    public ResultRow AddCopy(WorkUnit unit)
    {
        var result = new ResultRow(unit, unit.Results.Count);
        bool isRetry = unit.Results.Exists(static r => r.State != ServerState.Unsent);
        unit.Results.Add(result);
        result.InLine = (isRetry ? Retries : Fresh).AddLast(result);
        return result;
    }

    /// <summary>Takes a copy out of the line of those to be sent.</summary>
    public static void Unqueue(ResultRow result)
    {
        result.InLine?.List?.Remove(result.InLine);
        result.InLine = null;
    }

    /// <summary>Forgets a unit that is put away.</summary>
    public void Purge(WorkUnit unit)
    {
        _units.Remove(unit.Number);
        Waiting.Remove(unit.Number);
        Purged++;
    }

    public HostRow HostOf(int id) => _hosts[id - 1];

    /// <summary>The host of a peer, which gets a row with its first request.</summary>
    public HostRow HostAt(int peer, int quota)
    {
        if (_hostOfPeer.TryGetValue(peer, out HostRow? known)) return known;
        var host = new HostRow(_hosts.Count + 1, peer) { Quota = quota };
        _hosts.Add(host);
        _hostOfPeer.Add(peer, host);
        return host;
    }
}
