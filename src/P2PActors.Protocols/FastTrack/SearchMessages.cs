using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.FastTrack;

/// <summary>0x06: a child's search. 2, most results 2, id 2, 1, realm 1, one term: comparison 1, field 1, length 1, text.</summary>
internal sealed record SearchRequest(ushort Id, int Most, int Repetition, SearchText Text) : Message
{
    public override int WireSize => WireSizes.Search(Text.WireLength);
}

/// <summary>
/// 0x0A in a broadcast (flag 0xC000: source, 2, hops 1) from supernode to supernode. Its layout is uncertain: the body is
/// taken to be that of 0x06.
/// </summary>
/// <param name="Origin">The supernode whose child asks.</param>
/// <param name="Id">Number of the search at the origin.</param>
/// <param name="Ttl">Hops it may still make, the one it has just made included.</param>
/// <param name="Hops">Hops made before this one.</param>
/// <param name="Repetition">How often it has been asked before.</param>
/// <param name="Text">The search.</param>
internal sealed record ForwardedSearch(PeerId Origin, ushort Id, byte Ttl, byte Hops, int Repetition, SearchText Text) : Message
{
    public override int WireSize => WireSizes.Endpoint + 3 + WireSizes.Search(Text.WireLength);

    /// <summary>The same search whatever way it came.</summary>
    public ulong Key => Engine.RandomStream.Mix(((ulong)(uint)Origin.Value << 16) | Id) | 1;

    public ForwardedSearch Onward() => new(Origin, Id, (byte)(Ttl - 1), (byte)(Hops + 1), Repetition, Text);
}

/// <summary>One copy of a file.</summary>
internal readonly record struct FoundCopy(PeerId Source, int File, int Kbps, bool IsFirewalled, int Hash = 0);

/// <summary>0x07: the results of one supernode: its address, search id 2, number 2, then each.</summary>
internal sealed record SearchResults : Message
{
    public SearchResults(ushort id, PeerId supernode, int hops, FoundCopy[] copies, MetadataLayout layout)
    {
        (Id, Supernode, Hops, Copies) = (id, supernode, hops, copies);
        WireSize = WireSizes.ResultsHeader;
        foreach (FoundCopy copy in copies) WireSize += layout.Result(copy.File);
    }

    public ushort Id { get; }

    public PeerId Supernode { get; }

    /// <summary>Hops from the asker to the supernode; not on the wire, for measurement.</summary>
    public int Hops { get; }

    public FoundCopy[] Copies { get; }

    public override int WireSize { get; }
}

/// <summary>0x08: the search has ended.</summary>
internal sealed record SearchEnd(ushort Id) : Message
{
    public override int WireSize => WireSizes.EndOfSearch;
}

/// <summary>A packet from one supernode to another by way of others (flag 0x8000: source, destination, hops 1).</summary>
internal sealed record Unicast(PeerId Source, PeerId Destination, byte Hops, Message Packet) : Message
{
    public override int WireSize => Packet.WireSize + 2 * WireSizes.Endpoint + 1;

    public Unicast Onward() => new(Source, Destination, (byte)(Hops + 1), Packet);
}

/// <summary>0x0D to the parent: let that user call me. Push id 4, own address, the user's name and parent.</summary>
internal sealed record PushRequest(int PushId, PeerId Requester, PeerId Source, PeerId Supernode) : Message
{
    public override int WireSize => WireSizes.PushRequest(Names.User);
}

/// <summary>0x0D to the source: call that user. Push id 4, its address.</summary>
internal sealed record PushOrder(int PushId, PeerId Requester) : Message
{
    public override int WireSize => WireSizes.PushOrder;
}
