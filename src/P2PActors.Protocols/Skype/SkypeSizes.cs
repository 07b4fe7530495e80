namespace P2PActors.Protocols.Skype;

/// <summary>
/// Sizes of what nobody could read: all of Skype's messages were encrypted. Totals were seen (about 9 kB for a log-in, 3 kB to set
/// up a call between buddies, 67 B of voice: Baset and Schulzrinne 2004); single ones are estimates that add up to these.
/// </summary>
internal static class SkypeSizes
{
    /// <summary>Object number, function and check sum before each message.</summary>
    public const int Frame = 11;

    /// <summary>An address and port.</summary>
    public const int Endpoint = 6;

    /// <summary>The number of a user: 160 bits.</summary>
    public const int User = 20;

    /// <summary>A name with key and signature of the company: RSA of 1,536 bits each.</summary>
    public const int Certificate = 2 * 192 + User;

    /// <summary>What the directory says of a user: number, node, supernode, state, signed.</summary>
    public const int Record = User + 2 * Endpoint + 4 + Certificate;

    /// <summary>Both ways of agreeing on a key, which begins every connection.</summary>
    public const int KeyAgreement = 2 * 192;
}
