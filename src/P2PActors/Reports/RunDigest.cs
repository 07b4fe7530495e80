using System.Security.Cryptography;
using System.Text;
using P2PActors.Protocols;

namespace P2PActors.Reports;

/// <summary>Joins the digests of several systems into one.</summary>
internal static class RunDigest
{
    public static string Of(IReadOnlyList<SystemResult> systems)
    {
        if (systems.Count == 1) return systems[0].Digest;
        var text = new StringBuilder();
        foreach (SystemResult system in systems) text.Append(system.Report.Label).Append('=').Append(system.Digest).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }
}
