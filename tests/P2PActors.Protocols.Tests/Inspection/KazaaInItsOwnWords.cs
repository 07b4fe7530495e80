using P2PActors.Inspection;

namespace P2PActors.Protocols.Tests.Inspection;

/// <summary>What <c>peer</c> shows of a KaZaA client, of a supernode and of a bootstrap server.</summary>
public sealed class KazaaInItsOwnWords
{
    // One hundred users; peer 100 is the bootstrap server; songs come slowly over modems, in chunks.
    private const string Scenario = """
        peers = 100
        duration = 30m
        churn { sessions = always, arrivals { model = steady, spread = 10s } }
        network { links { shares { modem-56k = 0.7, t1 = 0.3 } } }
        content { catalogue { files = 30, audio = 1, video = 0 }, placement { model = uniform, free-riders = 0, files = 10 } }
        queries { mean-interval = 2m, start-after = 2m, min-words = 4, max-words = 6 }
        systems { kazaa { supernodes { initial = 2 }, participation.cheaters = 1, transfers.chunk = 500kB, downloads { upload-slots = 1 } } }
        """;

    private static string[] Ask(string scenario, params string[] commands)
    {
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(scenario, "kazaa", [.. commands, "quit"]);
        return [.. answers.Select(Inspected.TextOf)];
    }

    private static string All(string at) => string.Join('\n', Ask(Scenario, [$"resume until {at}", .. Enumerable.Range(0, 100).Select(p => $"peer {p}")]));

    [Fact]
    public void An_ordinary_node_says_who_its_parent_is_and_what_level_it_has_and_claims()
    {
        string all = All("3m");
        Assert.Matches(@"ordinary node, child of peer \d+ since 0:00:\d\d\.\d{3}", all);
        Assert.Matches(@"participation level \d+ \(\w+( Being)?\), but claims 1,000 \(Supreme Being\)", all);
        Assert.Matches(@"knows \d supernodes?", all);
    }

    [Fact]
    public void A_supernode_names_its_children_its_links_and_the_files_in_its_index()
    {
        string all = All("3m");
        Assert.Matches(@"supernode since 0:00:\d\d", all);
        Assert.Matches(@"\d+ of \d+ children: \d+, \d+", all);
        Assert.Matches(@"[1-9] links? to other supernodes of 40 wanted: \d+", all);
        Assert.Matches(@"index: [\d,]+ files", all);
    }

    [Fact]
    public void A_download_is_told_source_by_source_and_requests_that_wait_are_counted()
    {
        string all = All("12m");
        Assert.Matches(@"downloads "".+"" \([\d.]+ MB\) since 0:\d\d:\d\d\.\d{3}: .+ have come of \d+ chunks?, from \d+ of \d+ sources?", all);
        Assert.Matches(@"peer \d+, bytes [\d,]+ to [\d,]+: .+ have come", all);
        Assert.Matches(@"peer \d+, bytes [\d,]+ to [\d,]+: in its queue since", all);
        Assert.Matches(@"\d+ requests? in the upload queue, of at most 20", all);
    }

    [Fact]
    public void A_user_who_has_not_found_a_parent_says_since_when()
    {
        // Modems only: nobody can be a supernode, and the search for one never ends.
        string text = Ask(Scenario.Replace("modem-56k = 0.7, t1 = 0.3", "modem-56k = 1", StringComparison.Ordinal), "resume until 3m", "peer 5")[1];
        Assert.Matches(@"without a parent since 0:00:\d\d\.\d{3}, seeking one", text);
    }

    [Fact]
    public void A_bootstrap_server_says_which_supernodes_it_knows()
    {
        string text = Ask(Scenario, "resume until 3m", "peer 100")[1];
        Assert.Matches(@"knows (\d) supernodes; the newest: \d+(, \d+)+", text);
        Assert.Contains("forgets those that have said nothing for 0:30:00", text, StringComparison.Ordinal);
    }
}
