using P2PActors.Actors;
using P2PActors.Protocols.FastTrack;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>
/// What a polluter tells its parent when it turns bad and good again: 0x05 for what it does not share any more, 0x22 for what
/// it shares from then on. User 0 has five of 50 titles; polluters offer all 50.
/// </summary>
public class Repentance
{
    private static readonly PeerId Polluter = new(0);

    private static KazaaSettings Settings(PollutionKind kind) => new()
    {
        Downloads = new FileSharingSettings { Pollution = new PollutionSettings { Kind = kind, Titles = 50 } },
    };

    private static KazaaStage Stage(PollutionKind kind, bool scripted)
    {
        var stage = new KazaaStage(3, [1], scripted ? [1] : [], Settings(kind));
        if (scripted) stage[1].ActsAsSupernode();
        stage.Build();
        stage.At(60, () => Turn(stage, isMalicious: true));
        stage.At(120, () => Turn(stage, isMalicious: false));
        return stage;
    }

    private static void Turn(KazaaStage stage, bool isMalicious)
    {
        Assert.True(stage.World.Traits.SetMalicious(Polluter.Value, isMalicious));
        Assert.True(stage.World.Order(Polluter, TraitsChanged.Instance));
    }

    private static int[] Own(KazaaStage stage) => stage.Run.Workload.LibraryOf(Polluter).Initial.ToArray();

    /// <summary>Peer 2 is a child too, and announces itself in the beginning only.</summary>
    private static IEnumerable<T> Said<T>(KazaaStage stage, double from, double until) where T : Message =>
        stage[1].Heard.Where(h => h.Seconds >= from && h.Seconds < until).Select(h => h.Message).OfType<T>();

    [Fact]
    public void Who_turns_bad_withdraws_its_own_copies_of_the_titles_and_offers_bad_ones_of_all()
    {
        KazaaStage stage = Stage(PollutionKind.Decoy, scripted: true);
        stage.PlayBuilt();
        Assert.Equal(Own(stage), Said<Unshare>(stage, 60, 61).Select(u => u.File));
        SharedCopy[] offered = [.. Said<Shares>(stage, 60, 61).SelectMany(s => s.Files)];
        Assert.Equal(Enumerable.Range(0, 50), offered.Select(c => c.File));
        Assert.All(offered, c => Assert.NotEqual(0, c.Hash));
    }

    [Theory]
    [InlineData(PollutionKind.Decoy)]
    [InlineData(PollutionKind.Corrupt)]
    public void Who_turns_good_withdraws_what_it_planted_and_offers_its_own_true_copies_again(PollutionKind kind)
    {
        KazaaStage stage = Stage(kind, scripted: true);
        stage.PlayBuilt();
        Assert.Equal(Enumerable.Range(0, 50), Said<Unshare>(stage, 120, 121).Select(u => u.File));
        Assert.Equal(Own(stage).Select(f => new SharedCopy(f, 0)), Said<Shares>(stage, 120, 121).SelectMany(s => s.Files));
    }

    [Fact]
    public void What_goes_is_withdrawn_before_what_comes_is_offered()
    {
        KazaaStage stage = Stage(PollutionKind.Decoy, scripted: true);
        stage.PlayBuilt();
        Message[] said = [.. stage[1].Heard.Where(h => h.Seconds is >= 120 and < 121).Select(h => h.Message).Where(m => m is Shares or Unshare)];
        Assert.IsType<Shares>(said[^1]);
        Assert.All(said[..^1], m => Assert.IsType<Unshare>(m));
    }

    [Fact]
    public void The_index_of_the_parent_follows()
    {
        KazaaStage stage = Stage(PollutionKind.Decoy, scripted: false);
        var indexed = new List<int>();
        foreach (double at in (double[])[59, 119, 179]) stage.At(at, () => indexed.Add(stage.Peer(1).Service!.IndexedFiles));
        stage.PlayBuilt();
        // The five of each of three users, the parent among them; 45 more while one of them offers all.
        Assert.Equal([15, 60, 15], indexed);
    }
}
