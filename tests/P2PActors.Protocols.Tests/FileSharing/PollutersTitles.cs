using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FileSharing;

/// <summary>Which titles polluters agree on.</summary>
public sealed class PollutersTitles
{
    private const int Files = 50;

    private static readonly ScenarioSettings Scenario = NapsterRuns.Scenario with
    {
        Content = NapsterRuns.Scenario.Content with { Catalogue = new CatalogueSettings { Files = Files } },
    };

    private static readonly SharedContent Content = SystemRun.ContentOf(Scenario);

    private static PollutionPlan Plan(ulong seed, PollutionTargets which, int titles) => new(
        new SystemContext { Label = "x", Scenario = Scenario, Settings = new(), Seed = seed, Profiles = new PeerProfiles([], []), Content = Content },
        new PollutionSettings { Which = which, Titles = titles });

    [Fact]
    public void Popular_titles_are_those_wanted_most()
    {
        int[] titles = Plan(1, PollutionTargets.Popular, 10).Targets;
        double least = titles.Min(Content.Wanted.Probability);
        Assert.Equal(10, titles.Length);
        Assert.All(Enumerable.Range(0, Files).Except(titles), other => Assert.True(Content.Wanted.Probability(other) <= least));
    }

    [Fact]
    public void Random_titles_are_distinct_sorted_and_the_same_for_all_polluters_of_a_run()
    {
        int[] titles = Plan(7, PollutionTargets.Random, 10).Targets;
        Assert.Equal(10, titles.Distinct().Count());
        Assert.Equal(titles.Order(), titles);
        Assert.Equal(titles, Plan(7, PollutionTargets.Random, 10).Targets);
        Assert.NotEqual(titles, Plan(8, PollutionTargets.Random, 10).Targets);
    }

    [Fact]
    public void Each_title_is_as_likely_as_any_other_to_be_among_the_random_ones()
    {
        const int Draws = 2000, Titles = 10;
        int[] chosen = new int[Files];
        for (ulong seed = 0; seed < Draws; seed++)
        {
            foreach (int title in Plan(seed, PollutionTargets.Random, Titles).Targets) chosen[title]++;
        }

        // Of 50 titles 10: each in a fifth of the draws; four standard errors, as there are fifty of them.
        const double P = (double)Titles / Files;
        Assert.All(chosen, count => Assert.Equal(P, (double)count / Draws, 4 * Math.Sqrt(P * (1 - P) / Draws)));
    }

    [Theory]
    [InlineData(PollutionTargets.Popular)]
    [InlineData(PollutionTargets.Random)]
    public void There_are_never_more_titles_than_files(PollutionTargets which)
    {
        Assert.Equal(Enumerable.Range(0, Files), Plan(1, which, 1000).Targets);
        Assert.Empty(Plan(1, which, 0).Targets);
    }

    [Fact]
    public void A_polluter_offers_the_same_bad_version_each_time_and_never_the_true_one()
    {
        PollutionPlan plan = Plan(3, PollutionTargets.Random, 10);
        Assert.All(Enumerable.Range(0, 200), i =>
        {
            Assert.InRange(plan.VersionOf(new PeerId(i), i % Files), 1, 10);
            Assert.Equal(plan.VersionOf(new PeerId(i), i % Files), plan.VersionOf(new PeerId(i), i % Files));
        });
        Assert.Equal(10, Enumerable.Range(0, 200).Select(i => plan.VersionOf(new PeerId(i), 3)).Distinct().Count());
    }
}
