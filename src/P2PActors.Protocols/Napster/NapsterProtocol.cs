namespace P2PActors.Protocols.Napster;

/// <summary>
/// Napster, the variant documented by the OpenNap project (server 0.36, August 2000).
/// <para>Modelled: redirector; login and registration of nicks, ghosts and duplicates; announcing and withdrawing files; the
/// inverted index of a server with its search language, result cap and firewall rule; the time a server works on each request;
/// downloads (203-206, 607-609, 619/620), pushes by firewalled sources (500/501), resuming from another source (215-217),
/// browsing (211-213), hot lists with presence, whois, pings, private messages, channels, statistics; the transfer protocol
/// between clients; servers linked to a tree, with relayed users, forwarded searches and messages to users of other servers;
/// a client's output queue at the server, and what happens to users when a server dies.</para>
/// <para>Left out: operators and their commands (bans, kills, levels), ignore lists, the channel list and topics set by users,
/// the registration form, version checks, flood control, login time-out, stop words, connection tests (900/901), browsing without
/// the server, compression of server links, pollution. The proof on a link is a mixing function in place of MD5, and hashes are
/// those of the whole content, so that equal files have equal hashes. The time the real server took is not known: it is a
/// setting. TCP holds 64 KiB in flight to a client; what is beyond waits in its queue at the server, reckoned from its downlink.</para>
/// <para>Source: napster.txt (drscholl, 6 August 2000) and the sources of OpenNap 0.36; behaviour of users from Saroiu,
/// Gummadi, Gribble, A Measurement Study of Peer-to-Peer File Sharing Systems, MMCN 2002.</para>
/// </summary>
public sealed class NapsterProtocol : IProtocol
{
    /// <inheritdoc />
    public string Name => "napster";

    /// <inheritdoc />
    public string Summary => "Napster as documented by OpenNap 0.36: one index server or a farm, files exchanged between clients";

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["client", "server", "redirector"];

    /// <inheritdoc />
    public Type Settings => typeof(NapsterSettings);

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NapsterRun(context, (NapsterSettings)context.Settings);
    }
}
