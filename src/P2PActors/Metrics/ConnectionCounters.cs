using P2PActors.Wire;

namespace P2PActors.Metrics;

/// <summary>How requests for connections ended, of one worker or of a run.</summary>
public sealed class ConnectionCounters
{
    /// <summary>Requests sent.</summary>
    public long Requested { get; internal set; }

    /// <summary>Requests that led to an open connection.</summary>
    public long Opened { get; internal set; }

    /// <summary>Requests refused by the peer's protocol, or by its host because the peer is off line.</summary>
    public long Refused { get; internal set; }

    /// <summary>Requests stopped by a NAT or firewall.</summary>
    public long BlockedByNat { get; internal set; }

    /// <summary>Requests without an answer in time, whatever the reason.</summary>
    public long TimedOut { get; internal set; }

    internal void Add(ConnectionCounters other)
    {
        Requested += other.Requested;
        Opened += other.Opened;
        Refused += other.Refused;
        BlockedByNat += other.BlockedByNat;
        TimedOut += other.TimedOut;
    }

    internal void Write(WireWriter to)
    {
        to.Signed(Requested);
        to.Signed(Opened);
        to.Signed(Refused);
        to.Signed(BlockedByNat);
        to.Signed(TimedOut);
    }

    /// <summary>Adds what was written.</summary>
    internal void Read(ref WireReader from)
    {
        Requested += from.Signed();
        Opened += from.Signed();
        Refused += from.Signed();
        BlockedByNat += from.Signed();
        TimedOut += from.Signed();
    }
}
