using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

/// <summary>Section 2.5: servent 0 as the source, and as the downloader of file 0 from scripted sources.</summary>
public class DownloadDialogues
{
    [Fact]
    public void A_source_sends_what_it_shares()
    {
        var stage = new Stage(1);
        SystemRun built = stage.Build();
        int file = stage.SharedFile, size = (int)stage.Run.Workload.Catalogue.Size(file).Bytes;
        stage.Taps[1].CallsAgain = (20, new HttpGet(file, "x", 0));
        stage.Play(built);
        Assert.Equal(size, Assert.Single(stage.Taps[1].All<FileData>()).Bytes);
        Assert.Contains($"Content-Length: {size}\r\n", Assert.Single(stage.Taps[1].All<HttpOk>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_brings_the_rest_only()
    {
        var stage = new Stage(1);
        SystemRun built = stage.Build();
        int size = (int)stage.Run.Workload.Catalogue.Size(stage.SharedFile).Bytes;
        stage.Taps[1].CallsAgain = (20, new HttpGet(stage.SharedFile, "x", size - 10));
        stage.Play(built);
        Assert.Equal(10, Assert.Single(stage.Taps[1].All<FileData>()).Bytes);
    }

    [Fact]
    public void What_is_not_shared_is_404()
    {
        var stage = new Stage(1);
        SystemRun built = stage.Build();
        int file = Enumerable.Range(0, 50).First(f => !stage.Run.Workload.LibraryOf(new PeerId(0)).Shares(f));
        stage.Taps[1].CallsAgain = (20, new HttpGet(file, "x", 0));
        stage.Play(built);
        Assert.Single(stage.Taps[1].All<HttpNotFound>());
    }

    [Fact]
    public void Without_a_free_slot_it_is_503()
    {
        var stage = new Stage(1, GnutellaWorld.Static with { Downloads = new FileSharingSettings { UploadSlots = 0 } });
        SystemRun built = stage.Build();
        stage.Taps[1].CallsAgain = (20, new HttpGet(stage.SharedFile, "x", 0));
        stage.Play(built);
        Assert.Contains("Retry-After: ", Assert.Single(stage.Taps[1].All<HttpBusy>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pushed_source_calls_with_GIV_and_serves_on_that_connection()
    {
        var stage = new Stage(1);
        SystemRun built = stage.Build();
        DescriptorId servent = stage.Run.ServentIdOf(new PeerId(0));
        int file = stage.SharedFile;
        stage.Taps[1].Say(20, new Push(new DescriptorId(1, 1), 7, 0, 7, servent, file, new PeerId(1)));
        stage.Taps[1].Reacts = (connection, message) =>
        {
            if (message is Giv) connection.Send(new HttpGet(file, "x", 0));
        };
        stage.Play(built);
        Assert.Equal(servent, Assert.Single(stage.Taps[1].All<Giv>()).Servent);
        Assert.Single(stage.Taps[1].All<FileData>());
    }

    [Fact]
    public void A_firewalled_source_is_pushed_and_its_GIV_taken()
    {
        Stage stage = Downloader(1, bandwidth: false);
        SystemRun built = stage.Build();
        int size = (int)stage.Run.Workload.Catalogue.Size(0).Bytes;
        stage.Taps[1].Reacts = (connection, message) =>
        {
            if (message is Query query) connection.Send(Answer(stage, query, 1, isFirewalled: true));
            // The call itself stands for the GIV on a new connection.
            if (message is HttpGet) { connection.Send(new HttpOk(size)); connection.Send(new FileData(0, size)); }
        };
        stage.Taps[1].CallsAgain = (82, new Giv(0, ServentOf(1), "x"));
        stage.Play(built);
        Assert.Equal(new PeerId(0), Assert.Single(stage.Taps[1].All<Push>()).Requester);
        Assert.Single(stage.Taps[1].All<HttpGet>());
        Assert.Equal(1, stage.Report.ValueOf("push.success"));
        Assert.Equal(1, stage.Report.ValueOf("downloads.completed"));
    }

    [Fact]
    public void A_push_that_nothing_is_heard_of_is_counted()
    {
        Stage stage = Downloader(1, bandwidth: false);
        SystemRun built = stage.Build();
        stage.Taps[1].Reacts = (connection, message) =>
        {
            if (message is Query query) connection.Send(Answer(stage, query, 1, isFirewalled: true));
        };
        stage.Play(built);
        Assert.Equal(1, stage.Report.ValueOf("push.timeouts"));
        Assert.Equal(0, stage.Report.ValueOf("downloads.completed"));
    }

    [Fact]
    public void After_a_broken_transfer_the_next_source_sends_the_rest()
    {
        Stage stage = Downloader(2, bandwidth: true);
        SystemRun built = stage.Build();
        int size = (int)stage.Run.Workload.Catalogue.Size(0).Bytes;
        bool broken = false;
        foreach (Stage.Script tap in stage.Taps[1..])
        {
            tap.Reacts = (connection, message) =>
            {
                switch (message)
                {
                    case Query query:
                        connection.Send(Answer(stage, query, tap.Peer.Value, isFirewalled: false));
                        break;
                    case HttpGet when !broken:
                        // It promises all and sends a part.
                        broken = true;
                        connection.Send(new HttpOk(size));
                        connection.Send(new FileData(0, size));
                        tap.Held = connection;
                        break;
                    case HttpGet get:
                        connection.Send(new HttpOk(size - get.Start));
                        connection.Send(new FileData(0, size - get.Start));
                        break;
                }
            };
            tap.BreaksAt = 90;
        }

        stage.Play(built);
        HttpGet[] asked = [.. stage.Taps[1..].SelectMany(t => t.Heard).OrderBy(h => h.Seconds).Select(h => h.Message).OfType<HttpGet>()];
        Assert.Equal(2, asked.Length);
        Assert.DoesNotContain("bytes=0-", asked[1].Text, StringComparison.Ordinal);
        Assert.InRange(asked[1].Start, 1, size - 1);
        Assert.Equal(1, stage.Report.ValueOf("downloads.resumed"));
        Assert.Equal(1, stage.Report.ValueOf("downloads.completed"));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 3, 1)]
    [InlineData(3, 0, 1)] // what came of the bad copy before the break stays in
    [InlineData(2, 3, 1)]
    public void A_resumed_download_is_bad_if_either_source_was(int first, int second, long bad)
    {
        Stage stage = Downloader(2, bandwidth: true);
        SystemRun built = stage.Build();
        int size = (int)stage.Run.Workload.Catalogue.Size(0).Bytes;
        bool broken = false;
        foreach (Stage.Script tap in stage.Taps[1..])
        {
            tap.Reacts = (connection, message) =>
            {
                if (message is Query query) connection.Send(Answer(stage, query, tap.Peer.Value, isFirewalled: false));
                if (message is not HttpGet get) return;
                int version = broken ? second : first;
                if (!broken) tap.Held = connection;
                broken = true;
                connection.Send(new HttpOk(size - get.Start, version));
                connection.Send(new FileData(0, size - get.Start, version));
            };
            tap.BreaksAt = 90;
        }

        stage.Play(built);
        Assert.Equal(1, stage.Report.ValueOf("downloads.resumed"));
        Assert.Equal(1, stage.Report.ValueOf("downloads.completed"));
        Assert.Equal(bad, stage.World.CollectMetrics().Total(stage.Run.Workload.Metrics.BadCompleted));
    }

    [Fact]
    public void Two_firewalled_ones_cannot_exchange_a_file_but_a_public_one_can_be_pushed_to()
    {
        ScenarioSettings scenario = GnutellaWorld.Quiet(80, 20) with
        {
            Network = new NetworkSettings { Nat = new NatSettings { Firewalled = 0.4 } },
            Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(4), StartAfter = TimeSpan.FromMinutes(2) },
        };
        (SystemRun _, SystemResult result) = GnutellaWorld.Run(scenario, new GnutellaSettings { Ping = new GnutellaPingSettings { Interval = TimeSpan.FromMinutes(5) } });
        Assert.True(result.Report.ValueOf("push.attempts") > 20);
        Assert.True(result.Report.ValueOf("push.success") > 0.9);
        IReadOnlyList<string> attempts = result.Report.Tables.First(t => t.Title == "Download attempts").Rows[0];
        Assert.NotEqual("0", attempts[3]); // both firewalled
        Assert.Equal(0, result.Report.ValueOf("handlerFailures"));
    }

    /// <summary>Servent 0 asks at 20 s, takes its hits 60 s later.</summary>
    private static Stage Downloader(int taps, bool bandwidth) => new(taps, GnutellaWorld.Static, GnutellaWorld.Quiet(taps + 1, 20) with
    {
        Network = GnutellaWorld.Quiet(1).Network with { Bandwidth = bandwidth },
        Content = GnutellaWorld.Quiet(1).Content with { Placement = new LogNormalPlacement { FreeRiders = 1 } },
    }, TimeSpan.FromSeconds(20));

    private static DescriptorId ServentOf(int tap) => new((ulong)tap * 77, 0xFF00_0000_0000_0000);

    private static QueryHit Answer(Stage stage, Query query, int tap, bool isFirewalled) =>
        new(query.Id, 3, 0, 3, new HitList(new PeerId(tap), ServentOf(tap), 56, isFirewalled, false, [0], stage.Run.Workload.Catalogue));
}
