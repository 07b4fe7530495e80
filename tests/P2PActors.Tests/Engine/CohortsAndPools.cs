using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class CohortsAndPools
{
    [Fact]
    public void Every_peer_belongs_to_the_cohort_whose_run_of_numbers_holds_it() =>
        Prop.ForAll(Gen.Choose(1, 3000).ToArbitrary(), Gen.Choose(1, 3000).ToArbitrary(), (peers, wanted) =>
        {
            World world = Lab.Build(peers, TimeSpan.FromSeconds(1), _ => Script.Silent, options: new RunOptions { Threads = 1, Cohorts = wanted });
            CohortMap map = world.Map;
            int held = 0;
            for (int c = 0; c < map.Count; c++) held += map[c]!.Slots.Length;
            for (int peer = 0; peer < peers; peer++)
            {
                Cohort cohort = map.CohortOf(peer);
                if (peer < cohort.FirstPeer || peer >= cohort.FirstPeer + cohort.Slots.Length) return false;
            }

            return held == peers && map.Count <= Math.Min(peers, wanted);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void An_array_is_large_enough_and_comes_back_clean_and_is_used_again()
    {
        var pool = new EventArrayPool();
        foreach (int size in (int[])[1, 2, 4, 5, 63, 64, 65, 100_000])
        {
            Event[] array = pool.Rent(size);
            Assert.True(array.Length >= size);
            Assert.NotSame(array, pool.Rent(size));
            array[0] = new Event(1, EventKind.Timer, 1, 1, 1, new object());
            pool.Return(array, 1);
            Assert.Null(array[0].Payload);
            Assert.Same(array, pool.Rent(size));
        }
    }
}
