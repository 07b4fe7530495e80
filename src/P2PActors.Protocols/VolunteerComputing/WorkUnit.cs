namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>A unit in the project's database (table workunit).</summary>
internal sealed class WorkUnit(MadeUnit made, TimeSpan created, int target, int quorum)
{
    public const int NoClass = -1;

    public long Number { get; } = made.Unit;

    public int Bytes { get; } = made.Bytes;

    public UInt128 Checksum { get; } = made.Checksum;

    public TimeSpan Created { get; } = created;

    /// <summary>Results wanted (target_nresults).</summary>
    public int Target { get; set; } = target;

    /// <summary>Results needed before they are compared (min_quorum).</summary>
    public int Quorum { get; set; } = quorum;

    public List<ResultRow> Results { get; } = new(2);

    /// <summary>The copy that was found right.</summary>
    public ResultRow? Canonical { get; set; }

    public double CanonicalCredit { get; set; }

    public UnitErrors Errors { get; set; }

    public AssimilateState Assimilation { get; set; }

    /// <summary>Class of hosts that its copies go to; <see cref="NoClass"/> while any host may have it.</summary>
    public int HostClass { get; set; } = NoClass;

    public bool NeedsValidation { get; set; }

    /// <summary>When the validator or the assimilator was last asked; they are asked again if they keep silent.</summary>
    public TimeSpan? AskedAt { get; set; }
}

/// <summary>A copy of a unit in the project's database (table result).</summary>
internal sealed class ResultRow(WorkUnit unit, int copy)
{
    public WorkUnit Unit { get; } = unit;

    public ResultName Name => new(Unit.Number, copy);

    public int Copy => copy;

    public ServerState State { get; set; } = ServerState.Unsent;

    public Outcome Outcome { get; set; }

    public ValidateState Validation { get; set; }

    /// <summary>Number of the host; 0 before it was sent.</summary>
    public int Host { get; set; }

    public TimeSpan SentAt { get; set; }

    public TimeSpan Deadline { get; set; }

    public double Claim { get; set; }

    public double Granted { get; set; }

    public bool IsCredited { get; set; }

    /// <summary>Its place among those to be sent.</summary>
    public LinkedListNode<ResultRow>? InLine { get; set; }
}

/// <summary>A host in the project's database (table host).</summary>
internal sealed class HostRow(int id, int peer)
{
    public int Id { get; } = id;

    public int Peer { get; } = peer;

    public HostInfo Info { get; set; }

    public int LastSequence { get; set; }

    public double Credit { get; set; }

    /// <summary>What it has earned a day lately.</summary>
    public RecentCredit Recent { get; } = new();

    /// <summary>Valid results of units that others had too, since the last failure (consecutive_valid).</summary>
    public int ConsecutiveValid { get; set; }

    /// <summary>Units it may get in a day (max_jobs_per_day).</summary>
    public int Quota { get; set; }

    public int SentToday { get; set; }

    public long Day { get; set; }

    /// <summary>Tasks it has, as far as the project knows.</summary>
    public List<ResultRow> InProgress { get; } = [];
}
