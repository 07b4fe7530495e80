namespace P2PActors.Engine;

/// <summary>What the streams of a run are for: one number each, never used again for something else.</summary>
internal static class Purposes
{
    public const ulong Peer = 1;
    public const ulong Churn = 2;
    public const ulong Coordinates = 3;
    public const ulong Links = 4;
    public const ulong Nat = 5;
    public const ulong Packets = 6;
    public const ulong Topology = 9;
    public const ulong Faults = 11;
    public const ulong FaultEndings = 12;
    public const ulong Regions = 13;
}
