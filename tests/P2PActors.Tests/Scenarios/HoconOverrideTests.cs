using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

public class HoconOverrideTests
{
    private static readonly HoconObject Base = HoconDocument.Parse("n = 1\ntwice = ${n}${n}\na { b = 1, c = 2 }\nl = [1]", "f.conf");

    [Fact]
    public void An_override_takes_part_in_substitutions() =>
        Assert.Equal("55", ((HoconScalar)Base.With("n", "5").Get("twice")!).Text);

    [Fact]
    public void An_override_keeps_its_neighbours_and_says_where_it_is_from()
    {
        var changed = Base.With("a.b", "[x, {y = 2}]");
        Assert.Equal("--set", changed.Get("a.b")!.Origin.ToString());
        Assert.Equal("2", ((HoconScalar)changed.Get("a.c")!).Text);
        Assert.Equal("1", ((HoconScalar)Base.Get("a.b")!).Text);
    }

    [Fact]
    public void Overrides_can_follow_each_other_and_refer_back() =>
        Assert.Equal(HoconDocument.Parse("l = [1, 2, 3]", "x").Get("l"),
            Base.With("l", "${l} [2]").With("l", "${l} [3]").Get("l"));

    [Fact]
    public void A_section_by_itself_can_be_overridden() =>
        Assert.Equal("7", ((HoconScalar)((HoconObject)Base.Get("a")!).With("b", "7").Get("b")!).Text);

    [Fact]
    public void An_override_can_give_what_the_text_leaves_open() =>
        Assert.Equal("3", ((HoconScalar)HoconDocument.Parse("a = ${seed}", "f", [new("seed", "3")]).Get("a")!).Text);

    [Theory]
    [InlineData("a..b", "1")]
    [InlineData("", "1")]
    [InlineData("a=b", "1")]
    [InlineData("a", "")]
    [InlineData("a", "{")]
    [InlineData("a", "1, b = 2")]
    [InlineData("a", "1\nb = 2")]
    [InlineData("a", "]")]
    [InlineData("a", "${nope}")]
    [InlineData("a", "{ include \"x\" }")]
    public void A_malformed_override_is_an_error_of_the_place_set(string path, string value)
    {
        var error = Assert.Throws<ScenarioException>(() => Base.With(path, value)).Errors[0];
        Assert.Equal("--set", error.Place);
    }
}
