using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Wire;

/// <summary>A link that names a torrent by its hash alone (BEP 9): <c>magnet:?xt=urn:btih:...&amp;dn=...&amp;tr=...</c>.</summary>
/// <param name="Hash">The torrent.</param>
/// <param name="Name">Advice for its name; empty for none.</param>
/// <param name="Trackers">Trackers to ask.</param>
/// <param name="Peers">Peers to call, as <c>host:port</c>.</param>
internal sealed record MagnetLink(InfoHash Hash, string Name, IReadOnlyList<string> Trackers, IReadOnlyList<string> Peers)
{
    private const string Scheme = "magnet:?", Topic = "urn:btih:";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <exception cref="WireFormatException">It is no magnet link of a torrent of version 1.</exception>
    public static MagnetLink Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw Wrong("found something else, expected it to begin with magnet:?");
        InfoHash? hash = null;
        string name = "";
        List<string> trackers = [], peers = [];
        foreach (string pair in text[Scheme.Length..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            string value = Uri.UnescapeDataString(pair[(equals + 1)..]);
            switch (pair[..equals])
            {
                case "xt" when value.StartsWith(Topic, StringComparison.OrdinalIgnoreCase):
                    hash = HashOf(value[Topic.Length..]);
                    break;
                case "dn":
                    name = value;
                    break;
                case "tr":
                    trackers.Add(value);
                    break;
                case "x.pe":
                    peers.Add(value);
                    break;
            }
        }

        return hash is { } h ? new MagnetLink(h, name, trackers, peers) : throw Wrong("found no xt=urn:btih:, expected the hash of a torrent");
    }

    /// <summary>The link.</summary>
    public override string ToString()
    {
        string text = $"{Scheme}xt={Topic}{Hash}";
        if (Name.Length > 0) text += "&dn=" + Uri.EscapeDataString(Name);
        foreach (string tracker in Trackers) text += "&tr=" + Uri.EscapeDataString(tracker);
        foreach (string peer in Peers) text += "&x.pe=" + Uri.EscapeDataString(peer);
        return text;
    }

    private static InfoHash HashOf(string text)
    {
        if (text.Length == 2 * InfoHash.Size && text.All(char.IsAsciiHexDigit)) return InfoHash.Parse(text);
        if (text.Length != 32) throw Wrong("found a hash that has neither 40 hexadecimal digits nor 32 of base 32, expected one of these");
        byte[] bytes = new byte[InfoHash.Size];
        int bits = 0, value = 0, at = 0;
        foreach (char c in text)
        {
            int digit = Base32.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (digit < 0) throw Wrong("found a hash with a character that is no digit of base 32, expected A to Z and 2 to 7");
            value = (value << 5 | digit) & 0xFFF;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes[at++] = (byte)(value >> bits);
        }

        return new InfoHash(bytes);
    }

    private static WireFormatException Wrong(string what) => new("magnet link: " + what);
}
