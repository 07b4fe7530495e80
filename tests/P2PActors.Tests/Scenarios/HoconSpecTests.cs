using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

/// <summary>Examples of the HOCON specification: the text on the left means the text on the right.</summary>
public class HoconSpecTests
{
    private static HoconObject Parse(string text) => HoconDocument.Parse(text, "test.conf");

    [Theory]
    // Comments, separators, commas
    [InlineData("# c\na = 1 // d\n// e", "a:1")]
    [InlineData("{ a : 1, b = 2\n c 3x }", null)]
    [InlineData("a { b = 1 }", "a:{b:1}")]
    [InlineData("a\n{ b = 1 }", "a:{b:1}")]
    [InlineData("a =\n 1", "a:1")]
    [InlineData("a:[1,2,3,]", "a:[1\n2\n3]")]
    [InlineData("a:[1,2,3,,]", null)]
    [InlineData("a:[,1]", null)]
    [InlineData("{a:1,}", "a:1")]
    [InlineData("{,a:1}", null)]
    [InlineData("{a:1,,b:2}", null)]
    [InlineData("a=1 b=2", null)]
    [InlineData("a = 1\r\nb = 2\r\n", "a:1,b:2")]
    // Duplicate keys and merging
    [InlineData("foo:{a:42},foo:{b:43}", "foo:{a:42,b:43}")]
    [InlineData("foo:{a:42},foo:null,foo:{b:43}", "foo:{b:43}")]
    [InlineData("a:1,a:2", "a:2")]
    [InlineData("a:{b:1},a:2", "a:2")]
    [InlineData("a:1,a:{b:2}", "a:{b:2}")]
    // Unquoted text
    [InlineData("a = truefoo", "a=\"truefoo\"")]
    [InlineData("a = 10s", "a=\"10s\"")]
    [InlineData("a = foo bar  baz ", "a=\"foo bar  baz\"")]
    [InlineData("a = 1 2", "a=\"1 2\"")]
    [InlineData("a = foo\"x\" b", "a=\"foox b\"")]
    [InlineData("a = \"x\" \"y\"", "a=\"x y\"")]
    [InlineData("a = http://x", null)]
    [InlineData("a = x//y", "a=x")]
    [InlineData("a = 1e+6", "a=1e+6")]
    [InlineData("a = \"\\u0041\\n\\/\"", "a=\"A\\n/\"")]
    [InlineData("a = \"\"\"x\\n\"y\"\"\"\"", "a=\"x\\\\n\\\"y\\\"\"")]
    // Keys as paths
    [InlineData("foo.bar : 42", "foo:{bar:42}")]
    [InlineData("foo.bar.baz : 42", "foo:{bar:{baz:42}}")]
    [InlineData("a.x : 42, a.y : 43", "a:{x:42,y:43}")]
    [InlineData("a b c : 42", "\"a b c\":42")]
    [InlineData("true : 42", "\"true\":42")]
    [InlineData("3.14 : 42", "3:{14:42}")]
    [InlineData("\"a.b\".c : 1", "\"a.b\":{c:1}")]
    [InlineData("\"\" : 1", "\"\":1")]
    [InlineData("a..b : 1", null)]
    [InlineData(".a : 1", null)]
    [InlineData("a. : 1", null)]
    // Concatenation of lists and objects
    [InlineData("a : [ 1, 2 ] [ 3, 4 ]", "a:[1,2,3,4]")]
    [InlineData("a : { b : 1 } { c : 2 }", "a:{b:1,c:2}")]
    [InlineData("a : [1] {b:1}", null)]
    [InlineData("data-center-generic = { cluster-size = 6 }\ndata-center-east = ${data-center-generic} { name = \"east\" }",
        "data-center-generic={cluster-size=6},data-center-east={cluster-size=6,name=east}")]
    [InlineData("path = [ /bin ]\npath = ${path} [ /usr/bin ]", "path=[/bin,/usr/bin]")]
    [InlineData("path += a\npath += b", "path=[a,b]")]
    [InlineData("x.path = [0]\nx { path += a }\nx { path += b\n path += c }", "x.path=[0,a,b,c]")]
    [InlineData("a = 1\na += 2", null)]
    // Substitutions
    [InlineData("a = ${b}, b = 1", "a=1,b=1")]
    [InlineData("b = 1, a = x${b}y", "a=x1y,b=1")]
    [InlineData("a = ${?nope}", "{}")]
    [InlineData("a = [1, ${?nope}, 2]", "a=[1,2]")]
    [InlineData("a = x${?nope}", "a=x")]
    [InlineData("a = 1, a = ${?nope}", "a=1")]
    [InlineData("a = null, b = ${a}", "a=null,b=null")]
    [InlineData("a = ${nope}", null)]
    [InlineData("foo : ${does-not-exist}\nfoo : 42", "foo:42")]
    [InlineData("path : \"a:b:c\"\npath : ${path}\":d\"", "path:\"a:b:c:d\"")]
    [InlineData("foo : { a : { c : 1 } }\nfoo : ${foo.a}\nfoo : { a : 2 }", "foo:{a:2,c:1}")]
    [InlineData("foo : { bar : 1, baz : 2 }\nfoo : ${foo.bar}", "foo:1")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }", "bar:{foo:42,baz:42}")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }\nbar : { foo : 43 }", "bar:{foo:43,baz:43}")]
    [InlineData("bar : { a : ${foo.d}, b : 1 }\nbar.b = 3\nfoo : { c : ${bar.b}, d : 2 }\nfoo.d = 4",
        "bar:{a:4,b:3},foo:{c:3,d:4}")]
    [InlineData("a : ${?a}foo", "a:foo")]
    [InlineData("a = ${a}", null)]
    [InlineData("a = 1\na = ${a}", "a=1")]
    [InlineData("a : ${b}\nb : ${c}\nc : ${a}", null)]
    [InlineData("bar : ${foo}\nfoo : ${bar}", null)]
    [InlineData("a = { b = ${a} }", null)]
    [InlineData("a = [ ${a} ]", null)]
    [InlineData("a = ${b}, b = { c = ${a} }", null)]
    // Root
    [InlineData("{}", "{}")]
    [InlineData("[1]", null)]
    [InlineData("{a:1}}", null)]
    [InlineData("a:1}", null)]
    [InlineData("{a:1", null)]
    [InlineData("a = [1", null)]
    [InlineData("a = \"x", null)]
    [InlineData("a = \"x\n\"", null)]
    [InlineData("a = \"\"\"x", null)]
    [InlineData("a = \"\\q\"", null)]
    [InlineData("a = \"\\u00g0\"", null)]
    [InlineData("a = ${b", null)]
    [InlineData("a", null)]
    [InlineData("a =", null)]
    [InlineData("a = $b", null)]
    [InlineData("include = 1", null)]
    [InlineData("include \"x.conf\"", null)]
    [InlineData("includes = 1", "\"includes\":1")]
    [InlineData("\"include\" = 1", "\"include\":1")]
    public void A_text_means_what_the_specification_says(string text, string? meaning)
    {
        if (meaning is null)
        {
            var error = Assert.Throws<ScenarioException>(() => Parse(text)).Errors[0];
            Assert.StartsWith("test.conf:", error.Place, StringComparison.Ordinal);
            Assert.NotEmpty(error.Message);
        }
        else
        {
            Assert.Equal(Parse(meaning), Parse(text));
        }
    }

    [Fact]
    public void A_section_after_a_text_in_the_same_file_would_lose_a_preset_and_is_an_error()
    {
        var error = Assert.Throws<ScenarioException>(() => Parse("churn = none\nchurn.sessions = kad-2007")).Errors.Single();
        Assert.EndsWith(":2", error.Place, StringComparison.Ordinal);
        Assert.Contains("'none' (line 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("preset = none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_keeps_its_line()
    {
        var root = Parse("a = 1\nb {\n  c = [\n    x\n    y ]\n}\nd = ${b.c}");
        Assert.Equal("test.conf:1", root.Get("a")!.Origin.ToString());
        Assert.Equal("test.conf:3", root.Get("b.c")!.Origin.ToString());
        Assert.Equal("test.conf:5", ((HoconArray)root.Get("b.c")!).Items[1].Origin.ToString());
        Assert.Equal("test.conf:3", root.Get("d")!.Origin.ToString());
        Assert.Null(root.Get("b.c.d"));
        Assert.Null(root.Get("nope"));
    }

    [Fact]
    public void A_byte_order_mark_is_tolerated() => Assert.Equal("1", ((HoconNumber)Parse("\uFEFFa = 1").Get("a")!).Text);

    [Theory]
    [InlineData("a = 1\nb = @x", "test.conf:2", "found '@' in a value; put a text with such characters in quotes")]
    [InlineData("a {\n b = 1\n", "test.conf:3", "closes the '{' of line 1")]
    [InlineData("x = ${latncy}\nlatency = 1", "test.conf:1", "did you mean 'latency'?")]
    [InlineData("x = ${HOME}", "test.conf:1", "the environment is not looked at")]
    [InlineData("a = ${b}\nb = ${a}", "test.conf:1", "in a circle: ${b} -> ${a}")]
    [InlineData("a = [1, 2\nb = 3", "test.conf:2", "found '='")]
    [InlineData("", "test.conf", "is empty")]
    [InlineData(" \n", "test.conf", "is empty")]
    [InlineData("include url(\"http://x\")", "test.conf:1", "only files can be included")]
    public void An_error_names_place_and_cause(string text, string place, string cause)
    {
        var error = Assert.Throws<ScenarioException>(() => Parse(text)).Errors[0];
        Assert.Equal(place, error.Place);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_is_one_error() =>
        Assert.Single(Assert.Throws<ScenarioException>(() => Parse("a : ${b}\nb : ${c}\nc : ${a}")).Errors);

    [Fact]
    public void All_unset_substitutions_are_reported_at_once() =>
        Assert.Equal(2, Assert.Throws<ScenarioException>(() => Parse("a = ${x}\nb = ${y}")).Errors.Count);
}
