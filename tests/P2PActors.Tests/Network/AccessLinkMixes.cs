using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Network;

public sealed class AccessLinkMixes
{
    private static LinkMixSettings Mix(params (string Name, double Share)[] shares) =>
        new() { Shares = shares.ToDictionary(s => s.Name, s => s.Share) };

    [Fact]
    public void Every_preset_is_a_valid_mix()
    {
        Assert.All(LinkMixPresets.All, preset => Assert.NotEmpty(new LinkMix((LinkMixSettings)preset.Value).Classes));
        Assert.Contains(LinkMixPresets.All, preset => preset.Name == "2001");
    }

    [Fact]
    public void Classes_are_drawn_by_their_shares()
    {
        var mix = new LinkMix(Mix(("cable", 0.7), ("t1", 0.3), ("lan", 0)));
        var random = new RandomStream(4);
        int cable = Enumerable.Range(0, 50_000).Count(_ => mix.Sample(ref random).Name == "cable");

        Assert.Equal(2, mix.Classes.Count);
        Assert.Equal(0.7, cable / 50_000.0, 0.01);
    }

    [Fact]
    public void Shares_that_do_not_sum_to_one_are_refused_with_their_sum()
    {
        var error = Assert.Throws<ScenarioException>(() => new LinkMix(Mix(("cable", 0.7), ("t1", 0.2)), "a.conf:3", "links"));

        Assert.Equal("a.conf:3: links.shares: the shares sum to 0.9, expected 1.", error.Message);
        Assert.Throws<ScenarioException>(() => new LinkMix(Mix()));
    }

    [Fact]
    public void An_unknown_class_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ScenarioException>(() => new LinkMix(Mix(("cabel", 1.2), ("t1", -0.2))));

        Assert.Equal(2, error.Errors.Count);
        Assert.Contains("cable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_may_bring_its_own_classes_and_replace_known_ones()
    {
        var settings = Mix(("cable", 0.5), ("dial-up", 0.5)) with
        {
            Classes = new Dictionary<string, AccessLinkClass>
            {
                ["dial-up"] = new() { Down = BitRate.FromKbps(9.6), Up = BitRate.FromKbps(9.6) },
                ["cable"] = new() { Up = BitRate.FromMbps(5) },
            },
        };
        var mix = new LinkMix(settings);

        Assert.Equal(["cable", "dial-up"], mix.Classes.Select(c => c.Name));
        Assert.Equal(BitRate.FromMbps(5), mix.Classes[0].Up);
    }

    [Fact]
    public void The_order_in_which_classes_are_written_has_no_effect() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var one = new LinkMix(Mix(("cable", 0.5), ("t1", 0.3), ("dsl", 0.2)));
            var other = new LinkMix(Mix(("dsl", 0.2), ("cable", 0.5), ("t1", 0.3)));
            RandomStream a = new((ulong)seed), b = new((ulong)seed);
            return one.Sample(ref a) == other.Sample(ref b);
        }).QuickCheckThrowOnFailure();
}
