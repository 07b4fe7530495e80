using P2PActors.Actors;
using P2PActors.Protocols.FastTrack;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>A user's search, with "search more", and participation levels.</summary>
public class Searching
{
    /// <summary>User 0 asks for file 3; its parent, peer 1, gives what the test says.</summary>
    private static KazaaStage Asker(KazaaSettings? settings = null, int wanted = 3, Func<SearchRequest, FoundCopy[]>? gives = null)
    {
        KazaaStage stage = null!;
        stage = new KazaaStage(5, [1], [1, 2, 3, 4], settings);
        stage[1].Reacts = (tap, connection, message) =>
        {
            KazaaStage.Script.AnswerAsSupernode(tap, connection, message);
            if (message is not SearchRequest request) return;
            if (gives?.Invoke(request) is { } copies) connection!.Send(new SearchResults(request.Id, new PeerId(1), 1, copies, stage.Run.Layout));
            connection!.Send(new SearchEnd(request.Id));
        };
        stage.Build();
        stage.Ask(60, 0, wanted);
        return stage;
    }

    [Fact]
    public void Without_a_parent_a_search_is_refused()
    {
        var stage = new KazaaStage(2, [1], [1]);
        stage[1].Reacts = (_, _, _) => { };
        stage.Ask(30, 0, 3);
        stage.Play();
        Assert.Equal(1, stage.Metrics.Total(stage.Run.Workload.Metrics.Refused));
    }

    [Theory]
    [InlineData(false, 1 + 2)] // a new user is at level Medium: two repetitions
    [InlineData(true, 1 + 4)]
    public void A_user_that_finds_nothing_searches_more_as_often_as_its_level_allows(bool plus, int requests)
    {
        KazaaStage stage = Asker(new KazaaSettings { Search = new KazaaSearchSettings { Plus = plus } });
        stage.PlayBuilt();
        SearchRequest[] asked = [.. stage[1].All<SearchRequest>()];
        Assert.Equal(requests, asked.Length);
        Assert.Equal(Enumerable.Range(0, requests), asked.Select(a => a.Repetition));
        Assert.Equal(requests, asked.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public void A_user_that_has_found_what_it_wants_does_not_search_more()
    {
        KazaaStage stage = Asker(gives: _ => [new FoundCopy(new PeerId(2), 3, 128, false)]);
        stage.PlayBuilt();
        Assert.Single(stage[1].All<SearchRequest>());
    }

    [Fact]
    public void A_cheater_searches_more_like_a_supreme_being()
    {
        KazaaStage stage = Asker(new KazaaSettings { Participation = new ParticipationSettings { Cheaters = 1 } });
        stage.PlayBuilt();
        Assert.Equal(1 + 5, stage[1].All<SearchRequest>().Count());
    }

    [Fact]
    public void Results_after_the_cap_are_enough_for_anybody()
    {
        var settings = new KazaaSettings { Search = new KazaaSearchSettings { Results = 2, Cap = 2 } };
        KazaaStage stage = Asker(settings, gives: _ => [new FoundCopy(new PeerId(2), 4, 1, false), new FoundCopy(new PeerId(3), 4, 1, false)]);
        stage.PlayBuilt();
        Assert.Single(stage[1].All<SearchRequest>());
    }

    [Theory]
    [InlineData(0, "Low", 1, 2)]
    [InlineData(50, "Low", 1, 2)]
    [InlineData(51, "Medium", 2, 4)]
    [InlineData(100, "Medium", 2, 4)]
    [InlineData(101, "High", 3, 6)]
    [InlineData(200, "High", 3, 6)]
    [InlineData(201, "Guru", 4, 9)]
    [InlineData(500, "Guru", 4, 9)]
    [InlineData(501, "Deity", 5, 12)]
    [InlineData(900, "Deity", 5, 12)]
    [InlineData(901, "Supreme Being", 5, 15)]
    [InlineData(1000, "Supreme Being", 5, 15)]
    public void Levels_have_their_names_and_allowances(int level, string name, int more, int plus)
    {
        Assert.Equal(name, Participation.Names[Participation.RankOf(level)]);
        Assert.Equal((more, plus), (Participation.SearchMoreAllowance(level, false), Participation.SearchMoreAllowance(level, true)));
    }

    [Fact]
    public void The_level_is_a_hundred_times_what_was_given_over_what_was_taken()
    {
        const long Gigabyte = 1_000_000_000;
        Assert.Equal(100, Participation.LevelOf(0, 0, Participation.Medium));
        Assert.InRange(Participation.LevelOf(2 * Gigabyte, Gigabyte, Participation.Medium), 199, 200);
        Assert.InRange(Participation.LevelOf(0, Gigabyte, Participation.Medium), 0, 1);
        Assert.Equal(1000, Participation.LevelOf(50 * Gigabyte, Gigabyte, Participation.Medium));
    }
}
