using FsCheck;
using FsCheck.Fluent;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Network;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Faults;

/// <summary>What must hold for any timeline: drawn at random, a few hundred of them.</summary>
public sealed class PropertiesOfFaults
{
    private const int Peers = 20, Seconds = 60;

    /// <summary>A message as it was sent and as it came.</summary>
    private sealed record Passage(int From, int To, TimeSpan Sent, TimeSpan Came);

    /// <summary>What is in force from one time to another.</summary>
    private sealed record Span(HashSet<int> Peers, TimeSpan From, TimeSpan To)
    {
        public bool Holds(TimeSpan at) => at >= From && at < To;
    }

    /// <summary>Everybody talks to everybody, by datagram and over connections that are opened again whenever they end.</summary>
    private static (World World, List<Passage> Passages, List<(int Peer, TimeSpan At)> Acts) Run(IReadOnlyList<FaultSettings> faults, ulong seed)
    {
        var passages = new List<Passage>();
        var acts = new List<(int, TimeSpan)>();
        Script script = new()
        {
            Start = me =>
            {
                acts.Add((me.Self.Value, me.Clock));
                me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(200));
            },
            Receive = (me, m) =>
            {
                acts.Add((me.Self.Value, me.Clock));
                if (m is Stamped stamped)
                {
                    passages.Add(new Passage(me.From.Value, me.Self.Value, stamped.Sent, me.Clock));
                    return;
                }

                int other = (me.Self.Value + 1 + me.Dice.Next(Peers - 1)) % Peers;
                me.Say(other, new Stamped(me.Clock, 0, 100));
                if (me.Open.Count < 2) me.Call(other);
                foreach (Connection connection in me.Open.ToArray()) connection.Send(new Stamped(me.Clock, 1, 100));
            },
            Connected = (me, _) => acts.Add((me.Self.Value, me.Clock)),
            Closed = (me, _, _) => acts.Add((me.Self.Value, me.Clock)),
        };
        World world = Lab.Run(Peers, TimeSpan.FromSeconds(Seconds), _ => script,
            new NetworkModel { Latency = new P2PActors.Network.Latency.ConstantLatency(Lab.Latency), DeathTimeout = TimeSpan.FromSeconds(3), ConnectTimeout = TimeSpan.FromSeconds(2) },
            seed: seed, interventions: [.. faults.Select((f, i) => f.Plan(i))]);
        return (world, passages, acts);
    }

    /// <summary>Faults happen at the beginning of a window, so a time in a test that is a multiple of the latency is exact.</summary>
    private static TimeSpan Moment(ref RandomStream random, int from, int to) => TimeSpan.FromMilliseconds(100 * random.Next(10 * from, 10 * to));

    private static Property ForSeeds(Func<ulong, bool> holds) => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => holds((ulong)seed));

    [Fact]
    public void A_message_never_crosses_a_partition_and_messages_pass_again_when_it_has_healed()
    {
        ForSeeds(seed =>
        {
            var random = RandomStream.For(seed, 1);
            var spans = new List<Span>();
            var faults = new List<FaultSettings>();
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                int[] cut = [.. Enumerable.Range(0, Peers).Where(_ => true)];
                random.Shuffle<int>(cut);
                cut = cut[..random.Next(1, Peers - 1)];
                TimeSpan from = Moment(ref random, 5, 40), length = Moment(ref random, 1, 15);
                spans.Add(new Span([.. cut], from, from + length));
                faults.Add(new PartitionFault { At = from, Peers = cut, For = length });
            }

            (_, List<Passage> passages, _) = Run(faults, seed);
            bool Apart(Passage p, TimeSpan at) => spans.Any(s => s.Holds(at) && s.Peers.Contains(p.From) != s.Peers.Contains(p.To));
            bool crossed = passages.Any(p => Apart(p, p.Sent) || Apart(p, p.Came));
            TimeSpan healed = spans.Max(s => s.To);
            bool passesAgain = spans.All(s => passages.Exists(p => p.Sent >= healed && s.Peers.Contains(p.From) != s.Peers.Contains(p.To)));
            bool passedBefore = passages.Exists(p => p.Came < spans.Min(s => s.From));
            return !crossed && passesAgain && passedBefore;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void A_killed_peer_never_acts_until_it_is_restarted()
    {
        ForSeeds(seed =>
        {
            var random = RandomStream.For(seed, 2);
            var dead = new List<(int Peer, TimeSpan From, TimeSpan To)>();
            var faults = new List<FaultSettings>();
            for (int peer = 0; peer < Peers; peer += 2)
            {
                TimeSpan killed = Moment(ref random, 5, 30), back = killed + Moment(ref random, 1, 20);
                bool comesBack = random.NextBool(0.6);
                dead.Add((peer, killed, comesBack ? back : TimeSpan.MaxValue));
                faults.Add(random.NextBool(0.3) && comesBack
                    ? new OutageFault { At = killed, Peers = [peer], For = back - killed }
                    : new KillFault { At = killed, Peers = [peer], Silently = random.NextBool(0.5) });
                if (comesBack && faults[^1] is KillFault) faults.Add(new RestartFault { At = back, Peers = [peer] });
            }

            (World world, _, List<(int Peer, TimeSpan At)> acts) = Run(faults, seed);
            bool actedDead = acts.Exists(a => dead.Exists(d => d.Peer == a.Peer && a.At >= d.From && a.At < d.To));
            bool cameBack = dead.All(d => d.To == TimeSpan.MaxValue ? !world.IsOnline(new PeerId(d.Peer)) : acts.Exists(a => a.Peer == d.Peer && a.At >= d.To));
            return !actedDead && cameBack;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void A_share_chooses_that_share_of_those_on_line_whatever_it_is()
    {
        Prop.ForAll(Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (first, second) =>
        {
            World world = Lab.Run(50, TimeSpan.FromSeconds(5), _ => Script.Silent, seed: (ulong)first, interventions:
            [
                new KillFault { At = Lab.Ms(1000), Share = first / 1000.0 }.Plan(0),
                new KillFault { At = Lab.Ms(2000), Share = second / 1000.0 }.Plan(1),
            ]);
            int left = 50 - (int)Math.Round(50 * (first / 1000.0));
            return world.Interventions[0].Peers == 50 - left && world.Interventions[1].Peers == (int)Math.Round(left * (second / 1000.0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }
}
