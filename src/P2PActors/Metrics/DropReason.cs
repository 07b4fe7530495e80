namespace P2PActors.Metrics;

/// <summary>Why a message did not reach its receiver.</summary>
public enum DropReason : byte
{
    /// <summary>Lost by the network (datagrams only; connections repeat what is lost).</summary>
    Loss,
    /// <summary>The receiver was off line.</summary>
    Offline,
    /// <summary>A partition was between sender and receiver.</summary>
    Partition,
    /// <summary>The receiver's NAT or firewall let it not in, or the sender's not out.</summary>
    Nat,
    /// <summary>The sender's uplink had too long a backlog.</summary>
    QueueFull,
    /// <summary>The connection was not open, or broke before the message was through.</summary>
    Disconnected,
    /// <summary>The receiver's handler failed on it.</summary>
    HandlerFailed,
}
