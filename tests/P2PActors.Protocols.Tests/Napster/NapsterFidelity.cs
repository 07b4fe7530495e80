using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Metrics;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Napster;
using P2PActors.Scenarios;
using Xunit.Abstractions;
using static P2PActors.Protocols.Tests.Napster.NapsterDialogue;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>Published figures and laws of Napster, found again.</summary>
[Trait("fidelity", "napster")]
public sealed class NapsterFidelity(ITestOutputHelper output)
{
    private void Card(string figure, string expected, FormattableString measured) => output.WriteLine($"{figure} | expected {expected} | measured {FormattableString.Invariant(measured)}");

    [Fact]
    public void Check_1_One_server_finds_every_copy_on_line_but_the_askers_and_those_behind_two_firewalls()
    {
        // 80 holders: the asker, 20 firewalled ones, 10 that have left, 49 others; 40 users without the file.
        var d = new NapsterDialogue(120);
        for (int i = 0; i < 80; i++) d[i].Shares(File("rare song.mp3"));
        for (int i = 60; i < 80; i++) d[i].Port = 0;
        for (int i = 50; i < 60; i++) d[i].LeaveAt(3);
        d[0].At(5, Dialogues.Search("rare song"));
        d[119].Port = 0;
        d[119].At(5, Dialogues.Search("rare song"));
        d.Play(10);
        Card("results of an open and of a firewalled asker", "69 and 50", $"{d[0].Of<SearchResult>().Count()} and {d[119].Of<SearchResult>().Count()}");
        Assert.Equal(69, d[0].Of<SearchResult>().Count());
        Assert.Equal(50, d[119].Of<SearchResult>().Count());
    }

    [Fact]
    public void Check_2_A_thousand_holders_give_a_hundred_results_and_one_end_mark()
    {
        var d = new NapsterDialogue(1001);
        for (int i = 1; i <= 1000; i++) d[i].Shares(File("hit song.mp3"));
        d[0].At(5, Dialogues.Search("hit")).At(6, new SearchRequest("FILENAME CONTAINS \"hit\" MAX_RESULTS 5000"));
        d.Play(10);
        Card("results of two searches, end marks", "200, 2", $"{d[0].Of<SearchResult>().Count()}, {d[0].Of<EndOfResults>().Count()}");
        Assert.Equal(200, d[0].Of<SearchResult>().Count());
        Assert.Equal(2, d[0].Of<EndOfResults>().Count());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(10_000)]
    public void Check_3_A_search_costs_the_client_the_same_however_many_users_there_are(int users)
    {
        var d = new NapsterDialogue(users);
        for (int i = 1; i <= 10; i++) d[i].Shares(File("rare song.mp3"));
        d[0].At(5, Dialogues.Search("rare"));
        d.Play(10);
        double latency = d[0].TimeOf<EndOfResults>().TotalSeconds - 5, expected = (2 * Latency) + 0.002;
        Card($"messages to the client and latency, {users} users", "11, 0.102 s", $"{d[0].Heard.Count - 1}, {latency:0.0000} s");
        Assert.Equal(11, d[0].Heard.Count - 1);
        Assert.InRange(latency, expected * 0.95, expected * 1.05);
    }

