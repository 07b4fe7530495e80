using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>
/// One user is told to search, and fetches what it finds first; the source is killed on the way, and another one that has the
/// same fingerprint sends the rest (message 215). Corrupt copies have the fingerprint of the true one.
/// </summary>
public sealed class ResumedDownloads
{
    private static readonly ScenarioSettings Ground = NapsterRuns.Scenario with
    {
        Peers = 8,
        Network = NapsterRuns.Scenario.Network with { Links = NapsterRuns.Links("cable") },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 20, Audio = 1, Video = 0 },
            Placement = new UniformPlacement { FreeRiders = 0.5, Files = 20 },
        },
        Queries = new QuerySettings { Askers = 0 },
    };

    private static readonly SharedContent Content = SystemRun.ContentOf(Ground);

    private static readonly int[] Sharers = [.. Enumerable.Range(0, Ground.Peers).Where(p => Content.Libraries.CountOf(p) > 0)];

    private static (double Resumes, double Completed, long Bad) Run(int killed, int[] malicious, params int[] repentant)
    {
        int asker = Enumerable.Range(0, Ground.Peers).First(p => !Sharers.Contains(p));
        var faults = new List<FaultSettings>
        {
            new SearchFault { At = TimeSpan.FromMinutes(3), Peers = [asker], Text = string.Join(' ', SearchText.Parse(Content.Index, Content.Catalogue.Name(3)).Words) },
            new KillFault { At = TimeSpan.FromSeconds(190), Peers = [killed], Silently = false },
        };
        if (malicious.Length > 0) faults.Add(new PollutionFault { At = TimeSpan.FromMinutes(1), Peers = malicious });
        if (repentant.Length > 0) faults.Add(new PollutionFault { At = TimeSpan.FromMinutes(1), Peers = repentant, For = TimeSpan.FromMinutes(1) });
        var settings = new NapsterSettings
        {
            Mp3Only = false,
            Downloads = new FileSharingSettings { Source = SourceChoice.First, ShareDownloads = false, Pollution = new PollutionSettings { Kind = PollutionKind.Corrupt, Check = 0 } },
        };
        SystemResult result = NapsterRuns.Prepare(Ground with { Faults = faults }, settings).Healthy();
        Assert.Equal(1, result.Value("downloads"));
        double completed = result.Value("downloads.completed");
        return (result.Value("napster.resumes"), completed, malicious.Length == 0 ? 0 : (long)Math.Round(result.Value("downloads.bad")));
    }

    /// <summary>The source that is asked first: only its death breaks the transfer.</summary>
    private static int First() => Sharers.Single(s => Run(s, []).Resumes > 0);

    [Fact]
    public void A_transfer_that_broke_goes_on_from_another_source()
    {
        Assert.True(Sharers.Length >= 2);
        Assert.Equal((1, 1, 0), Run(First(), []));
    }

    [Fact]
    public void A_corrupt_beginning_makes_the_whole_bad_though_the_rest_is_true()
    {
        // Who announces its files anew comes last in the results: the others do so after the polluter, as they turn good again.
        int polluter = First();
        Assert.Equal((1, 1, 1), Run(polluter, [polluter], [.. Sharers.Where(s => s != polluter)]));
    }

    [Fact]
    public void A_corrupt_rest_makes_the_whole_bad_though_the_beginning_is_true()
    {
        int first = First();
        Assert.Equal((1, 1, 1), Run(first, [.. Sharers.Where(s => s != first)]));
    }

    [Fact]
    public void Without_a_break_the_copies_of_other_sources_do_no_harm()
    {
        int first = First(), asker = Enumerable.Range(0, Ground.Peers).First(p => !Sharers.Contains(p));
        int bystander = Enumerable.Range(0, Ground.Peers).Last(p => p != asker && p != first && !Sharers.Contains(p));
        Assert.Equal((0, 1, 0), Run(bystander, [.. Sharers.Where(s => s != first)]));
    }
}
