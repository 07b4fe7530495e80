using P2PActors.Actors;
using P2PActors.Network.Nat;
using P2PActors.Protocols.Skype;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>Calls between users behind all kinds of NATs and firewalls.</summary>
[Trait("fidelity", "skype")]
public sealed class CallsThroughNats
{
    private const int Supernodes = 6;

    private static readonly NatType[] Kinds = Enum.GetValues<NatType>();

    private static ClientNat Found(NatType nat) => nat switch
    {
        NatType.None => ClientNat.Open,
        NatType.FullCone => ClientNat.FullCone,
        NatType.Restricted => ClientNat.Restricted,
        NatType.PortRestricted => ClientNat.PortRestricted,
        NatType.Symmetric => ClientNat.Symmetric,
        NatType.BlocksInbound => ClientNat.Firewall,
        _ => ClientNat.NoUdp,
    };

    /// <summary>The table of who reaches whom, as RFC 3489 and hole punching give it.</summary>
    private static MediaPath Expected(NatType caller, NatType callee)
    {
        bool noUdp = caller == NatType.BlocksUdp || callee == NatType.BlocksUdp;
        if (caller == NatType.None || callee == NatType.None)
            return noUdp ? MediaPath.Tcp : callee == NatType.None ? MediaPath.Direct : MediaPath.Reversed;
        if (noUdp) return MediaPath.RelayedTcp;
        bool callerFilters = caller is NatType.PortRestricted or NatType.Symmetric or NatType.BlocksInbound;
        bool calleeFilters = callee is NatType.PortRestricted or NatType.Symmetric or NatType.BlocksInbound;
        bool isHopeless = callerFilters && calleeFilters && (caller == NatType.Symmetric || callee == NatType.Symmetric);
        return isHopeless ? MediaPath.Relayed : MediaPath.Punched;
    }

    [Fact]
    public void Every_pair_of_NATs_takes_the_way_that_the_rules_leave_it()
    {
        // A caller and a callee of each pair, one after the other.
        NatType[] clients = [.. from caller in Kinds from callee in Kinds from nat in (NatType[])[caller, callee] select nat];
        var stage = new SkypeStage(Supernodes, clients, 3, new SkypeSettings { Supernodes = new SkypeSupernodeSettings { MaxClients = 40 } });
        for (int i = 0; i < clients.Length; i += 2) stage.Call(60, Supernodes + i, Supernodes + i + 1, 90);
        var problems = new List<string>();
        stage.At(90, () =>
        {
            for (int i = 0; i < clients.Length; i++)
            {
                SkypeClient client = stage.Client(Supernodes + i);
                if (client.Nat != Found(clients[i])) problems.Add($"{clients[i]} takes itself for {client.Nat}");
                (NatType caller, NatType callee) = (clients[i & ~1], clients[i | 1]);
                if (client.CallNow is not { Phase: CallPhase.Talking } call) problems.Add($"{caller} to {callee}: {client.CallNow?.Phase.ToString() ?? "no call"}");
                else if (call.Path != Expected(caller, callee) || call.Received == 0) problems.Add($"{caller} to {callee}: {call.Path}, expected {Expected(caller, callee)}, {call.Received} packets");
            }
        });
        stage.Play();

        Assert.Empty(problems);
        Assert.Equal(clients.Length / 2, stage.Count(m => m.CallsTalked));
    }

    // Four public users, so there are relays besides the supernodes.
    [Fact]
    public void A_relayed_call_costs_its_rate_in_both_directions_and_a_direct_one_costs_third_parties_nothing()
    {
        SkypeStage relayed = Between(NatType.Symmetric, NatType.Symmetric), direct = Between(NatType.Restricted, NatType.Restricted);

        double rate = 2 * 67 / 0.03;
        double seconds = relayed.Count(m => m.TalkTime) / 2.0;
        Assert.InRange(seconds, 57, 61);
        Assert.InRange(relayed.Count(m => m.RelayBytes) / rate, seconds - 2, seconds + 2);
        Assert.Equal((0L, 0L), (direct.Count(m => m.RelayBytes), direct.Count(m => m.RelaySessions)));
        Assert.Equal(1, direct.Count(m => m.ByPath[(int)MediaPath.Punched]));
    }

    private static SkypeStage Between(NatType caller, NatType callee, double length = 60, SkypeSettings? settings = null, Action<SkypeStage>? plan = null)
    {
        var stage = new SkypeStage(Supernodes, [caller, callee, NatType.None, NatType.None, NatType.None, NatType.None], 4, settings);
        stage.Call(60, Supernodes, Supernodes + 1, length);
        plan?.Invoke(stage);
        stage.Play();
        return stage;
    }

