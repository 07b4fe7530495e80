namespace P2PActors.Protocols.Napster;

// Between linked servers. The source names numbers and contents of these; where it leaves the order of fields open, it is ours.

/// <summary>A user of another server has gone.</summary>
internal sealed record UserQuit(string Nick, string Server) : NapsterMessage(10000)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Word(Server);
    }
}

internal sealed record LinkLogin(string Server, string Nonce, int Compression) : NapsterMessage(10010)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Server);
        w.Word(Nonce);
        w.Number(Compression);
    }
}

/// <summary>The proof that both know the password.</summary>
internal sealed record LinkLoginAck(string Proof) : TextMessage(10011, Proof);

internal sealed record UserShares(string Nick, int Files, long Kilobytes) : NapsterMessage(10012)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Files);
        w.Number(Kilobytes);
    }
}

/// <summary>Where a user of another server is; follows its relayed login. The time decides between two users of one nick.</summary>
internal sealed record UserAddress(string Nick, uint Address, int Port, string Server, long LoginTime) : NapsterMessage(10013)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Address);
        w.Number(Port);
        w.Word(Server);
        w.Number(LoginTime);
    }
}

internal sealed record RemoteSearch(string Nick, string Id, string Text) : NapsterMessage(10015)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Word(Id);
        w.Text(Text);
    }
}

internal sealed record RemoteResult(string Id, string Nick, NapsterFile File) : NapsterMessage(10016)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Id);
        w.Word(Nick);
        File.Write(ref w);
    }
}

internal sealed record RemoteEnd(string Id) : TextMessage(10017, Id);

/// <summary>A message for one user of another server.</summary>
internal sealed record Encapsulated(string Nick, NapsterMessage Inner) : NapsterMessage(10018)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Inner.Type);
        Inner.Write(ref w);
    }
}

internal sealed record ServerQuit(string Server) : TextMessage(10020, Server);
