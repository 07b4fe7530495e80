using P2PActors.Content;
using P2PActors.Engine;

namespace P2PActors.Tests.Content;

public sealed class Sharing
{
    private static readonly Catalogue Files = Catalogue.Create(new CatalogueSettings { Files = 2000 }, seed: 1);

    private static readonly PlacementSettings Napster = (PlacementSettings)PlacementPresets.All.Single(p => p.Name == "napster-2000").Value;

    [Fact]
    public void Free_riders_share_nothing_and_the_others_distinct_files_up_to_the_cap()
    {
        SharedLibrary library = SharedLibrary.Build(Napster with { MaxShared = 500 }, Files, 5000, seed: 2);

        Assert.Equal(0.30, Enumerable.Range(0, 5000).Count(peer => library.CountOf(peer) == 0) / 5000.0, 0.02);
        Assert.Equal(500, Enumerable.Range(0, 5000).Max(library.CountOf));
        for (int peer = 0; peer < 5000; peer++)
        {
            int[] files = library.Of(peer).ToArray();
            Assert.Equal(files.Distinct().Order(), files);
            Assert.All(files, file => Assert.InRange(file, 0, 1999));
        }
    }

    [Fact]
    public void What_a_peer_shares_does_not_depend_on_how_many_others_there_are()
    {
        SharedLibrary few = SharedLibrary.Build(Napster, Files, 100, seed: 3), many = SharedLibrary.Build(Napster, Files, 3000, seed: 3);

        Assert.All(Enumerable.Range(0, 100), peer => Assert.Equal(few.Of(peer).ToArray(), many.Of(peer).ToArray()));
        Assert.NotEqual(few.Of(1).ToArray(), SharedLibrary.Build(Napster, Files, 100, seed: 4).Of(1).ToArray());
    }

    [Fact]
    public void A_peer_may_share_everything()
    {
        SharedLibrary library = SharedLibrary.Build(new UniformPlacement { Files = 1_000_000, MaxShared = 1_000_000, Tail = 0 }, Files, 3, seed: 5);

        Assert.Equal(Enumerable.Range(0, 2000), library.Of(2).ToArray());
    }

    [Fact]
    public void Popular_files_have_more_copies_and_the_tail_makes_rare_ones_exist()
    {
        FileHolders popular = SharedLibrary.Build(new UniformPlacement { Files = 20, Tail = 0 }, Files, 5000, seed: 6).IndexHolders();
        FileHolders withTail = SharedLibrary.Build(new UniformPlacement { Files = 20, Tail = 0.5 }, Files, 5000, seed: 6).IndexHolders();

        Assert.True(popular.CountOf(0) > 10 * popular.CountOf(1999));
        // Half of 20 files of 5,000 peers, spread over 2,000: 25 copies each.
        Assert.InRange(Enumerable.Range(1000, 1000).Average(withTail.CountOf), 25, 60);
        Assert.All(Enumerable.Range(0, 2000), file => Assert.True(withTail.CountOf(file) > 0));
    }

    [Fact]
    public void Copies_follow_the_law_of_drawing_without_repetition()
    {
        // Two of three files with weights 6, 3, 1: file 2 is missing with 6/10 * 3/4 + 3/10 * 6/7.
        var catalogue = new Catalogue([.. Enumerable.Range(0, 3).Select(i => Files[i])], [6, 3, 1]);
        FileHolders holders = SharedLibrary.Build(new UniformPlacement { Files = 2, Tail = 0 }, catalogue, 40_000, seed: 7).IndexHolders();

        Assert.Equal(1 - (0.45 + 1.8 / 7), holders.CountOf(2) / 40_000.0, 0.01);
    }

    [Fact]
    public void Redrawing_and_the_single_pass_obey_the_same_law()
    {
        // Weight 0.999 on one file: the second place is nearly always taken in the single pass, in proportion 2 : 1.
        var catalogue = new Catalogue([.. Enumerable.Range(0, 3).Select(i => Files[i])], [1e6, 2, 1]);
        FileHolders holders = SharedLibrary.Build(new UniformPlacement { Files = 2, Tail = 0 }, catalogue, 20_000, seed: 8).IndexHolders();

        Assert.Equal(20_000, holders.CountOf(0));
        Assert.Equal(2.0 / 3, holders.CountOf(1) / 20_000.0, 0.02);
    }

    [Fact]
    public void Holders_are_the_reverse_of_libraries()
    {
        SharedLibrary library = SharedLibrary.Build(Napster, Files, 400, seed: 9);
        FileHolders holders = library.IndexHolders();

        for (int file = 0; file < 2000; file++)
            Assert.Equal(Enumerable.Range(0, 400).Where(peer => library.Shares(peer, file)), holders.Of(file).ToArray());
        Assert.Equal(library.Copies, Enumerable.Range(0, 2000).Sum(holders.CountOf));
    }

    [Fact]
    public void A_placement_can_be_given_by_hand()
    {
        SharedLibrary library = SharedLibrary.Of(5, [[4, 1, 1], [], [0]]);

        Assert.Equal([1, 4], library.Of(0).ToArray());
        Assert.Equal([0, 2, 1], new[] { library.CountOf(1), library.CountOf(0), library.CountOf(2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedLibrary.Of(5, [[5]]));
    }

    [Fact]
    public void The_fitted_KaZaA_supply_is_as_concentrated_as_measured()
    {
        var kazaa = (PlacementSettings)PlacementPresets.All.Single(p => p.Name == "kazaa-2003").Value with { MaxShared = int.MaxValue };
        var random = new RandomStream(10);
        double[] counts = [.. Enumerable.Range(0, 100_000).Select(_ => (double)kazaa.SampleCount(ref random)).OrderDescending()];

        Assert.Equal(0.80, counts.Take(13_000).Sum() / counts.Sum(), 0.03);
    }
}
