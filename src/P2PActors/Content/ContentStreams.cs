namespace P2PActors.Content;

/// <summary>The purposes of the random streams of this part, distinct from all others of a run ("CONT", then a number).</summary>
internal static class ContentStreams
{
    internal const ulong Catalogue = 0x434F4E54_00000001;
    internal const ulong Placement = 0x434F4E54_00000002;
}
