using FsCheck;
using FsCheck.Fluent;
using P2PActors.Content;
using P2PActors.Engine;

namespace P2PActors.Tests.Content;

public sealed class Popularity
{
    [Fact]
    public void Files_are_drawn_in_proportion_to_their_weights() =>
        Prop.ForAll(Gen.Choose(0, 20).NonEmptyListOf().ToArbitrary(), weights =>
        {
            if (weights.Sum() == 0) return true;
            var sampler = new PopularitySampler([.. weights.Select(w => (double)w)]);
            var random = new RandomStream(1);
            const int Draws = 20_000;
            int[] counts = new int[weights.Count];
            for (int i = 0; i < Draws; i++) counts[sampler.Sample(ref random)]++;
            return Enumerable.Range(0, weights.Count).All(i =>
            {
                double p = weights[i] / (double)weights.Sum(), deviation = Math.Sqrt(p * (1 - p) * Draws);
                return weights[i] == 0 ? counts[i] == 0 : Math.Abs(counts[i] - p * Draws) <= 6 * deviation + 1;
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_shares_of_all_files_sum_to_one()
    {
        Assert.Equal(1, new PopularitySampler(new PopularityLaw(), 12_345).Share(12_345), 9);
        Assert.Equal(0.1, new PopularitySampler(new PopularityLaw { Alpha = 0 }, 10).Probability(9), 12);
    }

    [Fact]
    public void Weights_that_make_no_law_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PopularitySampler([]));
        Assert.Throws<ArgumentException>(() => new PopularitySampler([0, 0]));
        Assert.Throws<ArgumentException>(() => new PopularitySampler([1, -1]));
        Assert.Throws<ArgumentException>(() => new PopularitySampler([double.NaN]));
    }

    [Fact]
    public void A_client_wants_every_file_once_and_then_nothing()
    {
        var zipf = new PopularitySampler(new PopularityLaw { Alpha = 2, Head = 0 }, 200);
        var random = new RandomStream(2);
        var has = new FetchHistory(new[] { 0, 3 });
        var wanted = new List<int>();
        while (has.TryDraw(zipf, ref random, out int file) && has.Add(file)) wanted.Add(file);

        Assert.Equal(Enumerable.Range(0, 200).Except([0, 3]), wanted.Order());
        Assert.Equal(198, has.Fetched);
        Assert.True(has.Has(3));
        Assert.False(has.Add(3));
    }

    [Fact]
    public void A_file_that_nobody_wants_is_never_drawn()
    {
        var sampler = new PopularitySampler([1, 0, 1]);
        var random = new RandomStream(3);
        var has = new FetchHistory(new[] { 0, 2 });

        Assert.False(has.TryDraw(sampler, ref random, out _));
    }

    [Fact]
    public void What_is_left_is_wanted_by_its_popularity_however_the_draw_is_made()
    {
        // The client has 99.99 % of the weight, so nearly every draw takes the exact way.
        var sampler = new PopularitySampler([99_990, 7, 3]);
        var random = new RandomStream(4);
        var has = new FetchHistory(new[] { 0 });
        int ones = Enumerable.Range(0, 20_000).Count(_ => has.TryDraw(sampler, ref random, out int file) && file == 1);

        Assert.Equal(0.7, ones / 20_000.0, 0.02);
    }
}
