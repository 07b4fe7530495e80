using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

public class HoconPropertyTests
{
    private static readonly HoconOrigin Nowhere = new("generated", 0, 0);

    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""),
        Gen.Elements("", "true", "null", "1e5", "-", "-x", "include", "a b", " x ", "${a}", "\"", "\\", "\n", "\uD800", "30%", "a.b", "//", "\uFEFF", "\u0085"));

    private static readonly Gen<HoconValue> Scalars = Gen.OneOf(
        Texts.Select(s => (HoconValue)new HoconString(s, Nowhere)),
        ArbMap.Default.GeneratorFor<int>().Select(i => (HoconValue)new HoconNumber(i.ToString(System.Globalization.CultureInfo.InvariantCulture), Nowhere)),
        Gen.Elements("1.50", "1E+20", "-0", "007").Select(s => (HoconValue)new HoconNumber(s, Nowhere)),
        Gen.Elements(true, false).Select(b => (HoconValue)new HoconBoolean(b, Nowhere)),
        Gen.Constant((HoconValue)new HoconNull(Nowhere)));

    private static Gen<HoconValue> Values(int depth) => depth == 0 ? Scalars : Gen.OneOf(
        Scalars,
        Objects(depth - 1).Select(o => (HoconValue)o),
        Gen.ListOf(Values(depth - 1), 3).Select(l => (HoconValue)new HoconArray([.. l], Nowhere)));

    private static Gen<HoconObject> Objects(int depth) =>
        from keys in Gen.ListOf(Texts, 3)
        from values in Gen.ListOf(Values(depth), 3)
        select Object([.. keys], [.. values]);

    private static HoconObject Object(List<string> keys, List<HoconValue> values)
    {
        var members = new OrderedDictionary<string, HoconValue>();
        for (var i = 0; i < Math.Min(keys.Count, values.Count); i++) members.TryAdd(keys[i], values[i]);
        return new HoconObject(members, Nowhere);
    }

    [Fact]
    public void What_is_written_reads_back_to_an_equal_tree() =>
        Prop.ForAll(Arb.From(Objects(3)), tree =>
        {
            var text = tree.ToText();
            var back = HoconDocument.Parse(text, "written");
            return back.Equals(tree) && back.ToText() == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_bytes_end_in_a_tree_or_a_scenario_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Survives(Encoding.Latin1.GetString(bytes))).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_pieces_of_hocon_end_in_a_tree_or_a_scenario_error()
    {
        var pieces = Gen.Elements("a", "b", ".", "=", ":", "+=", "{", "}", "[", "]", ",", "\n", " ", "\"", "\"\"\"", "${", "${?",
            "${a}", "${?b}", "${a.b}", "1", "-", "e+", "#", "//", "include ", "include \"a\"", "\\", "true", "a=1\n", "b=${a}\n", "a{", "a=${b}\n");
        var texts = Gen.ListOf(pieces, 25).Select(list => string.Concat(list));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Arb.From(texts), Survives));
    }

    private static bool Survives(string text)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            HoconDocument.Parse(text, "random").ToText();
        }
        catch (ScenarioException)
        {
            // The one way to refuse.
        }
        return clock.Elapsed < TimeSpan.FromMinutes(1);
    }
}