    [Fact]
    public void Check_4_Of_random_pairs_f_squared_cannot_transfer_and_f_times_1_minus_f_need_a_push()
    {
        const double F = 0.3;
        const int Pairs = 1000;
        var d = new NapsterDialogue(2 * Pairs);
        var random = new RandomStream(7);
        for (int i = 0; i < 2 * Pairs; i++)
        {
            if (random.NextBool(F)) d[i].Port = 0;
        }

        for (int i = 0; i < Pairs; i++)
        {
            string source = $"user{Pairs + i}";
            d[i].Answer = m => m is DownloadAck { Port: 0, Md5: not NapsterServer.FirewallError } a ? new PushRequest(a.Nick, a.File) : null;
            d[i].At(5, new DownloadRequest(source, "song.mp3"));
            d[Pairs + i].Shares(File("song.mp3"));
            d[Pairs + i].Answer = m => m is UploadRequest u ? new UploadAccepted(u.Nick, u.File) : null;
        }

        d.Play(20);
        double impossible = 0, pushed = 0, pulled = 0;
        for (int i = 0; i < Pairs; i++)
        {
            impossible += d[i].Of<DownloadAck>().Count(a => a.Md5 == NapsterServer.FirewallError);
            pulled += d[i].Of<DownloadAck>().Count(a => a.Port > 0);
            pushed += d[Pairs + i].Of<PushAck>().Count();
        }

        Card("pairs impossible, pushed", "0.09, 0.21", $"{impossible / Pairs:0.000}, {pushed / Pairs:0.000}");
        Assert.Equal(Pairs, impossible + pushed + pulled);
        AssertShare(F * F, impossible / Pairs, Pairs);
        AssertShare(F * (1 - F), pushed / Pairs, Pairs);
    }

