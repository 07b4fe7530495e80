namespace P2PActors.Protocols.Napster;

// Hot list, whois, pings, private messages and channels.

internal sealed record PrivateMessage(string Nick, string Text) : NapsterMessage(205)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Text(Text);
    }
}

internal sealed record HotListAdd(string Nick) : NickMessage(207, Nick);

internal sealed record HotListInitial(string Nick) : NickMessage(208, Nick);

internal sealed record UserSignedOn(string Nick, int Link) : NapsterMessage(209)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Link);
    }
}

internal sealed record UserSignedOff(string Nick) : NickMessage(210, Nick);

internal sealed record HotListAck(string Nick) : NickMessage(301, Nick);

internal sealed record HotListError(string Nick) : NickMessage(302, Nick);

internal sealed record HotListRemove(string Nick) : NickMessage(303, Nick);

internal sealed record LinkSpeedRequest(string Nick) : NickMessage(600, Nick);

internal sealed record LinkSpeedAnswer(string Nick, int Link) : NapsterMessage(601)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Link);
    }
}

internal sealed record WhoisRequest(string Nick) : NickMessage(603, Nick);

internal sealed record WhoisAnswer(string Nick, string Level, long Seconds, string Channels, string Status, int Shared, int Downloads, int Uploads, int Link, string Client)
    : NapsterMessage(604)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Quoted(Level);
        w.Number(Seconds);
        w.Quoted(Channels);
        w.Quoted(Status);
        w.Number(Shared);
        w.Number(Downloads);
        w.Number(Uploads);
        w.Number(Link);
        w.Quoted(Client);
    }
}

internal sealed record Whowas(string Nick, string Level, long LastSeen) : NapsterMessage(605)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Quoted(Level);
        w.Number(LastSeen);
    }
}

internal sealed record PingUser(string Nick) : NickMessage(751, Nick);

internal sealed record PongUser(string Nick) : NickMessage(752, Nick);

/// <summary>A message that is the name of a channel.</summary>
internal abstract record ChannelMessage(ushort Type, string Channel) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w) => w.Word(Channel);
}

internal sealed record JoinChannel(string Channel) : ChannelMessage(400, Channel);

internal sealed record PartChannel(string Channel) : ChannelMessage(401, Channel);

internal sealed record SayInChannel(string Channel, string Text) : NapsterMessage(402)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Channel);
        w.Text(Text);
    }
}

internal sealed record SaidInChannel(string Channel, string Nick, string Text) : NapsterMessage(403)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Channel);
        w.Word(Nick);
        w.Text(Text);
    }
}

internal sealed record JoinAck(string Channel) : ChannelMessage(405, Channel);

/// <summary>A member of a channel, and what it shares.</summary>
internal abstract record MemberMessage(ushort Type, string Channel, string Nick, int Shared, int Link) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Channel);
        w.Word(Nick);
        w.Number(Shared);
        w.Number(Link);
    }
}

internal sealed record UserJoined(string Channel, string Nick, int Shared, int Link) : MemberMessage(406, Channel, Nick, Shared, Link);

internal sealed record UserParted(string Channel, string Nick, int Shared, int Link) : MemberMessage(407, Channel, Nick, Shared, Link);

internal sealed record ChannelMember(string Channel, string Nick, int Shared, int Link) : MemberMessage(408, Channel, Nick, Shared, Link);

internal sealed record EndOfMembers(string Channel) : ChannelMessage(409, Channel);

internal sealed record ChannelTopic(string Channel, string Text) : NapsterMessage(410)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Channel);
        w.Text(Text);
    }
}
