using System.Globalization;
using System.Text;
using P2PActors.Inspection;

namespace P2PActors.Protocols.BitTorrent;

/// <content>What the client says of itself, as clients show it: progress, a map of the pieces, and the flags of each neighbour.</content>
internal sealed partial class BitTorrentPeer
{
    private const int MapWidth = 64;

    protected override void Describe(StateText text)
    {
        if (!_hasJoined)
        {
            text.Say(_disk.IsDone ? "has been here before and does not want anything more" : "fetches the .torrent file");
            return;
        }

        text.Say($"{Standing()} of \"{_torrent.Name}\", {StateText.Bytes(_torrent.Length)} in {StateText.Count(_torrent.PieceCount, "piece")}, info-hash {_torrent.InfoHash}");
        if (_behaviour != Behaviour.Reference) text.Say($"does not play by the rules: {_behaviour switch { Behaviour.FreeRider => "free rider", Behaviour.LargeView => "free rider with a large view", Behaviour.Tyrant => "BitTyrant", _ => "sends bad blocks" }}");
        text.Say($"has {StateText.Number(Have.Count)} of {StateText.Count(_torrent.PieceCount, "piece")}; uploaded {StateText.Bytes(_disk.Uploaded)}, downloaded {StateText.Bytes(_disk.Downloaded)}");
        if (!_isInitialSeed && !IsPolluter) text.Say($"pieces [{Map()}]");
        if (_download is { } download)
        {
            int least = int.MaxValue;
            foreach (ushort count in download.Availability) least = Math.Min(least, count);
            text.Say($"rarest piece at {StateText.Count(least, "neighbour")}; {StateText.Count(download.Partials.Count, "piece")} begun{(download.IsEndgame ? "; endgame" : "")}");
        }

        foreach (PeerFinder finder in _finders)
        {
            if (finder is Trackers.TrackerFinder tracker) text.Say(tracker.LastAnswer is { } at ? $"tracker last answered at {StateText.Moment(at)}" : "no tracker has answered yet");
            if (finder is Trackers.TrackerScraper { Numbers: { } n }) text.Say($"a tracker counts {StateText.Count(n.Seeds, "seed")}, {StateText.Count(n.Leechers, "leecher")}, {StateText.Number(n.Completed)} completed");
        }

        text.Say($"{StateText.Count(_links.Count, "neighbour")}, {StateText.Number(_greeting)} more on the way, {StateText.Number(_candidates.Waiting)} to be called, {StateText.Number(_banned.Count)} banned");
        long now = Now.Ticks, period = _settings.Choking.Average.Ticks;
        foreach (PeerLink link in _links)
        {
            // Copies: a look changes nothing.
            RateMeter down = link.Down, up = link.Up;
            text.Say($"  peer {link.Peer,-8} {FlagsOf(link),-10} has {(link.Has is { } has ? (double)has.Count / has.Length : 0).ToString("P0", CultureInfo.InvariantCulture)}, "
                + $"down {StateText.Bytes(down.At(now, period))}/s, up {StateText.Bytes(up.At(now, period))}/s, waits for {StateText.Count(link.PendingCount, "block")}");
        }
    }

    private string Standing() => _isSuperSeed ? "super-seed" : _isInitialSeed ? "initial seed" : IsPolluter ? "pretended seed" : _download is null ? "seed" : "leecher";

    /// <summary>The flags by which clients show a connection (uTorrent and its kin).</summary>
    internal static string FlagsOf(PeerLink link)
    {
        var flags = new StringBuilder();
        if (link.AmInterested) flags.Append(link.IsChoking ? 'd' : 'D');
        else if (!link.IsChoking) flags.Append('K');
        if (link.IsInterested) flags.Append(link.AmChoking ? 'u' : 'U');
        else if (!link.AmChoking) flags.Append('?');
        if (link.Slot == Slot.Optimistic) flags.Append('O');
        if (link.IsSnubbed) flags.Append('S');
        if (link.Failures > 0) flags.Append('F');
        if (link.Connection is { IsOutgoing: false }) flags.Append('I');
        if (link.Source == PeerSource.Dht) flags.Append('H');
        if (link.Source == PeerSource.Local) flags.Append('L');
        if (link.Source == PeerSource.Exchange) flags.Append('X');
        return flags.ToString();
    }

    /// <summary>Each character a part of the file: there (#), in parts (+), asked for (-), not begun (.).</summary>
    private string Map()
    {
        int width = Math.Min(MapWidth, _torrent.PieceCount);
        var map = new char[width];
        for (int i = 0; i < width; i++)
        {
            int from = (int)((long)i * _torrent.PieceCount / width), to = (int)((long)(i + 1) * _torrent.PieceCount / width), here = 0;
            bool asked = false;
            for (int p = from; p < to; p++)
            {
                here += Have[p] ? 1 : 0;
                asked |= _download?.Find(p) is not null;
            }

            map[i] = here == to - from ? '#' : here > 0 ? '+' : asked ? '-' : '.';
        }

        return new string(map);
    }
}
