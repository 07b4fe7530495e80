using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

public sealed class HoconFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2p-hocon-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static ScenarioError Error(string path) => Assert.Single(Errors(path));

    private static IReadOnlyList<ScenarioError> Errors(string path) =>
        Assert.Throws<ScenarioException>(() => HoconDocument.Load(path)).Errors;

    [Theory]
    [InlineData("include \"parts/net.conf\"")]
    [InlineData("include \"parts/net\"")]
    [InlineData("include file(\"parts/net.conf\")")]
    [InlineData("include required(\"parts/net.conf\")")]
    [InlineData("include required( file( \"parts/net.conf\" ) )")]
    public void An_include_is_relative_to_the_including_file(string include)
    {
        Write("parts/net.conf", "include \"deeper.conf\"\nloss = 1%");
        Write("parts/deeper.conf", "jitter = 2ms");
        var root = HoconDocument.Load(Write("main.conf", include + "\nloss = 2%"));
        Assert.Equal("2%", ((HoconScalar)root.Get("loss")!).Text);
        Assert.EndsWith("deeper.conf:1", root.Get("jitter")!.Origin.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_substitution_of_an_included_file_looks_beside_the_include_first_then_at_the_root()
    {
        Write("inc.conf", "x = 10\ny = ${x}\nz = ${top}");
        var root = HoconDocument.Load(Write("main.conf", "top = 1\nx = 0\na { include \"inc.conf\" }\na { x = 42 }"));
        Assert.Equal("42", ((HoconScalar)root.Get("a.y")!).Text);
        Assert.Equal("1", ((HoconScalar)root.Get("a.z")!).Text);
    }

    [Fact]
    public void A_missing_file_suggests_its_neighbour()
    {
        Write("quickstart.conf", "a = 1");
        Assert.Contains("did you mean 'quickstart.conf'?", Error(Path.Combine(_folder, "quikstart.conf")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_included_file_is_an_error_at_the_include()
    {
        var error = Error(Write("main.conf", "a = 1\ninclude \"nope.conf\""));
        Assert.EndsWith("main.conf:2", error.Place, StringComparison.Ordinal);
        Assert.Contains("nope.conf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_several_files_are_collected()
    {
        Write("a.conf", "x = @");
        Write("b.conf", "y = @");
        var errors = Errors(Write("main.conf", "include \"a.conf\"\ninclude \"b.conf\"\nz = @"));
        Assert.Equal(["a.conf:1", "b.conf:1", "main.conf:3"], errors.Select(e => Path.GetFileName(e.Place)));
    }

    [Fact]
    public void Files_that_include_each_other_are_one_error_with_the_chain()
    {
        Write("b.conf", "include \"c.conf\"");
        Write("c.conf", "include \"b.conf\"");
        var message = Error(Write("a.conf", "include \"b.conf\"")).Message;
        Assert.Matches("in a circle: .*b.conf -> .*c.conf -> .*b.conf", message);
    }

    [Fact]
    public void A_folder_is_refused() => Assert.Contains("is a folder", Error(_folder).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Contains("the file is empty", Error(Write("e.conf", "")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 97, 61, 0 }, "binary")]
    [InlineData(new byte[] { 97, 61, 0xC3, 0x28 }, "not UTF-8")]
    public void A_file_that_is_no_text_is_refused(byte[] bytes, string cause)
    {
        var path = Path.Combine(_folder, "b.conf");
        File.WriteAllBytes(path, bytes);
        Assert.Contains(cause, Error(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_file_is_refused_without_being_read()
    {
        var path = Path.Combine(_folder, "huge.conf");
        using (var file = File.Create(path)) file.SetLength(50_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("larger than 4 MB", Error(path).Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Settings_that_nest_too_deep_are_refused()
    {
        foreach (var text in new[]
        {
            "a=" + new string('[', 100_000),
            string.Concat(Enumerable.Repeat("a{", 100_000)),
            string.Join('.', Enumerable.Repeat("a", 100_000)) + "=1",
        })
            Assert.Contains("more than 100 levels deep", Error(Write("deep.conf", text)).Message, StringComparison.Ordinal);
        HoconDocument.Parse("a=" + new string('[', 99) + new string(']', 99), "ok");
    }

    [Theory]
    [InlineData("[ ${a#}, ${a#} ]", "[1]")]
    [InlineData("${a#} ${a#}", "[1]")]
    [InlineData("${a#}${a#}", "lol")]
    [InlineData("{ x = ${a#}, y = ${a#} }", "1")]
    public void Substitutions_that_multiply_without_bound_are_refused_quickly(string step, string start)
    {
        var text = $"a0 = {start}\n";
        for (var i = 1; i < 90; i++)
            text += $"a{i} = {step.Replace("#", (i - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)}\n";
        var clock = Stopwatch.StartNew();
        Assert.Throws<ScenarioException>(() => HoconDocument.Parse(text, "bomb"));
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Texts_that_fill_the_memory_are_refused()
    {
        var text = $"big = \"{new string('x', 500_000)}\"\n"
            + string.Concat(Enumerable.Range(0, 50_000).Select(i => FormattableString.Invariant($"a{i} = ${{big}}y\n")));
        Assert.Contains("multiply", Assert.Throws<ScenarioException>(() => HoconDocument.Parse(text, "big")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thicket_of_optional_circles_ends()
    {
        var all = string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"${{?a{i}}}")));
        var text = string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"a{i} = x{all}\n")));
        var clock = Stopwatch.StartNew();
        Assert.Throws<ScenarioException>(() => HoconDocument.Parse(text, "thicket"));
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_long_chain_of_substitutions_is_refused_not_a_crash()
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => FormattableString.Invariant($"a{i} = ${{a{i + 1}}}\n")));
        Assert.Contains("more than 200 times", Assert.Throws<ScenarioException>(() => HoconDocument.Parse(text, "chain")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_random_bytes_ends_in_a_tree_or_a_scenario_error()
    {
        var path = Path.Combine(_folder, "random.conf");
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            try
            {
                HoconDocument.Load(path);
            }
            catch (ScenarioException)
            {
                // The one way to refuse.
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_close_to_the_largest_is_read_quickly()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => FormattableString.Invariant($"section{i} {{ key = value }}\n")));
        var path = Write("large.conf", text);
        var clock = Stopwatch.StartNew();
        Assert.Equal(100_000, HoconDocument.Load(path).Members.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_list_of_many_additions_is_read_quickly()
    {
        var root = HoconDocument.Parse(string.Concat(Enumerable.Repeat("a += 1\n", 100_000)), "many");
        Assert.Equal(100_000, ((HoconArray)root.Get("a")!).Items.Count);
    }
}
