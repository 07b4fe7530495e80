using P2PActors.Actors;

namespace P2PActors.Protocols.Skype;

/// <summary>What the directory says of a user.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Node">Where the user is, or was last.</param>
/// <param name="Supernode">That node's supernode.</param>
/// <param name="Nat">What the node is behind.</param>
/// <param name="IsOnline">Whether the user is on line.</param>
/// <param name="Seen">When that was last known for sure.</param>
/// <param name="Certificate">The login server's signature of user and node.</param>
internal readonly record struct PresenceRecord(ulong User, PeerId Node, PeerId Supernode, ClientNat Nat, bool IsOnline, TimeSpan Seen, ulong Certificate);

/// <summary>A supernode as others know it.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Slot">The slot it belongs to.</param>
/// <param name="Seen">When it was last heard of.</param>
internal readonly record struct KnownSupernode(PeerId Node, int Slot, TimeSpan Seen);

/// <summary>UDP: a record for the supernodes of the user's slot.</summary>
internal sealed record Publish(PresenceRecord Record) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.Record;
}

/// <summary>UDP: do you know this user?</summary>
/// <param name="Search">Number that the asker knows its search by.</param>
/// <param name="User">Who is searched for.</param>
internal sealed record DirectoryQuery(int Search, ulong User) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.User;
}

/// <summary>UDP: this is what I know.</summary>
internal sealed record DirectoryAnswer(int Search, ulong User, PresenceRecord? Record) : Message
{
    public override int WireSize => SkypeSizes.Frame + (Record is null ? 4 : SkypeSizes.Record);
}

/// <summary>TCP, to the own supernode: whom shall I ask about this user?</summary>
/// <param name="Search">Number of the search.</param>
/// <param name="User">Who is searched for.</param>
/// <param name="Count">How many supernodes are wanted.</param>
/// <param name="Silent">Those of the last step that did not answer.</param>
/// <param name="Asked">All that have been asked before.</param>
/// <param name="Yourself">The asker has no UDP: the supernode is to search itself.</param>
/// <param name="Anew">What has been found before does not hold any more: nothing that is only remembered will do.</param>
internal sealed record SearchRequest(int Search, ulong User, int Count, PeerId[] Silent, PeerId[] Asked, bool Yourself, bool Anew) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.User + 4 + (Silent.Length + Asked.Length) * SkypeSizes.Endpoint;
}

/// <summary>TCP, from the own supernode: the record, if it has it, or whom to ask; nobody if there is nobody left.</summary>
/// <param name="Search">Number of the search.</param>
/// <param name="User">Who is searched for.</param>
/// <param name="Record">What is known of the user; null if nothing is.</param>
/// <param name="Nodes">Whom to ask.</param>
/// <param name="IsRemembered">The record is what another search has found, not the directory's own.</param>
internal sealed record SearchTargets(int Search, ulong User, PresenceRecord? Record, PeerId[] Nodes, bool IsRemembered = false) : Message
{
    public override int WireSize => SkypeSizes.Frame + (Record is null ? 4 : SkypeSizes.Record) + Nodes.Length * SkypeSizes.Endpoint;
}

/// <summary>TCP, to the own supernode: this is whom I have found, for others who search.</summary>
internal sealed record SearchFound(PresenceRecord Record) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.Record;
}

/// <summary>TCP, to the own supernode: what about my buddies?</summary>
internal sealed record BuddyRequest(ulong[] Users) : Message
{
    public override int WireSize => SkypeSizes.Frame + Users.Length * SkypeSizes.User;
}

/// <summary>TCP, from the own supernode: a buddy's record.</summary>
internal sealed record BuddyRecord(PresenceRecord Record) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.Record;
}

/// <summary>UDP between supernodes: I am one, of this slot.</summary>
internal sealed record SupernodeNotice(int Slot) : Message
{
    public override int WireSize => SkypeSizes.Frame + 4;
}

/// <summary>UDP between supernodes of a slot: are you there? With the share of its clients' places that are taken, percent.</summary>
internal sealed record SlotPing(int Slot, byte Load) : Message
{
    public override int WireSize => SkypeSizes.Frame;
}

/// <summary>UDP between supernodes of a slot: yes; or no, I am none.</summary>
internal sealed record SlotPong(bool IsSupernode, int Slot, byte Load) : Message
{
    public override int WireSize => SkypeSizes.Frame;
}

/// <summary>UDP between supernodes: I am none any more.</summary>
internal sealed record SupernodeLeaves : Message
{
    public static SupernodeLeaves Instance { get; } = new();

    public override int WireSize => SkypeSizes.Frame;
}

/// <summary>UDP: tell me the supernodes you know.</summary>
internal sealed record SlotMapRequest : Message
{
    public static SlotMapRequest Instance { get; } = new();

    public override int WireSize => SkypeSizes.Frame;
}

/// <summary>UDP: those I know; in as many packets as it takes, which are one message here.</summary>
internal sealed record SlotMapList(KnownSupernode[] Entries, bool IsWhole) : Message
{
    public override int WireSize => SkypeSizes.Frame + Entries.Length * (SkypeSizes.Endpoint + 3);
}

/// <summary>TCP, to another supernode of the slot: give me what you hold.</summary>
internal sealed record DirectoryCopyRequest(int Slot) : Message
{
    public override int WireSize => SkypeSizes.KeyAgreement + SkypeSizes.Frame;
}

/// <summary>TCP: all records that I hold.</summary>
internal sealed record DirectoryCopy(PresenceRecord[] Records) : Message
{
    public override int WireSize => SkypeSizes.Frame + Records.Length * SkypeSizes.Record;
}

/// <summary>TCP, to a client: become a supernode of this slot; these are the others.</summary>
internal sealed record BecomeSupernode(int Slot, KnownSupernode[] Known) : Message
{
    public override int WireSize => SkypeSizes.Frame + 4 + Known.Length * (SkypeSizes.Endpoint + 3);
}
