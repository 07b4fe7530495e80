namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>The bytes that end names (giFT-FastTrack, PROTOCOL, message 0x07).</summary>
internal static class NameEnd
{
    /// <summary>After the name of a network.</summary>
    public const byte Zero = 0;

    /// <summary>Between the names of a user and its network.</summary>
    public const byte Between = 1;

    /// <summary>Stands for names that came before. How it refers to them is not known, so it is neither written nor read.</summary>
    public const byte Same = 2;
}
