using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.FastTrack;
using P2PActors.Protocols.Gnutella;
using P2PActors.Protocols.InstantMessaging;
using P2PActors.Protocols.Napster;
using P2PActors.Protocols.PrisonersDilemma;
using P2PActors.Protocols.Skype;
using P2PActors.Protocols.TwoServers;
using P2PActors.Protocols.VolunteerComputing;

namespace P2PActors.Protocols;

/// <summary>The protocols of this library.</summary>
public static class KnownProtocols
{
    /// <summary>A registry of all of them.</summary>
    public static ProtocolRegistry Registry { get; } = new(
    [
        new BitTorrentProtocol(),
        new GnutellaProtocol(),
        new InstantMessagingProtocol(),
        new KazaaProtocol(),
        new NapsterProtocol(),
        new DilemmaProtocol(),
        new VolunteerProtocol(),
        new SkypeProtocol(),
        new TwoServersProtocol(),
    ]);
}
