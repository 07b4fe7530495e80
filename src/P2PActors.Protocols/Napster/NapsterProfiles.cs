using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Napster;

/// <summary>Traits of the users that do not change from session to session. Immutable.</summary>
internal sealed class NapsterProfiles
{
    private const ulong SpeedTrait = 0x4E415031, HotListTrait = 0x4E415032, ChatTrait = 0x4E415033;
    private readonly byte[] _claims;
    private readonly string[] _nicks;
    private readonly NapsterSettings _settings;
    private readonly ulong _seed;

    public NapsterProfiles(SystemContext context, NapsterSettings settings)
    {
        (_settings, _seed) = (settings, context.Seed);
        _claims = new byte[context.Population];
        _nicks = new string[context.Population];
        int slow = 0;
        for (int i = 0; i < _claims.Length; i++)
        {
            _nicks[i] = NickOf(i);
            _claims[i] = (byte)LinkSpeed.Of(context.Profiles.LinkOf(i));
            if (_claims[i] <= LinkSpeed.Isdn64) slow++;
        }

        if (settings.Speed == SpeedClaim.Declared) HideSpeed(slow, settings.UnderReporting);
    }

    /// <summary>Users who hide their speed.</summary>
    public int UnderReporters { get; private set; }

    /// <summary>The speed a user tells.</summary>
    public int ClaimOf(PeerId peer) => _claims[peer.Value];

    public string NickOf(PeerId peer) => peer.Value < _nicks.Length ? _nicks[peer.Value] : NickOf(peer.Value);

    /// <summary>The users on a user's hot list; none for most.</summary>
    public string[] HotListOf(PeerId peer)
    {
        var trait = RandomStream.For(_seed, HotListTrait, (ulong)peer.Value);
        if (_nicks.Length < 2 || !trait.NextBool(_settings.HotListShare)) return [];
        var buddies = new List<string>();
        for (int i = 0; i < _settings.HotListSize; i++)
        {
            int buddy = trait.Next(_nicks.Length);
            if (buddy != peer.Value && !buddies.Contains(_nicks[buddy])) buddies.Add(_nicks[buddy]);
        }

        return [.. buddies];
    }

    /// <summary>The channel a user joins; null for those who do not chat.</summary>
    public string? ChannelOf(PeerId peer)
    {
        var trait = RandomStream.For(_seed, ChatTrait, (ulong)peer.Value);
        return trait.NextBool(_settings.ChatShare) ? "#chat" + trait.Next(_settings.Channels).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private static string NickOf(int peer) => "user" + peer.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // So many of the fast users declare a modem that they make up the wanted share of all who declare one.
    private void HideSpeed(int slow, double share)
    {
        int fast = _claims.Length - slow;
        if (fast == 0 || slow == 0 || share <= 0) return;
        double probability = Math.Min(1, share / (1 - share) * slow / fast);
        for (int i = 0; i < _claims.Length; i++)
        {
            if (_claims[i] <= LinkSpeed.Isdn64 || !RandomStream.For(_seed, SpeedTrait, (ulong)i).NextBool(probability)) continue;
            _claims[i] = LinkSpeed.Modem56;
            UnderReporters++;
        }
    }
}
