using P2PActors.Inspection;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Inspection;

/// <summary>What a person did can be done again, to the bit.</summary>
public class Journals
{
    /// <summary>At awkward times: between events, in the middle of a window, at the time of a scenario's fault, at the end of another intervention.</summary>
    private static readonly string[] Awkward =
    [
        "resume until 5m", "kill 3 4", "search 7 \"the\"", "step 3", "partition share=0.3", "resume until 7m", "heal", "degrade loss=10% for=2m",
        "resume until 9m", "kill share=10%", "restart 3", "step event 7", "restart 4", "step", "resume until 12m", "restart share=50%",
        "resume until 14m", "kill count=5", "resume until 1000001us", "resume until 1100000001ns", "resume until 1100.0000001s", "outage share=10% for=3m", "resume",
    ];

    [Theory]
    [InlineData("gnutella")]
    [InlineData("napster")]
    public void A_replay_has_the_digest_of_the_run_on_all_threads_and_cohorts(string system)
    {
        (string digest, string journal, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, system, Awkward);
        Assert.True(answers.Count(a => !a.IsError) >= 19, string.Join('\n', answers.Where(a => a.IsError).Select(Inspected.TextOf)));
        Assert.NotEqual(Inspected.Digest(Inspected.Small, system), digest);
        foreach ((int threads, int cohorts) in ((int, int)[])[(1, 1), (1, 7), (2, 5), (2, 60)])
            Assert.Equal(digest, Inspected.Digest(journal, system, threads, cohorts));
    }

    /// <summary>Everything a scenario can plan, conditions and Sybils included, and on top of it every fault that can be typed.</summary>
    private const string Everything = """
        peers = 80
        duration = 24m
        queries { mean-interval = 2m, start-after = 2m }
        content.catalogue.files = 200
        churn { sessions = saroiu-2002, arrivals { model = steady, spread = 5m } }
        network { regions { west = 40%, east = 60% }, nat.firewalled = 20%, loss = 1% }
        systems { gnutella {}, napster {}, kazaa {} }
        faults = [
          { fault = sybil, count = 9, hosts = 2, at = 7m, over = 1m }
          { fault = outage, share = 20%, for = 2m, at = 8m }
          { fault = degrade, region = west, to-region = east, latency-factor = 2, for = 3m, at = 6m }
          { fault = kill, count = 3, when = "time > 9m and online > 5", every = 20s, times = 1 }
          { fault = restart, when = "recent(searches) > 1", every = 30s, times = 4, at = 10m }
        ]
        """;

    private static readonly string[] EveryKind =
    [
        "resume until 5m", "kill 3 4", "search 7 \"the\"", "partition region=west", "resume until 7m", "heal", "degrade 5 6 loss=10% latency=20ms to-peers=[7] for=2m",
        "degrade share=30% bandwidth=50% for=90s", "outage top=10% by=messagesSent for=1m", "pollution share=10%", "fail share=20% failures=2", "step 3",
        "resume until 8m", "outage share=10% for=3m", "resume until 11m", "step event 9", "restart share=50%", "step", "restore", "kill region=east share=10% silently=false", "resume",
    ];

