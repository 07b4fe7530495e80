using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Network.Nat;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Network;

public sealed class NatRules
{
    private static readonly long Timeout = TimeSpan.FromSeconds(120).Ticks;

    /// <summary>Two peers that have learned of each other elsewhere send to each other ten times: whether both hear the other.</summary>
    private static bool Punches(NatType a, NatType b)
    {
        bool[] heard = new bool[2];
        Script script = new()
        {
            Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(100)),
            Receive = (me, _) =>
            {
                if (me.From.IsPeer) heard[me.Self.Value] = true;
                else me.Say(1 - me.Self.Value, new Note(1));
            },
        };
        Lab.Run(2, TimeSpan.FromSeconds(1), _ => script, Lab.Network(nats: [a, b]));
        return heard[0] && heard[1];
    }

    [Fact]
    public void Hole_punching_fails_only_where_both_ends_filter_by_port_and_one_of_them_is_symmetric()
    {
        NatType[] nats = [NatType.None, NatType.FullCone, NatType.Restricted, NatType.PortRestricted, NatType.Symmetric, NatType.BlocksInbound];
        foreach (NatType a in nats)
        {
            foreach (NatType b in nats)
            {
                bool filtersA = a is NatType.PortRestricted or NatType.Symmetric or NatType.BlocksInbound;
                bool filtersB = b is NatType.PortRestricted or NatType.Symmetric or NatType.BlocksInbound;
                bool fails = filtersA && filtersB && (a == NatType.Symmetric || b == NatType.Symmetric);
                Assert.True(Punches(a, b) == !fails, $"{a} and {b}");
            }

            Assert.False(Punches(a, NatType.BlocksUdp));
        }
    }

    [Theory]
    [InlineData(NatType.None, true, true, true)]
    [InlineData(NatType.FullCone, false, true, true)]
    [InlineData(NatType.Restricted, false, false, true)]
    [InlineData(NatType.PortRestricted, false, false, true)]
    [InlineData(NatType.Symmetric, false, false, false)]
    [InlineData(NatType.BlocksInbound, false, false, true)]
    [InlineData(NatType.BlocksUdp, false, false, false)]
    public void What_comes_in_at_the_base_port_depends_on_what_went_out(NatType type, bool unsolicited, bool afterOther, bool afterSame)
    {
        Assert.Equal(unsolicited, new NatTable(type, Timeout, 10).Admit(1, DatagramPorts.Base, 50));
        var table = new NatTable(type, Timeout, 10);
        table.Send(2, 0);
        Assert.Equal(afterOther, table.Admit(1, DatagramPorts.Base, 50));
        table.Send(1, 60);
        Assert.Equal(afterSame, table.Admit(1, DatagramPorts.Base, 70));
    }

    [Fact]
    public void Only_the_peer_sent_to_reaches_the_port_a_symmetric_nat_made_for_it()
    {
        var table = new NatTable(NatType.Symmetric, Timeout, 10);
        Assert.Equal(DatagramPorts.FromOwn, table.Send(1, 0));

        Assert.True(table.Admit(1, DatagramPorts.ToOwn, 10));
        Assert.False(table.Admit(1, DatagramPorts.Base, 10));
        Assert.False(table.Admit(2, DatagramPorts.ToOwn, 10));
    }

    [Theory]
    [InlineData(NatType.FullCone)]
    [InlineData(NatType.Restricted)]
    [InlineData(NatType.PortRestricted)]
    [InlineData(NatType.BlocksInbound)]
    public void A_mapping_lives_from_the_last_datagram_out_and_nothing_coming_in_prolongs_it(NatType type)
    {
        var table = new NatTable(type, Timeout, 10);
        table.Send(1, 1000);
        Assert.True(table.Admit(1, DatagramPorts.Base, 1000 + Timeout));
        Assert.False(table.Admit(1, DatagramPorts.Base, 1001 + Timeout));
        table.Send(1, 5 * Timeout);
        Assert.True(table.Admit(1, DatagramPorts.Base, 6 * Timeout));
    }

    [Fact]
    public void A_full_table_forgets_the_mapping_unused_longest()
    {
        var table = new NatTable(NatType.Restricted, Timeout, 3);
        foreach (int remote in (int[])[1, 2, 3]) table.Send(remote, remote);
        table.Send(1, 10);
        table.Send(4, 11);

        Assert.Equal(3, table.Count);
        Assert.Equal([true, false, true, true], ((int[])[1, 2, 3, 4]).Select(remote => table.Admit(remote, DatagramPorts.Base, 12)));
    }

    [Theory]
    [InlineData(NatType.FullCone)]
    [InlineData(NatType.PortRestricted)]
    [InlineData(NatType.Symmetric)]
    public void Mappings_that_have_timed_out_make_room_but_for_those_that_know_the_port_of_a_symmetric_remote(NatType type)
    {
        var table = new NatTable(type, Timeout, 1000);
        for (int remote = 0; remote < 15; remote++) table.Send(remote, 0);
        table.Send(15, Timeout);
        // The first has answered from a port of its own; what restricts by port did not let it in.
        bool isKnown = table.Admit(0, DatagramPorts.FromOwn | DatagramPorts.ToOwn, 10);
        table.Send(16, Timeout + 1);

        Assert.Equal(isKnown ? 3 : 2, table.Count);
        Assert.Equal(type == NatType.FullCone, isKnown);
        Assert.Equal(isKnown, (table.Send(0, Timeout + 2) & DatagramPorts.ToOwn) != 0);
    }

    [Fact]
    public void A_datagram_gets_in_only_if_the_rules_say_so() =>
        Prop.ForAll(Gen.Choose(0, 6).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (kind, seed) =>
        {
            var type = (NatType)kind;
            var random = new RandomStream((ulong)seed);
            var table = new NatTable(type, 1000, 1000);
            // The box written down plainly: for each remote (address, port sent to) the time; ports are 0 for base, 1 for own.
            var sent = new Dictionary<int, (long Time, int Port)>();
            var portOf = new Dictionary<int, int>();
            long now = 0, any = long.MinValue / 2;
            for (int i = 0; i < 200; i++)
            {
                now += random.Next(400);
                int remote = random.Next(4);
                if (random.Next(2) == 0)
                {
                    DatagramPorts ports = table.Send(remote, now);
                    if (ports.HasFlag(DatagramPorts.FromOwn) != (type == NatType.Symmetric)) return false;
                    if (ports.HasFlag(DatagramPorts.ToOwn) != (portOf.GetValueOrDefault(remote) == 1)) return false;
                    sent[remote] = (now, portOf.GetValueOrDefault(remote));
                    any = now;
                    continue;
                }

                int from = random.Next(2), to = random.Next(2);
                bool live = sent.TryGetValue(remote, out var mapping) && now - mapping.Time <= 1000;
                bool expected = type switch
                {
                    NatType.None => true,
                    NatType.FullCone => now - any <= 1000,
                    NatType.Restricted => live,
                    NatType.PortRestricted or NatType.BlocksInbound => live && mapping.Port == from,
                    NatType.Symmetric => live && mapping.Port == from && to == 1,
                    _ => false,
                };
                DatagramPorts incoming = (from == 1 ? DatagramPorts.FromOwn : 0) | (to == 1 ? DatagramPorts.ToOwn : 0);
                if (table.Admit(remote, incoming, now) != expected) return false;
                if (expected) portOf[remote] = from;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(NatType.None, true)]
    [InlineData(NatType.FullCone, true)]
    [InlineData(NatType.Restricted, true)]
    [InlineData(NatType.PortRestricted, false)]
    [InlineData(NatType.Symmetric, false)]
    [InlineData(NatType.BlocksInbound, false)]
    public void An_answer_from_another_port_tells_restricted_from_port_restricted(NatType type, bool comesIn)
    {
        bool heard = false, heardUsual = false;
        Script server = new()
        {
            Receive = (me, m) =>
            {
                if (((Note)m).Value == 1) me.SayFromOtherPort(me.From.Value, new Note(2));
                else me.Say(me.From.Value, new Note(3));
            },
        };
        Script client = new()
        {
            Start = me =>
            {
                me.Say(1, new Note(1));
                // Later: what came from the other port must not have changed where the client's datagrams go, or what is let in.
                me.Alarms.StartSingleTimer("later", new Note(9), Lab.Ms(100));
            },
            Receive = (me, m) =>
            {
                if (((Note)m).Value == 9) me.Say(1, new Note(4));
                heard |= ((Note)m).Value == 2;
                heardUsual |= ((Note)m).Value == 3;
            },
        };
        Lab.Run(2, Lab.Ms(300), peer => peer == 0 ? client : server, Lab.Network(nats: [type, NatType.None]));

        Assert.Equal((comesIn, true), (heard, heardUsual));
    }

    [Theory]
    [InlineData(8, 1_000_000)]
    [InlineData(8, 40)]
    [InlineData(64, 200)]
    [InlineData(1024, 30)]
    public void A_table_lets_in_whom_it_sent_to_last_within_its_time_and_its_room(int capacity, int timeout)
    {
        var table = new NatTable(NatType.PortRestricted, timeout, capacity);
        var sent = new Dictionary<int, long>();
        var random = new RandomStream(5);
        for (int now = 0; now < 5000; now++)
        {
            int remote = random.Next(100) * 65_536; // numbers that begin at few places of the table
            if (!sent.ContainsKey(remote) && sent.Count(s => now - s.Value <= timeout) >= capacity)
                sent.Remove(sent.MinBy(static s => (s.Value, s.Key)).Key);
            table.Send(remote, now);
            sent[remote] = now;
            for (int other = 0; other < 100; other++)
            {
                bool isOpen = sent.TryGetValue(other * 65_536, out long last) && now - last <= timeout;
                Assert.Equal(isOpen, table.Admit(other * 65_536, DatagramPorts.Base, now));
            }
        }

        Assert.InRange(table.Count, 1, capacity);
    }

    [Theory]
    [InlineData(NatType.None, true, true)]
    [InlineData(NatType.BlocksInbound, true, true)]
    [InlineData(NatType.FullCone, false, true)]
    [InlineData(NatType.PortRestricted, false, true)]
    [InlineData(NatType.Symmetric, false, false)]
    public void A_server_sees_the_address_that_the_NAT_gives_a_client(NatType type, bool isOwn, bool isSameForAll)
    {
        var seen = new PeerEndpoint[3];
        PeerEndpoint own = default;
        Script server = new() { Receive = (me, _) => seen[me.Self.Value] = me.SeenFrom };
        Script client = new()
        {
            Start = me =>
            {
                own = me.Own;
                me.Say(1, new Note(1));
                me.Say(2, new Note(1));
            },
        };
        Lab.Run(3, Lab.Ms(100), peer => peer == 0 ? client : server, Lab.Network(nats: [type, NatType.None, NatType.None]));

        Assert.Equal((isOwn, isSameForAll), (seen[1] == own, seen[1] == seen[2]));
        Assert.Equal(seen[1].Address, seen[2].Address);
        Assert.Equal(isOwn ? "10.0.0.0" : "192.168.1.2", own.ToString().Split(':')[0]);
    }
}
