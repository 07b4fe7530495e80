using P2PActors.Actors;
using P2PActors.Network.Nat;
using P2PActors.Protocols.Skype;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>Log-in, supernodes, and what becomes of clients when these go.</summary>
[Trait("fidelity", "skype")]
public sealed class GettingOnLine
{
    private const int Supernodes = 4;

    [Fact]
    public void A_client_without_UDP_tries_TCP_after_five_seconds_and_not_before()
    {
        var stage = new SkypeStage(Supernodes, [NatType.BlocksUdp], 2);
        long early = -1, late = -1;
        stage.At(8.9, () => early = stage.CountNow(m => m.SupernodesFound)); // it sets out after 4 s at the earliest
        stage.At(20, () => late = stage.CountNow(m => m.SupernodesFound));
        stage.Play();

        Assert.Equal((0L, 1L), (early, late));
        Assert.InRange(stage.Histogram(m => m.LoginTime).Max / 1e6, 5, 15);
    }

    [Fact]
    public void A_client_with_UDP_is_logged_in_within_seconds()
    {
        var stage = new SkypeStage(Supernodes, [NatType.None, NatType.PortRestricted], 2);
        stage.Play();

        Assert.Equal(Supernodes + 2, stage.Count(m => m.LoginsDone));
        Assert.InRange(stage.Histogram(m => m.LoginTime).Max / 1e6, 0.5, 7);
    }

    // About 20 nodes were told by UDP at the end of a log-in; the two first messages to the login server and from it have 5 bytes
    // (Baset, Schulzrinne 2004).
    [Fact]
    public void A_log_in_begins_with_a_greeting_of_five_bytes_and_ends_with_the_announcement_to_twenty_supernodes()
    {
        const int Many = 40;
        var stage = new SkypeStage(Many, [NatType.PortRestricted], 3);
        stage.Play();
        long Sent(string type) => stage.World.CollectTraffic().Single(t => t.Type == type).Total.MessagesSent;

        // Of the twenty drawn one may be the client's own supernode, which knows already.
        Assert.InRange(stage.Count(m => m.Announcements), 19, 20);
        Assert.Equal(stage.Count(m => m.Announcements), Sent(nameof(AnnouncementAnswer)));
        Assert.Equal((Many + 1L, Many + 1L), (Sent(nameof(LoginGreeting)), Sent(nameof(LoginGreetingAnswer))));
        Assert.Equal((5, 5), (LoginGreeting.Instance.WireSize, LoginGreetingAnswer.Instance.WireSize));
    }

    // The tests of the NAT need 1 s without an answer for each of two steps: a client is on line when they are over.
    [Theory]
    [InlineData(NatType.None, 0.3, 1)]
    [InlineData(NatType.PortRestricted, 2, 3)]
    public void A_client_is_on_line_when_it_knows_its_NAT(NatType nat, double least, double most)
    {
        var stage = new SkypeStage(Supernodes, [nat], 2);
        stage.Play();

        Assert.InRange(stage.Histogram(m => m.LoginTime).Max / 1e6, least, most);
    }

    [Fact]
    public void A_supernode_that_dies_during_the_tests_of_the_NAT_does_not_make_a_client_believe_that_it_has_no_UDP()
    {
        var stage = new SkypeStage(Supernodes, [NatType.PortRestricted], 5);
        bool isKilled = false;
        for (int i = 0; i < 400; i++)
        {
            stage.At(4 + i * 0.01, () =>
            {
                var neighbours = new List<PeerId>();
                stage.Client(Supernodes).CollectNeighbours(neighbours);
                if (isKilled || neighbours.Count == 0) return;
                isKilled = true;
                stage.World.Kill(neighbours[0], silently: true);
            });
        }

        ClientNat found = ClientNat.Unknown;
        stage.At(290, () => found = stage.Client(Supernodes).Nat);
        stage.Play();

        Assert.Equal((true, ClientNat.PortRestricted), (isKilled, found));
    }

    [Fact]
    public void A_supernode_that_shuts_itself_down_knows_others_to_go_to()
    {
        var settings = new SkypeSettings { Supernodes = new SkypeSupernodeSettings { ProtectAbove = 0.5, MaxClients = 50 } };
        var stage = new SkypeStage(12, new NatType[30], 10, settings);
        stage.Play();

        Assert.True(stage.Count(m => m.Protected) > 0);
        Assert.Contains(Enumerable.Range(0, 12), i => stage.Client(i).Service is null && stage.Client(i).Disk.Known > 0);
    }