    [Theory]
    [InlineData("gnutella")]
    [InlineData("napster")]
    [InlineData("kazaa")]
    public void A_journal_with_every_kind_of_fault_replays_to_the_same_digest(string system)
    {
        (string digest, string journal, IReadOnlyList<Answer> answers) = Inspected.Run(Everything, system, EveryKind);
        Answer[] wrong = [.. answers.Where(a => a.IsError && !Inspected.TextOf(a).Contains("not on line", StringComparison.Ordinal))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Select(Inspected.TextOf)));
        Assert.NotEqual(Inspected.Digest(Everything, system), digest);
        foreach (int threads in (int[])[1, 2, 4])
        {
            foreach (int cohorts in (int[])[1, 7, 64]) Assert.Equal(digest, Inspected.Digest(journal, system, threads, cohorts));
        }
    }

    [Fact]
    public void Looking_on_changes_nothing()
    {
        string[] looking = ["status", "peers order by degree", "resume until 6m", "peer 3", "trace next 5", "resume until 10m", "trace show", "metrics", "series searches", "step 5", "digest", "step event 5", "peer 5", "resume"];
        Assert.Equal(Inspected.Digest(Inspected.Small, "gnutella"), Inspected.Run(Inspected.Small, "gnutella", looking, 2, 7).Digest);
    }

    [Fact]
    public void A_journal_is_a_scenario_of_the_one_system_that_says_how_far_the_run_went()
    {
        (_, string text, _) = Inspected.Run(Inspected.Small, "napster", ["resume until 10m", "kill role=server", "quit"]);
        Scenario journal = Inspected.Load(text, "journal");
        Assert.Equal(["napster"], journal.Systems.Select(s => s.Label));
        Assert.Equal(600, journal.Journal!.Until.TotalSeconds, 1);
        Assert.Equal("napster", journal.Settings.Faults[^1].System);
        Assert.Equal(journal.Journal.Until, journal.Settings.Faults[^1].At);
    }

    [Fact]
    public void The_digest_of_a_journal_is_of_what_happened_before_its_end()
    {
        (_, string text, _) = Inspected.Run(Inspected.Small, "napster", ["resume until 10m", "kill role=server", "quit"]);
        Scenario journal = Inspected.Load(text, "journal");
        var checkpoint = new DigestCheckpoint(journal.Journal!.Until);
        ScenarioSystem system = journal.Systems[0];
        new SystemRun(system.Label, system.Protocol, system.Settings, system.Scenario, new Engine.RunOptions { Control = checkpoint }).Run();
        Assert.Equal([journal.Journal.DigestAtUntil], checkpoint.Digests);
    }

    [Fact]
    public void A_branch_has_the_same_history_until_its_first_change_and_none_when_the_change_acts_before()
    {
        (_, string text, _) = Inspected.Run(Inspected.Small, "gnutella", ["resume until 10m", "kill 3 4 5", "resume until 13m", "quit"]);
        Scenario journal = Inspected.Load(text, "journal");
        Assert.Equal([true, false], SameHistory(text).Concat(SameHistory(text.Replace("gnutella {}", "gnutella { ttl = 2 }", StringComparison.Ordinal))));

        IEnumerable<bool> SameHistory(string changed)
        {
            Scenario with = Inspected.Load(changed, "journal");
            with = Inspected.Loader.Check("journal", FaultText.AddTo(with, ["kill share=50% at=15m"]));
            Scenario both = Branch.Of(journal, with, Inspected.Loader);
            Assert.Equal([Branch.AsItWas, Branch.Changed], both.Systems.Select(s => s.Label));
            var checkpoint = new DigestCheckpoint(journal.Journal!.Until);
            ScenarioResultOf(both, checkpoint, out string[] digests);
            Assert.NotEqual(digests[0], digests[1]);
            Assert.Equal(journal.Journal.DigestAtUntil, checkpoint.Digests[0]);
            return [checkpoint.Digests[0] == checkpoint.Digests[1]];
        }
    }

    [Theory]
    [InlineData("journal { system = nobody }", "nobody")]
    [InlineData("journal { system = napster, until = soon }", "soon")]
    [InlineData("journal { system = napster, untl = 5m }", "until")]
    public void A_wrong_head_of_a_journal_is_named(string head, string named)
    {
        var error = Assert.Throws<ScenarioException>(() => Inspected.Load(Inspected.Small + "\n" + head));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static void ScenarioResultOf(Scenario scenario, DigestCheckpoint checkpoint, out string[] digests)
    {
        var result = new ScenarioRunner(Inspected.Loader).Run(scenario, new ScenarioRunOptions { Engine = new Engine.RunOptions { Control = checkpoint } });
        digests = [.. result.Runs[0].Systems.Select(s => s.Digest)];
    }
}
