using System.Net;
using System.Net.Sockets;
using P2PActors.Content;

namespace P2PActors.Wire.Formats;

/// <summary>A text, or null.</summary>
internal sealed class TextFormat : ValueFormat<string?>
{
    public override void Write(string? value, WireWriter to, int depth) => to.String(value);

    public override string? Read(ref WireReader from, int depth) => from.String();
}

/// <summary>A search, or null: one more than its kind of match, then its text. The words and files are found again.</summary>
internal sealed class SearchTextFormat(SearchTextCache? texts, string place) : ValueFormat<SearchText?>
{
    public override void Write(SearchText? value, WireWriter to, int depth)
    {
        if (value is null)
        {
            to.Byte(0);
            return;
        }

        if (texts is null) throw new WireFormatException($"{place} holds a search, and this codec was made without the content to read it against");
        to.Byte((byte)(value.Match + 1));
        to.String(value.Text);
    }

    public override SearchText? Read(ref WireReader from, int depth)
    {
        byte match = from.Byte();
        if (match == 0) return null;
        if (match > (byte)KeywordMatch.Substring + 1) throw new WireFormatException($"found {match} at byte {from.Position - 1}, expected 0 to {(byte)KeywordMatch.Substring + 1} before a search");
        string text = from.String() ?? throw new WireFormatException($"found no text at byte {from.Position}, expected that of a search");
        if (texts is null) throw new WireFormatException($"found a search before byte {from.Position}, but there is no content to read it against");
        return texts.Get(text, (KeywordMatch)(match - 1));
    }
}

/// <summary>An address, or null: its number of bytes (4 or 16), these, and the scope of IPv6.</summary>
internal sealed class AddressFormat : ValueFormat<IPAddress?>
{
    public override void Write(IPAddress? value, WireWriter to, int depth)
    {
        if (value is null)
        {
            to.Byte(0);
            return;
        }

        bool isV6 = value.AddressFamily == AddressFamily.InterNetworkV6;
        to.Byte(isV6 ? (byte)16 : (byte)4);
        value.TryWriteBytes(to.Take(isV6 ? 16 : 4), out _);
        if (isV6) to.Unsigned((ulong)value.ScopeId);
    }

    public override IPAddress? Read(ref WireReader from, int depth) => from.Byte() switch
    {
        0 => null,
        4 => new IPAddress(from.Raw(4)),
        16 => new IPAddress(from.Raw(16), Plain<uint>.Read(ref from)),
        var other => throw new WireFormatException($"found {other} at byte {from.Position - 1}, expected 0, 4 or 16 before an address"),
    };
}

/// <summary>An address and a port, or null.</summary>
internal sealed class EndPointFormat : ValueFormat<IPEndPoint?>
{
    private static readonly AddressFormat Address = new();

    public override void Write(IPEndPoint? value, WireWriter to, int depth)
    {
        Address.Write(value?.Address, to, depth);
        if (value is not null) to.Unsigned((ulong)value.Port);
    }

    public override IPEndPoint? Read(ref WireReader from, int depth) =>
        Address.Read(ref from, depth) is { } address ? new IPEndPoint(address, Plain<ushort>.Read(ref from)) : null;
}