    // Five times five seconds for datagrams and for each port, and six seconds between: 5 (5 + 3 * 5) + 4 * 6 = 124 s, all in all.
    [Fact]
    public void A_client_whose_packets_all_get_lost_gives_up_after_five_cycles()
    {
        var stage = new SkypeStage(Supernodes, [NatType.None], 4);
        int alone = Supernodes;
        stage.At(0, () => stage.World.Network.AddPartition([new PeerId(alone)]));
        long at55 = -1, at120 = -1, at135 = -1;
        stage.At(55, () => at55 = stage.CountNow(m => m.LoginsFailed));
        stage.At(127, () => at120 = stage.CountNow(m => m.LoginsFailed));
        stage.At(140, () => at135 = stage.CountNow(m => m.LoginsFailed));
        stage.Play();

        Assert.Equal((0L, 0L, 1L), (at55, at120, at135));
    }

    [Fact]
    public void The_login_server_serves_one_after_the_other_and_refuses_whom_it_cannot_let_wait()
    {
        var settings = new SkypeSettings { Login = new SkypeLoginSettings { Rate = 0.5, Queue = 3, Retry = TimeSpan.FromSeconds(5) } };
        var stage = new SkypeStage(1, new NatType[12], 10, settings);
        stage.Play();

        Assert.True(stage.Count(m => m.LoginsBusy) > 3);
        Assert.Equal(13, stage.Count(m => m.LoginsDone));
        // The third in the queue has waited for two others: six seconds at most.
        Assert.InRange(stage.Histogram(m => m.ServerWait).Max / 1e6, 3.9, 6.1);
    }

    [Fact]
    public void A_full_supernode_names_others_and_all_clients_find_a_place()
    {
        var settings = new SkypeSettings { Supernodes = new SkypeSupernodeSettings { MaxClients = 10, Election = false } };
        var stage = new SkypeStage(Supernodes, new NatType[38], 3, settings);
        stage.Play();

        Assert.Equal(38 + Supernodes, stage.Report.ValueOf("usable.end"));
        Assert.True(stage.Report.ValueOf("clients.max") <= 10);
    }

    [Fact]
    public void Clients_of_a_dead_supernode_find_another_and_are_found_there()
    {
        var stage = new SkypeStage(Supernodes, new NatType[40], 8);
        stage.Kill(120, 0);
        stage.Kill(120, 1);
        for (int i = 0; i < 20; i++) stage.Call(400, Supernodes + 2 * i, Supernodes + 2 * i + 1, 10);
        stage.Play();

        Assert.Equal(Supernodes - 2 + 40, stage.Report.ValueOf("usable.end"));
        Assert.InRange(stage.Count(m => m.SupernodesLost), 5, 40);
        Assert.Equal(20, stage.Count(m => m.CallsTalked));
    }

    // 27 % of the supernodes die and nobody else: the others need 1 / 0.73 = 1.37 times their load, and have room for twice.
    [Fact]
    public void The_death_of_27_percent_of_the_supernodes_alone_is_healed()
    {
        const int Many = 15, Clients = 300;
        var settings = new SkypeSettings { Supernodes = new SkypeSupernodeSettings { MaxClients = 40, ProtectAbove = 20 } };
        var stage = new SkypeStage(Many, new NatType[Clients], 10, settings, churn: Within(1));
        for (int i = 0; i < 4; i++) stage.Kill(200, i);
        stage.Play();

        Assert.Equal(0, stage.Count(m => m.Protected));
        Assert.Equal(Many - 4 + Clients, stage.Report.ValueOf("usable.end"));
    }

    private static Churn.ChurnSettings Within(int minutes) =>
        Churn.ChurnPresets.None with { Arrivals = new Churn.Arrivals.SteadyArrivals { Spread = TimeSpan.FromMinutes(minutes) } };

    [Theory]
    [InlineData(2, false)]
    [InlineData(60, true)]
    public void A_client_becomes_a_supernode_when_the_places_run_out_and_it_has_been_here_for_long_enough(int minutes, bool becomes)
    {
        var settings = new SkypeSettings { Supernodes = new SkypeSupernodeSettings { MaxClients = 10, MinUptime = TimeSpan.FromMinutes(30) } };
        var stage = new SkypeStage(1, [.. Enumerable.Repeat(NatType.Restricted, 5), .. new NatType[4]], minutes, settings);
        stage.Play();

        Assert.Equal(becomes, stage.Count(m => m.Promotions) > 0);
        Assert.Equal(10, stage.Report.ValueOf("usable.end"));
        // Those behind NATs never do.
        Assert.All(Enumerable.Range(1, 5), i => Assert.Null(stage.Client(i).Service));
    }
}
