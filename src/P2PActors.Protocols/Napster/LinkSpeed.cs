using P2PActors.Network.AccessLinks;

namespace P2PActors.Protocols.Napster;

/// <summary>The link-speed codes of the protocol: chosen by the user, never measured.</summary>
internal static class LinkSpeed
{
    public const int Modem56 = 4;
    public const int Isdn64 = 5;
    public const int Fastest = 10;

    // kbps a code stands for, in the order in which users rank them: 0 unknown, 14.4k, 28.8k, 33.6k, 56.7k, ISDN 64k and 128k,
    // cable, DSL, T1, T3 or more.
    private static ReadOnlySpan<int> Kbps => [0, 14, 28, 33, 56, 64, 128, 256, 384, 1544, 45000];

    public static int KbpsOf(int code) => Kbps[Math.Clamp(code, 0, Fastest)];

    /// <summary>The code an honest user chooses.</summary>
    public static int Of(AccessLinkClass link) => link.Name switch
    {
        "modem-14k" => 1,
        "modem-28k" => 2,
        "modem-33k" => 3,
        "modem-56k" => Modem56,
        "isdn-64k" => Isdn64,
        "isdn-128k" => 6,
        "cable" or "fast-cable" => 7,
        "slow-dsl" or "dsl" => 8,
        "t1" or "1mbps" => 9,
        _ => ByRate(link.Up.BitsPerSecond / 1000),
    };

    private static int ByRate(double kbps)
    {
        int code = Fastest;
        while (code > 1 && kbps < 0.6 * Kbps[code]) code--;
        return code;
    }
}
