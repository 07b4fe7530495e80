using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Metrics;
using P2PActors.Protocols.FastTrack;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Reports;
using P2PActors.Scenarios;
using Xunit.Abstractions;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>
/// Bad copies in whole KaZaA systems. A hundred users share all 20 titles, half of them bad copies; a hundred others only ask.
/// </summary>
[Trait("fidelity", "kazaa")]
public sealed class PollutionOfKazaa(ITestOutputHelper output)
{
    private const int Peers = 200, Seeds = 8;

    private static ScenarioSettings Scenario(params FaultSettings[] faults) => NapsterRuns.Scenario with
    {
        Peers = Peers,
        Duration = TimeSpan.FromMinutes(90),
        Network = NapsterRuns.Scenario.Network with { Bandwidth = false },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 20, Audio = 1, Video = 0 },
            Placement = new UniformPlacement { FreeRiders = 0.5, Files = 20 },
        },
        Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(5), StartAfter = TimeSpan.FromMinutes(2), MinWords = 30, MaxWords = 30 },
        Faults = faults,
    };

    private static KazaaSettings Settings(PollutionKind kind, int streams, ByteSize chunk) => new()
    {
        Search = new KazaaSearchSettings { Results = 1000, Cap = 1000 },
        Transfers = new KazaaTransferSettings { Streams = streams, Chunk = chunk },
        Downloads = new FileSharingSettings
        {
            ShareDownloads = false,
            UploadSlots = 1000,
            Source = SourceChoice.Random,
            LargestFile = new ByteSize(2_000_000_000),
            Pollution = new PollutionSettings { Kind = kind, Check = 0 },
        },
    };

    private (SystemResult Result, int Good, int Bad) Run(PollutionKind kind, int streams, ByteSize chunk, int seed = 1)
    {
        ScenarioSettings quiet = Scenario() with { Seed = seed };
        SharedLibrary libraries = SystemRun.ContentOf(quiet).Libraries;
        int[] sharers = [.. Enumerable.Range(0, Peers).Where(p => libraries.CountOf(p) > 0)], polluters = sharers[..(sharers.Length / 2)];
        ScenarioSettings scenario = quiet with { Faults = [new PollutionFault { At = TimeSpan.Zero, Peers = polluters }] };
        SystemResult result = new SystemRun("kazaa", new KazaaProtocol(), Settings(kind, streams, chunk), scenario, new RunOptions { Threads = 1 }).Healthy();
        output.WriteLine($"{kind}, {streams} at a time: {sharers.Length - polluters.Length} good and {polluters.Length} bad sources, {result.Value("copies.polluted"):P1} of the copies; {result.Value("downloads")} downloads, {result.Value("downloads.bad"):P1} bad");
        return (result, sharers.Length - polluters.Length, polluters.Length);
    }

    private static readonly ByteSize Whole = new(1_000_000_000), Parts = new(1 << 20);

    // Blind choice of one source: bad as often as a copy is, 3 standard errors.
    [Theory]
    [InlineData(PollutionKind.Decoy)]
    [InlineData(PollutionKind.Corrupt)]
    public void A_blind_download_from_one_source_is_bad_as_often_as_a_copy_is(PollutionKind kind)
    {
        (SystemResult result, int good, int bad) = Run(kind, streams: 1, Whole);
        double share = (double)bad / (good + bad), completed = result.Value("downloads") * result.Value("downloads.completed");
        Assert.True(completed > 500);
        Assert.Equal(share, result.Value("copies.polluted"), 1e-9);
        Assert.Equal(share, result.Value("downloads.bad"), 3 * Math.Sqrt(share * (1 - share) / completed));
    }

    // n different sources drawn from good and bad ones: all are good with probability C(good, n) / C(good + bad, n), nearly 0.5^n.
    [Fact]
    public void With_same_hash_corruption_a_download_from_n_sources_is_good_only_if_all_n_are()
    {
        var downloads = new double[KazaaMetrics.MostContributors];
        var spoiled = new double[KazaaMetrics.MostContributors];
        var expected = new double[KazaaMetrics.MostContributors];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            (SystemResult result, int good, int bad) = Run(PollutionKind.Corrupt, streams: 4, Parts, seed);
            ResultTable table = result.Report.Tables.Single(t => t.Title.StartsWith("Completed downloads by the number of sources", StringComparison.Ordinal));
            foreach (IReadOnlyList<string> row in table.Rows)
            {
                if (!int.TryParse(row[0], out int sources)) continue; // "8 or more"
                downloads[sources - 1] += Number(row[1]);
                spoiled[sources - 1] += Number(row[2]);
                expected[sources - 1] += Number(row[1]) * (1 - AllGood(sources, good, bad));
            }
        }

        int looked = 0;
        for (int i = 0; i < downloads.Length; i++)
        {
            if (downloads[i] < 100) continue;
            looked++;
            double bad = spoiled[i] / downloads[i], law = expected[i] / downloads[i], tolerance = 3 * Math.Sqrt(law * (1 - law) / downloads[i]);
            output.WriteLine($"{i + 1} sources: {downloads[i]} downloads, {bad:P1} bad, {law:P1} +- {tolerance:P1} expected; 1 - 0.5^n = {1 - Math.Pow(0.5, i + 1):P1}");
            Assert.Equal(law, bad, tolerance);
        }

        Assert.True(looked >= 3, "downloads of at least three numbers of sources are common");
    }

    // A decoy has a hash of its own, and all parts of a file come from copies with one hash: parts do not add to the risk.
    [Fact]
    public void Decoys_spoil_no_more_of_the_downloads_of_many_parts_than_of_those_of_one()
    {
        (SystemResult result, int good, int bad) = Run(PollutionKind.Decoy, streams: 4, Parts);
        double share = (double)bad / (good + bad), completed = result.Value("downloads") * result.Value("downloads.completed");
        Assert.True(result.Value("severalSources") > 0.8 * completed);
        Assert.Equal(share, result.Value("downloads.bad"), 3 * Math.Sqrt(share * (1 - share) / completed));
    }

    private static double AllGood(int sources, int good, int bad)
    {
        double all = 1;
        for (int i = 0; i < sources; i++) all *= (double)(good - i) / (good + bad - i);
        return all;
    }

    private static double Number(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);
}
