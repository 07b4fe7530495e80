using P2PActors.Actors;

namespace P2PActors.Protocols.InstantMessaging;

/// <summary>Sizes: a FLAP header and a SNAC header begin each message of AIM and ICQ; the rest is numbers and text.</summary>
internal static class ImSizes
{
    /// <summary>FLAP header (6 B) and SNAC header (10 B).</summary>
    public const int Frame = 16;

    /// <summary>A user's number as text, with its length.</summary>
    public const int User = 9;

    /// <summary>State, address, port and times of a user.</summary>
    public const int Status = User + 40;
}

/// <summary>To the server: this is who I am, and where.</summary>
internal sealed record ImLogin(int User) : Message
{
    public override int WireSize => ImSizes.Frame + ImSizes.User + 80;
}

/// <summary>From the server: welcome, this is your buddy list.</summary>
internal sealed record ImRoster(int[] Buddies) : Message
{
    public override int WireSize => ImSizes.Frame + Buddies.Length * (ImSizes.User + 10);
}

/// <summary>From the server: a buddy has come or gone.</summary>
internal sealed record ImStatus(int User, PeerId Node, bool IsOnline) : Message
{
    public override int WireSize => ImSizes.Frame + ImSizes.Status;
}

/// <summary>Between servers: a user's presence, for one of those who watch it.</summary>
internal sealed record ImPresence(int To, int Of, PeerId Node, bool IsOnline) : Message
{
    public override int WireSize => ImSizes.Frame + ImSizes.User + ImSizes.Status;
}

/// <summary>Between servers: tell this user of ours whether one of yours is on line (RFC 6121 section 4.3, presence probe).</summary>
internal sealed record ImPresenceProbe(int To, int From) : Message
{
    public override int WireSize => ImSizes.Frame + 2 * ImSizes.User;
}

/// <summary>To the server: do you know this user?</summary>
internal sealed record ImLookUp(int User) : Message
{
    public override int WireSize => ImSizes.Frame + ImSizes.User;
}

/// <summary>From the server: what it knows.</summary>
internal sealed record ImLookUpAnswer(int User, bool Exists) : Message
{
    public override int WireSize => ImSizes.Frame + ImSizes.User + 40;
}

/// <summary>By way of the servers: call me, for I cannot call you.</summary>
internal sealed record ImInvite(int To, int From, PeerId Node) : Message
{
    public override int WireSize => ImSizes.Frame + 2 * ImSizes.User + 30;
}

/// <summary>Over a connection between two users: who calls.</summary>
internal sealed record ImHello(int User) : Message
{
    public override int WireSize => 48;
}

/// <summary>A text, from user to user.</summary>
internal sealed record ImText(int From, int Number, int Characters) : Message
{
    public override int WireSize => ImSizes.Frame + 40 + Characters;
}

/// <summary>A text has been received.</summary>
internal sealed record ImReceipt(int Number) : Message
{
    public override int WireSize => ImSizes.Frame + 12;
}

/// <summary>By way of the servers: a text, or its receipt.</summary>
internal sealed record ImRelayed(int To, int From, Message Inner) : Message
{
    public override int WireSize => 2 * ImSizes.User + Inner.WireSize;
}

/// <summary>Are you there?</summary>
internal sealed record ImPing : Message
{
    public static ImPing Instance { get; } = new();

    public override int WireSize => 6;
}

/// <summary>Yes.</summary>
internal sealed record ImPong : Message
{
    public static ImPong Instance { get; } = new();

    public override int WireSize => 6;
}
