using P2PActors.Protocols;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>
/// BitTorrent (Bram Cohen, 2001), version 1 of the protocol: one swarm per torrent, in which those who want a file give each
/// other its pieces. A web server has the .torrent file, a tracker knows who is there, an initial seed has the file.
/// </summary>
/// <remarks>
/// <para>Modelled: the whole life of a peer, from the .torrent file over announce, handshake and bitfield to seeding and
/// leaving; the messages of BEP 3 with blocks of 16 KiB of which one at a time leaves by each connection, so that chokes and
/// cancels take effect; the fast extension (BEP 6), the extension handshake (BEP 10), peer exchange (BEP 11), tiers of
/// trackers (BEP 12), announce by HTTP and by UDP (BEP 15), scrape (BEP 48), super-seeding (BEP 16); the choice of pieces
/// and the choking of the mainline client; bans. Peers that do not play by the rules: free riders, large view, BitTyrant,
/// polluters.</para>
/// <para>Choices. The bytes of the file do not exist: a block is good or bad, and the hash of a piece is right if all its
/// blocks are good. A torrent whose file is given has the pieces of that file. Who had a part in a bad piece is asked for
/// whole pieces only from then on, so that the next bad one tells who it was (parole mode of libtorrent). In the end a block
/// is asked of two at most and of the second one only if it is much faster (Transmission 3.00), one at a time of each
/// (libtorrent); the mainline client asks all, as the settings allow. BitTyrant takes newcomers for peers with a line like its
/// own, and looks for as many connections as it is allowed. The last announce of a session is one packet, also by
/// HTTP, because a session ends at once. Whoever has finished and left does not come back.</para>
/// <para>Left out: encryption (BEP 8), uTP (BEP 29), the second version (BEP 52), web seeds (BEP 19), and, so far, the
/// distributed hash table (BEP 5) and local discovery (BEP 14), for which <see cref="PeerFinder"/> is the place.</para>
/// <para>Sources: the BEPs of bittorrent.org; B. Cohen, "Incentives Build Robustness in BitTorrent" (2003); the code of the
/// mainline client 3; A. Legout, G. Urvoy-Keller, P. Michiardi, "Rarest First and Choke Algorithms Are Enough" (IMC 2006);
/// M. Piatek et al., "Do Incentives Build Robustness in BitTorrent?" (NSDI 2007); M. Sirivianos et al., "Free-riding in
/// BitTorrent Networks with the Large View Exploit" (IPTPS 2007); T. Locher et al., "Free Riding in BitTorrent is Cheap"
/// (HotNets 2006).</para>
/// </remarks>
public sealed class BitTorrentProtocol : IProtocol
{
    /// <inheritdoc />
    public string Name => "bittorrent";

    /// <inheritdoc />
    public string Summary => "BitTorrent: the peers of a swarm give each other the pieces of one file, rarest first, and upload to those who upload to them.";

    /// <inheritdoc />
    public Type Settings => typeof(BitTorrentSettings);

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["peer", "seed", "tracker", "web-server"];

    /// <inheritdoc />
    public IReadOnlyList<string> Statuses { get; } = [BitTorrentPeer.Leecher, BitTorrentPeer.Seed];

    /// <inheritdoc />
    public IReadOnlyList<string> PeerGauges { get; } = ["pieces", "uploaded", "downloaded", "unchoked"];

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new BitTorrentRun(context, (BitTorrentSettings)context.Settings);
    }
}
