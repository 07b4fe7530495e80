using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Network;

namespace P2PActors.Protocols.Gnutella;

/// <summary>
/// A host cache: a well-known address that greets as a servent, asks every caller who he is, and answers his PING with
/// addresses of others. It takes no part in the overlay.
/// </summary>
internal sealed class HostCache(GnutellaRun run) : PeerActor
{
    private readonly GnutellaBootstrapSettings _settings = run.Settings.Bootstrap;
    private readonly HostList _hosts = new(run.Settings.Bootstrap.CacheSize);

    protected override void PreStart()
    {
        if (run.Overlay is null) return;
        // The overlay begins converged, and so does what the cache knows of it.
        int peers = run.Overlay.Nodes;
        for (int i = 0; i < Math.Min(_settings.CacheSize, peers); i++) _hosts.Add(new PeerId(Random.Next(peers)));
    }

    protected override void OnReceive(Message message)
    {
        if (Channel is not { } caller) return;
        switch (message)
        {
            case ConnectRequest:
                caller.Send(ConnectOk.Instance);
                caller.Send(new Ping(DescriptorId.New(ref Random), 1, 0, 1));
                break;
            case Ping ping:
                Answer(caller, ping);
                break;
            case Pong pong:
                _hosts.Add(pong.Source);
                break;
        }
    }

    protected override void Describe(StateText text) =>
        text.Say($"knows {StateText.Count(_hosts.Count, "host")} of at most {StateText.Number(_settings.CacheSize)}; tells a caller {StateText.Number(_settings.Answers)} of them");

    private void Answer(Connection caller, Ping ping)
    {
        for (int i = Math.Min(_settings.Answers, _hosts.Count); i > 0; i--)
        {
            PeerId host = _hosts.Pick(ref Random);
            if (host != caller.Remote) caller.Send(new Pong(ping.Id, 2, 0, 2, host, 0, 0));
        }
    }
}