    private static void AssertShare(double expected, double measured, int n)
    {
        double error = 3 * Math.Sqrt(expected * (1 - expected) / n);
        Assert.InRange(measured, expected - error, expected + error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Check_5_When_the_index_dies_no_search_succeeds_and_running_transfers_finish(bool silently)
    {
        TimeSpan death = TimeSpan.FromMinutes(15);
        ScenarioSettings scenario = NapsterRuns.Scenario with
        {
            Peers = 400,
            Network = NapsterRuns.Scenario.Network with { Links = NapsterRuns.Links("1mbps") },
            Duration = TimeSpan.FromMinutes(60),
            Faults = [new KillFault { At = death, Role = "server", Silently = silently }],
        };
        SystemRun run = NapsterRuns.Prepare(scenario);
        SystemResult result = run.Healthy();
        int at = (int)(death / result.SeriesBin);
        double after = result.Report.Series.First(s => s.Name == "success rate").Values.Skip(at).Sum(v => v ?? 0);
        double finishedLater = result.Report.Series.First(s => s.Name == "downloads completed").Values.Skip(at).Sum(v => v ?? 0);
        double completed = result.Report.Series.First(s => s.Name == "downloads completed").Values.Sum(v => v ?? 0);
        long begun = run.World.CollectTraffic().First(t => t.Type == nameof(FileData)).Total.MessagesSent;
        Card("searches that succeed after the death; transfers under way that finish", "0; at least 99 %",
            $"{after}; {finishedLater} of {begun - (completed - finishedLater)}");
        Assert.Equal(0, after);
        Assert.True(finishedLater > 5);
        Assert.True(finishedLater >= 0.99 * (begun - (completed - finishedLater)));
    }

    [Fact]
    public void Check_6_Files_vanish_with_the_event_of_their_owners_disconnect()
    {
        var d = new NapsterDialogue(2);
        d[1].Shares(File("song.mp3")).LeaveAt(10);
        // The search's work takes 2 ms: what the server hears 1 ms after the disconnect must not find the file, 3 ms before must.
        d[0].At(9.997, Dialogues.Search("song")).At(10.001, Dialogues.Search("song"));
        d.Play(15);
        int stale = d[0].Of<SearchResult>().Count() - 1;
        Card("stale hits", "0", $"{stale}");
        Assert.Equal(0, stale);
        Assert.Equal(2, d[0].Of<EndOfResults>().Count());
    }

    [Fact]
    public void Check_7_Links_raise_recall_from_one_kth_to_one_for_k_minus_1_requests_and_end_marks()
    {
        const int Servers = 4, Users = 80;
        double[] recall = new double[2];
        long requests = 0, ends = 0;
        foreach (bool linked in (bool[])[false, true])
        {
            var d = new NapsterDialogue(Users, new NapsterSettings { Servers = Servers, Linked = linked });
            for (int i = 0; i < Users; i++) d[i].HomeServer = i % Servers;
            for (int i = 1; i < Users; i++) d[i].Shares(File("rare song.mp3"));
            d[0].At(5, Dialogues.Search("rare"));
            d.Play(10);
            recall[linked ? 1 : 0] = d[0].Of<SearchResult>().Count() / (Users - 1.0);
            IReadOnlyList<MessageTraffic> traffic = d.World.CollectTraffic();
            requests = traffic.Where(t => t.Type == nameof(RemoteSearch)).Sum(t => t.Total.MessagesSent);
            ends = traffic.Where(t => t.Type == nameof(RemoteEnd)).Sum(t => t.Total.MessagesSent);
        }

        Card("recall without and with links; requests, end marks", "0.25, 1; 3, 3", $"{recall[0]:0.000}, {recall[1]:0.000}; {requests}, {ends}");
        Assert.InRange(recall[0], 0.22, 0.28);
        Assert.Equal(1, recall[1]);
        Assert.Equal((Servers - 1, Servers - 1), (requests, ends));
    }

    [Fact]
    public void Check_8_A_thousand_files_take_a_modem_21_to_27_seconds_to_announce()
    {
        ScenarioSettings scenario = NapsterRuns.Scenario with
        {
            Peers = 5,
            Duration = TimeSpan.FromMinutes(5),
            Network = NapsterRuns.Scenario.Network with { Links = NapsterRuns.Links("modem-33k") },
            Content = new ContentSettings { Catalogue = new CatalogueSettings { Files = 5000 }, Placement = new UniformPlacement { Files = 1000 } },
            Queries = NapsterRuns.Scenario.Queries with { Askers = 0 },
        };
        SystemRun run = NapsterRuns.Prepare(scenario);
        SystemResult result = run.Healthy();
        TrafficCount shares = run.World.CollectTraffic().First(t => t.Type == nameof(ShareFile)).Total;
        double bytes = shares.BytesSent / (double)shares.MessagesSent, seconds = result.Value("napster.publishTime.mean");
        Card("bytes of a share; time until searchable", "about 90 B; 21-27 s", $"{bytes:0.0} B; {seconds:0.0} s");
        Assert.Equal(5000, shares.MessagesSent);
        Assert.InRange(bytes, 80, 110);
        Assert.InRange(seconds, 21, 27);
    }

    [Fact]
    public void Check_9_Sessions_have_their_median_and_a_population_with_residents_the_uptime_of_the_best_fifth()
    {
        // The default population has the median of MMCN 2002, but its best fifth is away too often: a miss that is shown.
        (double median, double best) = SessionsAndUptimes(new ChurnSettings());
        Card("median session; uptime of the best 20 %, default churn", "60 min +- 5 %; (at least 83 %: missed)", $"{median:0.0} min; {best:0.000}");
        Assert.InRange(median, 57, 63);

        // Sessions without memory cannot give both figures; a quarter of the hosts that never leave does.
        var residents = new MixtureLaw
        {
            Parts = [new MixturePart { Share = 0.25, Law = new AlwaysLaw() }, new MixturePart { Share = 0.75, Law = SessionPresets.Saroiu2002 }],
        };
        (median, best) = SessionsAndUptimes(new ChurnSettings { Sessions = residents });
        Card("median session; uptime of the best 20 %, a quarter residents", "60 min +- 5 %; at least 83 %", $"{median:0.0} min; {best:0.000}");
        Assert.InRange(median, 57, 63);
        Assert.True(best >= 0.83);
    }

    /// <summary>The create-based method: sessions that begin in the first half of a window of 24 hours, and time on line in all of it.</summary>
    private static (double MedianMinutes, double UptimeOfBestFifth) SessionsAndUptimes(ChurnSettings churn)
    {
        const int Peers = 10_000;
        var window = TimeSpan.FromHours(24);
        var lengths = new List<double>();
        double[] uptimes = new double[Peers];
        for (int i = 0; i < Peers; i++)
        {
            var random = RandomStream.For(1, 99, (ulong)i);
            var sessions = new PeerSessions(churn, i, Peers, ref random);
            for (int n = 0; sessions.TryNext(ref random, out Session session) && session.Start < window; n++)
            {
                TimeSpan end = session.End < window ? session.End : window;
                uptimes[i] += (end - session.Start) / window;
                // The first stay may have been under way when the window opened.
                if (n > 0 && session.Start < window / 2) lengths.Add(session.Length.TotalMinutes);
            }
        }

        Array.Sort(uptimes);
        lengths.Sort();
        return (lengths[lengths.Count / 2], uptimes[(int)(Peers * 0.8)]);
    }

    [Fact]
    public void Check_10_Who_hides_speed_leaves_the_uploads_to_honest_users()
    {
        double declared = HonestBurden(SpeedClaim.Declared), measured = HonestBurden(SpeedClaim.Measured);
        Card("honest fast users' share of uploads over their share of capacity: declared, measured", "above 1, 1 +- 0.1", $"{declared:0.00}, {measured:0.00}");
        Assert.True(declared > 1.1);
        Assert.InRange(measured, 0.9, 1.1);
    }

    /// <summary>Share of the uploads that honest users with fast links carry, over their share of all uplinks.</summary>
    private static double HonestBurden(SpeedClaim speed)
    {
        ScenarioSettings scenario = NapsterRuns.Scenario with
        {
            Peers = 1500,
            Duration = TimeSpan.FromMinutes(20),
            Network = NapsterRuns.Scenario.Network with { Links = NapsterRuns.Links(("modem-33k", 0.4), ("t1", 0.6)) },
            Content = new ContentSettings { Catalogue = new CatalogueSettings { Files = 4000, Audio = 1, Video = 0 }, Placement = new UniformPlacement { Files = 20, Tail = 1 } },
            Queries = NapsterRuns.Scenario.Queries with { Popularity = new PopularityLaw { Alpha = 0 } },
        };
        var settings = new NapsterSettings { Speed = speed, UnderReporting = 0.3, Downloads = new FileSharingSettings { ShareDownloads = false, UploadSlots = 100 } };
        var captured = new Captured();
        new SystemRun("napster", captured, settings, scenario, new RunOptions { Threads = 1 }).Healthy();
        // Who is honest is told by the profiles of users who declare.
        NapsterRun protocol = captured.Run!;
        var declared = new NapsterProfiles(protocol.Context, settings with { Speed = SpeedClaim.Declared });
        double honestUploads = 0, uploads = 0, honestCapacity = 0, capacity = 0;
        for (int i = 0; i < scenario.Peers; i++)
        {
            AccessLinkClass link = protocol.Context.Profiles.LinkOf(i);
            bool honest = LinkSpeed.Of(link) > LinkSpeed.Isdn64 && declared.ClaimOf(new PeerId(i)) > LinkSpeed.Isdn64;
            long bytes = protocol.Workload.Libraries[i].BytesUploaded;
            uploads += bytes;
            capacity += link.Up.BytesPerSecond;
            if (!honest) continue;
            honestUploads += bytes;
            honestCapacity += link.Up.BytesPerSecond;
        }

        return honestUploads / uploads / (honestCapacity / capacity);
    }

    /// <summary>Keeps the run at hand for measurements that the report does not hold.</summary>
    private sealed class Captured : IProtocol
    {
        private readonly NapsterProtocol _protocol = new();

        public NapsterRun? Run { get; private set; }

        public string Name => _protocol.Name;

        public string Summary => _protocol.Summary;

        public Type Settings => _protocol.Settings;

        public IReadOnlyList<string> Roles => _protocol.Roles;

        public IProtocolRun Prepare(SystemContext context) => Run = (NapsterRun)_protocol.Prepare(context);
    }
}
