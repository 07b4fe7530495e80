using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.FileSharing;

/// <summary>Searches and Sybils as a scenario file asks for them. Half of the 60 peers share all 20 titles; nobody asks by himself unless told to.</summary>
public sealed class FaultScenarios
{
    private const string Ground = """
        peers = 60
        duration = 12m
        churn = none
        network { links = 2001, bandwidth = false, latency { model = constant } }
        content { catalogue { files = 20, audio = 100%, video = 0 }, placement { model = uniform, files = 20, free-riders = 50% } }
        """;

    private const string Downloads = "downloads { share-downloads = false, source = random, upload-slots = 1000, largest-file = 2GB, pollution { check = 0 } }";

    private static Scenario Load(string system, string more)
    {
        string systems = system == "napster" ? $"napster {{ mp3-only = false, max-results = 1000, {Downloads} }}" : $"{system} {{ {Downloads} }}";
        return new ScenarioLoader(KnownProtocols.Registry).Check("test", HoconDocument.Parse($"{Ground}\n{more}\nsystems {{ {systems} }}", "test.conf"));
    }

    private static SystemResult Run(Scenario scenario, int threads = 1, int cohorts = 1) => new ScenarioRunner(new ScenarioLoader(KnownProtocols.Registry))
        .Run(scenario, new ScenarioRunOptions { Engine = new RunOptions { Threads = threads, Cohorts = cohorts } }).Runs[0].Systems[0];

    /// <summary>All words of a title that half of the peers share.</summary>
    private static string WordsOfTitle(int file)
    {
        SharedContent content = SystemRun.ContentOf(Load("napster", "").Settings);
        return string.Join(' ', SearchText.Parse(content.Index, content.Catalogue.Name(file)).Words);
    }

    private static int Sharers(Scenario scenario)
    {
        SharedLibrary libraries = SystemRun.ContentOf(scenario.Settings).Libraries;
        return Enumerable.Range(0, scenario.Settings.Peers).Count(p => libraries.CountOf(p) > 0);
    }

    [Theory]
    [InlineData("napster")]
    [InlineData("gnutella")]
    public void A_user_who_is_told_to_search_searches_and_finds(string system)
    {
        SystemResult result = Run(Load(system, $$"""
            queries.askers = 0
            faults = [ { fault = search, at = 8m, count = 5, text = "{{WordsOfTitle(3)}}" } ]
            """));

        Assert.Equal(5, Assert.Single(result.Interventions).Peers);
        Assert.Equal(5, result.Report.ValueOf("searches"));
        Assert.Equal(1, result.Report.ValueOf("successRate"));
        // All copies but one's own: nothing is out of reach of Napster's one server or of seven hops among 60.
        Assert.Equal(1, result.Report.ValueOf("recall"));
    }

    [Theory]
    [InlineData("napster")]
    [InlineData("gnutella")]
    public void A_search_for_what_nobody_has_counts_and_finds_nothing(string system)
    {
        SystemResult result = Run(Load(system, """
            queries.askers = 0
            faults = [ { fault = search, at = 8m, peers = [4, 9], text = "qqxyzzy" } ]
            """));

        Assert.Equal(2, Assert.Single(result.Interventions).Peers);
        Assert.Equal((2, 0), (result.Report.ValueOf("searches"), result.Report.ValueOf("successRate")));
    }

    [Theory]
    [InlineData("napster")]
    [InlineData("gnutella")]
    public void A_text_without_words_is_no_search(string system)
    {
        SystemResult result = Run(Load(system, """
            queries.askers = 0
            faults = [ { fault = search, at = 8m, count = 5, text = "?!" } ]
            """));

        Assert.Equal(0, Assert.Single(result.Interventions).Peers);
        Assert.Equal(0, result.Report.ValueOf("searches"));
    }

    [Theory]
    [InlineData("napster")]
    [InlineData("gnutella")]
    public void Sybils_answer_with_bad_copies_of_what_they_never_had(string system)
    {
        const int Sybils = 20;
        Scenario scenario = Load(system, $$"""
            queries { mean-interval = 30s, start-after = 4m, min-words = 30, max-words = 30 }
            faults = [ { fault = sybil, at = 1m, count = {{Sybils}}, hosts = 4 } ]
            """);
        SystemResult result = Run(scenario);

        double share = (double)Sybils / (Sybils + Sharers(scenario));
        Assert.Equal(Sybils, Assert.Single(result.Interventions).Peers);
        Assert.Equal(share, result.Report.ValueOf("copies.polluted")!.Value, 1e-9);
        double completed = result.Report.ValueOf("downloads")!.Value * result.Report.ValueOf("downloads.completed")!.Value;
        Assert.True(completed > 200, $"{completed} downloads");
        // Sources are drawn among all copies found: three standard errors.
        Assert.Equal(share, result.Report.ValueOf("downloads.bad")!.Value, 3 * Math.Sqrt(share * (1 - share) / completed));
    }

    [Theory]
    [InlineData("napster")]
    [InlineData("gnutella")]
    public void Before_the_Sybils_come_no_copy_is_bad(string system)
    {
        SystemResult result = Run(Load(system, """
            queries { mean-interval = 30s, start-after = 4m }
            faults = [ { fault = sybil, at = 719s, count = 20 } ]
            """));

        Assert.Equal(20, Assert.Single(result.Interventions).Peers);
        Assert.True(result.Report.ValueOf("downloads") > 100);
        Assert.Equal(0, result.Report.ValueOf("downloads.bad"));
    }

    [Theory]
    [InlineData("napster")]
    [InlineData("gnutella")]
    public void Threads_and_cohorts_never_change_a_run_with_Sybils_and_ordered_searches(string system)
    {
        Scenario scenario = Load(system, $$"""
            queries { mean-interval = 1m, start-after = 3m }
            faults = [
              { fault = sybil, at = 1m, count = 15, hosts = 3, over = 30s }
              { fault = pollution, at = 5m, share = 20%, for = 2m }
              { fault = search, at = 6m, share = 50%, text = "{{WordsOfTitle(0)}}" }
            ]
            """);

        string digest = Run(scenario).Digest;
        Assert.Equal(digest, Run(scenario, threads: 1, cohorts: 7).Digest);
        Assert.Equal(digest, Run(scenario, threads: 2, cohorts: 5).Digest);
    }
}
