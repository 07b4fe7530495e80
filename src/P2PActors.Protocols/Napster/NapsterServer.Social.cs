namespace P2PActors.Protocols.Napster;

/// <content>Hot lists, whois, pings, private messages and channels.</content>
internal sealed partial class NapsterServer
{
    private const int MostHotList = 32, MostChannels = 5, ChannelLimit = 200;

    /// <summary>Who wants to know of each nick, on line or not: the cost of a sign-on is the number of its watchers.</summary>
    private readonly Dictionary<string, List<NapsterUser>> _watchers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<NapsterUser>> _channels = new(StringComparer.OrdinalIgnoreCase);

    private void OnSocial(NapsterUser user, ClientSession session, NapsterMessage message)
    {
        switch (message)
        {
            case HotListInitial add:
                Watch(session, user, add.Nick);
                break;
            case HotListAdd add:
                Send(session, Watch(session, user, add.Nick) ? new HotListAck(add.Nick) : new HotListError(add.Nick));
                break;
            case HotListRemove remove:
                if (session.HotList.RemoveAll(n => n.Equals(remove.Nick, StringComparison.OrdinalIgnoreCase)) > 0) Unwatch(remove.Nick, user);
                break;
            case PrivateMessage text:
                if (Find(text.Nick) is { } addressee) Send(addressee, new PrivateMessage(user.Nick, text.Text));
                else Send(session, new GeneralError(text.Nick + " is not on line"));
                break;
            case LinkSpeedRequest request:
                Send(session, Find(request.Nick) is { } known ? new LinkSpeedAnswer(known.Nick, known.Link) : new GeneralError(request.Nick + " is not on line"));
                break;
            case WhoisRequest request:
                Send(session, Whois(request.Nick));
                break;
            case PingUser ping:
                if (Find(ping.Nick) is { } pinged) Send(pinged, new PingUser(user.Nick));
                else Send(session, new GeneralError(ping.Nick + " is not on line"));
                break;
            case PongUser pong:
                if (Find(pong.Nick) is { } pinger) Send(pinger, new PongUser(user.Nick));
                break;
            case JoinChannel join:
                Join(session, user, join.Channel);
                break;
            case PartChannel part:
                if (session.Channels.Remove(part.Channel)) Part(user, part.Channel);
                break;
            case SayInChannel say:
                if (!session.Channels.Contains(say.Channel)) Send(session, new GeneralError("you are not in " + say.Channel));
                else TellChannel(say.Channel, new SaidInChannel(say.Channel, user.Nick, say.Text));
                break;
            default:
                Send(session, new GeneralError("unknown command " + message.Type.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                break;
        }
    }

    private NapsterMessage Whois(string nick)
    {
        if (Find(nick) is { } user)
        {
            string channels = user.Session is { } session ? string.Join(' ', session.Channels) : "";
            return new WhoisAnswer(user.Nick, "User", (long)(Now - user.LoginTime).TotalSeconds, channels, user.Via is null ? "Active" : "Remote",
                user.SharedFiles, user.Downloads, user.Uploads, user.Link, user.Client);
        }

        return _register.TryLastSeen(nick, out TimeSpan seen) ? new Whowas(nick, "User", (long)seen.TotalSeconds) : new GeneralError(nick + " is not known");
    }

    private bool Watch(ClientSession session, NapsterUser user, string nick)
    {
        if (session.HotList.Count >= MostHotList || session.HotList.Contains(nick, StringComparer.OrdinalIgnoreCase)) return false;
        session.HotList.Add(nick);
        if (!_watchers.TryGetValue(nick, out List<NapsterUser>? watchers)) _watchers.Add(nick, watchers = []);
        watchers.Add(user);
        if (Find(nick) is { } present) Notify(user, new UserSignedOn(present.Nick, present.Link));
        return true;
    }

    private void Unwatch(string nick, NapsterUser user)
    {
        if (!_watchers.TryGetValue(nick, out List<NapsterUser>? watchers)) return;
        watchers.Remove(user);
        if (watchers.Count == 0) _watchers.Remove(nick);
    }

    private void TellWatchers(NapsterUser user, NapsterMessage notice)
    {
        if (!_watchers.TryGetValue(user.Nick, out List<NapsterUser>? watchers)) return;
        // A watcher that is cut off leaves the list while it is gone through.
        for (int i = watchers.Count - 1; i >= 0; i--) Notify(watchers[i], notice);
    }

    private void Notify(NapsterUser watcher, NapsterMessage notice)
    {
        Metrics.Add(_run.Metrics.Notices);
        Send(watcher, notice);
    }

    private void Join(ClientSession session, NapsterUser user, string channel)
    {
        if (session.Channels.Contains(channel)) return;
        if (!_channels.TryGetValue(channel, out List<NapsterUser>? members)) _channels.Add(channel, members = []);
        if (session.Channels.Count >= MostChannels || members.Count >= ChannelLimit)
        {
            Send(session, new GeneralError("you cannot join " + channel));
            return;
        }

        Send(session, new JoinAck(channel));
        TellChannel(channel, new UserJoined(channel, user.Nick, user.SharedFiles, user.Link));
        session.Channels.Add(channel);
        members.Add(user);
        foreach (NapsterUser member in members) Send(session, new ChannelMember(channel, member.Nick, member.SharedFiles, member.Link));
        Send(session, new EndOfMembers(channel));
        Send(session, new ChannelTopic(channel, "Welcome to " + channel));
    }

    private void Part(NapsterUser user, string channel)
    {
        List<NapsterUser> members = _channels[channel];
        members.Remove(user);
        if (members.Count == 0) _channels.Remove(channel);
        else TellChannel(channel, new UserParted(channel, user.Nick, user.SharedFiles, user.Link));
    }

    private void LeaveChannels(ClientSession session)
    {
        foreach (string channel in session.Channels) Part(session.User!, channel);
        session.Channels.Clear();
    }

    private void TellChannel(string channel, NapsterMessage message)
    {
        if (!_channels.TryGetValue(channel, out List<NapsterUser>? members)) return;
        for (int i = members.Count - 1; i >= 0; i--)
        {
            if (i < members.Count) Send(members[i], message);
        }
    }
}
