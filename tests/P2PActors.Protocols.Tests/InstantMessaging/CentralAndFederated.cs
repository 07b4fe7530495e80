using P2PActors.Engine;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.InstantMessaging;

/// <summary>Instant messaging with one server, and federated over several.</summary>
[Trait("fidelity", "instant-messaging")]
public sealed class CentralAndFederated
{
    private static SystemReport Run(string settings, string more = "", int peers = 200)
    {
        var loader = new ScenarioLoader(KnownProtocols.Registry);
        Scenario scenario = loader.Check("im", HoconDocument.Parse($$"""
            peers = {{peers}}
            duration = 40m
            churn { preset = none, arrivals { model = steady, spread = 15m } }
            network { bandwidth = false, latency { model = constant, one-way = 50ms } }
            queries.askers = 0
            systems { instant-messaging { {{settings}} } }
            {{more}}
            """, "im.conf"));
        return new ScenarioRunner(loader).Run(scenario, new ScenarioRunOptions { Engine = new RunOptions { Threads = 1 } }).Runs[0].Systems[0].Report;
    }

    // Everybody logs in once; whoever comes second of two buddies is told of the first, and the first of the second.
    [Fact]
    public void Each_of_two_buddies_on_line_is_told_of_the_other_once()
    {
        SystemReport central = Run("buddies = 10, chat-every = 1h");
        var graph = new P2PActors.Protocols.Conversations.BuddyGraph(1, 200, 10);
        int pairs = Enumerable.Range(0, 200).Sum(user => graph.Of(user).Length);

        Assert.Equal(200, central.ValueOf("logins"));
        Assert.Equal(pairs, central.ValueOf("presence.told"));
        Assert.Equal(0, central.ValueOf("presence.sent"));
        Assert.InRange(pairs / 200.0, 8, 12);
    }

    // RFC 6121: one presence for each contact, and one probe; with two servers half of the contacts are remote.
    [Fact]
    public void A_log_in_with_B_buddies_of_another_server_makes_B_presences_and_B_probes_there()
    {
        SystemReport federated = Run("buddies = 10, servers = 2, chat-every = 1h");
        var graph = new P2PActors.Protocols.Conversations.BuddyGraph(1, 200, 10);
        int remote = Enumerable.Range(0, 200).Sum(user => graph.Of(user).Count(buddy => buddy % 2 != user % 2));

        Assert.Equal(remote, federated.ValueOf("presence.probes"));
        // One each at the log-in, and one more in answer to each probe that found somebody: of two, the second's.
        Assert.Equal(remote + remote / 2, federated.ValueOf("presence.sent"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 0.25)]
    public void A_dead_server_isolates_its_own_users_and_nobody_else(int servers, double share)
    {
        SystemReport report = Run($"servers = {servers}, chat-every = 2m", "faults = [ { fault = kill, peers = [200], at = 20m } ]");
        IReadOnlyList<double?> users = report.Series.Single(s => s.Name == "users with a server").Values;

        Assert.Equal(200, users[users.Count / 2 - 2]);
        Assert.Equal(200 * (1 - share), users[^1]);
    }

    [Fact]
    public void Those_who_talk_directly_go_on_talking_when_the_server_has_died()
    {
        SystemReport report = Run("chat-every = 1m, change = 0, idle = 1h", "faults = [ { fault = kill, role = server, at = 20m } ]");
        double[] delivered = [.. report.Series.Single(s => s.Name == "texts delivered").Values.Select(v => v ?? 0)];

        double before = delivered[30..58].Average(), after = delivered[70..118].Average();
        Assert.True(after > 0.8 * before, $"{before} before, {after} after");
        Assert.Equal(0, Run("direct = false, chat-every = 1m", "faults = [ { fault = kill, role = server, at = 20m } ]").Series.Single(s => s.Name == "texts delivered").Values[^2]);
    }

    // A user behind a firewall can be asked to call; of two behind firewalls only the server helps: 0.3 squared of the pairs.
    [Fact]
    public void Firewalls_make_buddies_call_back_and_two_of_them_need_the_server()
    {
        SystemReport report = Run("chat-every = 30s, change = 1, idle = 10s", "network.nat.firewalled = 30%, network.connect-timeout = 3s", peers: 400);

        Assert.InRange(report.ValueOf("conversations.byServer")!.Value, 0.05, 0.14);
        Assert.InRange(report.ValueOf("conversations.calledBack")!.Value, 0.15, 0.27);
        Assert.True(report.ValueOf("texts.delivered") > 0.98);
    }

    // Every conversation that was begun ends up with one way for its texts, counted once, whoever calls whom at the same time.
    [Fact]
    public void Each_conversation_is_counted_by_one_way_however_often_both_sides_try()
    {
        SystemReport report = Run("chat-every = 20s, change = 1, idle = 10s", "network.nat.firewalled = 50%, network.connect-timeout = 3s");

        double ways = report.ValueOf("conversations.direct")!.Value + report.ValueOf("conversations.calledBack")!.Value + report.ValueOf("conversations.byServer")!.Value;
        Assert.True(report.ValueOf("conversations") > 1000);
        Assert.InRange(ways, 0.95, 1.0);
        // What was said before there was a connection goes by the server when there never is one: nothing is lost without a word.
        Assert.True(report.ValueOf("texts.delivered") > 0.98);
    }

    [Fact]
    public void Texts_for_users_who_are_away_are_kept_and_given_to_them_when_they_come()
    {
        SystemReport report = Run("chat-every = 2m", "churn = null\nchurn { sessions { model = fixed, length = 5m }, offline { model = fixed, length = 5m }, crash-share = 0 }");

        Assert.True(report.ValueOf("texts.kept") > 100);
        Assert.True(report.ValueOf("texts.delivered") > 0.6);
    }
}
