using P2PActors.Actors;
using P2PActors.Inspection;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>Asks a web server for the .torrent file of a swarm.</summary>
internal sealed record TorrentRequest(int Swarm) : Message
{
    public override int WireSize => 180;
}

/// <summary>The .torrent file.</summary>
/// <param name="Swarm">Which.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record TorrentFile(int Swarm, int Bytes) : Message
{
    public override int WireSize => 200 + Bytes;
}

/// <summary>Asks a web server for a range of the file itself.</summary>
internal sealed record FileRequest(int Swarm, long From, int Length) : Message
{
    public override int WireSize => 210;
}

/// <summary>A range of the file.</summary>
internal sealed record FileRange(long From, int Length) : Message
{
    public override int WireSize => 250 + Length;
}

/// <summary>A web server: it hands out .torrent files, and for comparison the files themselves to all who ask at once.</summary>
internal sealed class WebServer(BitTorrentRun run) : PeerActor
{
    private int _answered;

    protected override void OnReceive(Message message)
    {
        if (Channel is not { } caller) return;
        switch (message)
        {
            case TorrentRequest request:
                _answered++;
                caller.Send(new TorrentFile(request.Swarm, run.Torrents[request.Swarm].MetainfoBytes));
                break;
            case FileRequest request:
                _answered++;
                caller.Send(new FileRange(request.From, request.Length));
                break;
        }
    }

    protected override void Describe(StateText text) => text.Say($"web server of {StateText.Count(run.Torrents.Count, "torrent")}; {StateText.Count(_answered, "answer")} so far");
}