    [Fact]
    public void A_relay_drops_what_exceeds_four_kilobytes_a_second()
    {
        var settings = new SkypeSettings { Media = new SkypeMediaSettings { Packet = new Scenarios.ByteSize(240) } };
        SkypeStage stage = Between(NatType.Symmetric, NatType.Symmetric, settings: settings);

        // 240 B every 30 ms are 8 kB/s; 4 kB/s is half.
        Assert.InRange(stage.Count(m => m.RelayOver) / (double)(stage.Count(m => m.TalkTime) / 0.03), 0.4, 0.6);
    }

    [Fact]
    public void Without_hole_punching_two_users_behind_NATs_need_a_relay()
    {
        SkypeStage stage = Between(NatType.FullCone, NatType.Restricted, settings: new SkypeSettings { Paths = new SkypePathSettings { Punching = false } });

        Assert.Equal(1, stage.Count(m => m.ByPath[(int)MediaPath.Relayed]));
    }

    [Fact]
    public void A_call_whose_relay_dies_goes_on_over_another()
    {
        int relay = -1;
        SkypeStage stage = Between(NatType.Symmetric, NatType.Symmetric, length: 100, plan: s =>
        {
            s.At(80, () =>
            {
                relay = s.Client(Supernodes).CallNow!.Relay.Value;
                s.World.Kill(new PeerId(relay), silently: true);
            });
            s.At(150, () => Assert.NotEqual(relay, s.Client(Supernodes).CallNow!.Relay.Value));
        });

        Assert.True(relay >= 0);
        Assert.Equal((1L, 0L), (stage.Count(m => m.CallsRerouted), stage.Count(m => m.CallsDropped)));
        // Silence of at least five seconds before the path was given up.
        Assert.InRange(stage.Histogram(m => m.Lost[(int)MediaPath.Relayed]).Max, 5e4, 3e5);
    }

    [Fact]
    public void A_user_in_a_call_is_busy_and_one_off_line_is_absent()
    {
        SkypeStage stage = Between(NatType.Restricted, NatType.Restricted, length: 100, plan: s =>
        {
            s.Call(80, Supernodes + 2, Supernodes, 10);
            s.Kill(85, Supernodes + 4);
            s.Call(170, Supernodes + 3, Supernodes + 4, 10);
        });

        Assert.Equal((3L, 1L, 1L, 1L), (stage.Count(m => m.Calls), stage.Count(m => m.CallsBusy), stage.Count(m => m.CallsTalked), stage.Count(m => m.CallsAbsent) + stage.Count(m => m.CallsSilent)));
    }

    // Mouth to ear: a frame of 30 ms, codec 45 ms, buffer 60 ms, path 50 ms: 185 ms. R = 93.2 - 0.024 * 185 - 0.11 * 7.7 = 87.9.
    [Fact]
    public void The_score_of_a_call_follows_from_its_delay_and_loss()
    {
        SkypeStage stage = Between(NatType.None, NatType.None);
        double direct = stage.Histogram(m => m.Scores[(int)MediaPath.Direct]).Mean / 1000;

        Assert.Equal(185, stage.Histogram(m => m.MouthToEar[(int)MediaPath.Direct]).Mean / 1000, 1.0);
        Assert.Equal(4.28, direct, 0.02);
    }

    // Nothing that a NAT refuses may reach a client: whatever was delivered to one had to pass its table, so a punched path
    // between two that filter by port and are symmetric cannot exist, whatever is lost or repeated on the way.
    [Fact]
    public void Two_symmetric_NATs_never_have_a_direct_path_whatever_is_lost()
    {
        NatType[] clients = [.. Enumerable.Repeat(NatType.Symmetric, 40)];
        var stage = new SkypeStage(Supernodes, clients, 4, loss: 0.2);
        for (int i = 0; i < clients.Length; i += 2) stage.Call(90, Supernodes + i, Supernodes + i + 1, 60);
        stage.Play();

        Assert.True(stage.Count(m => m.CallsTalked) > 10);
        Assert.Equal(0, stage.Count(m => m.ByPath[(int)MediaPath.Punched]) + stage.Count(m => m.ByPath[(int)MediaPath.Direct]) + stage.Count(m => m.ByPath[(int)MediaPath.Reversed]));
    }
}
