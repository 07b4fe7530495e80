using P2PActors.Scenarios.Binding;

namespace P2PActors.Tests.Scenarios;

public class SettingsCatalogueTests
{
    private static readonly IReadOnlyList<SettingRow> Rows =
        SettingsCatalogue.Describe([("", typeof(SampleSettings)), ("systems.chord", typeof(SampleLink))]);

    private static SettingRow Row(string key, string variant = "") => Rows.Single(row => row.Key == key && row.Variant == variant);

    [Fact]
    public void Settings_are_listed_in_the_order_of_declaration() => Assert.Equal(
        ["name", "max-peers", "seed", "factor", "loss", "trace", "duration", "warm-up", "frame", "uplink", "transport", "latency",
            "latency.extra", "latency.delay", "latency.min", "latency.max"],
        Rows.Take(16).Select(row => row.Key));

    [Fact]
    public void A_row_tells_type_unit_default_range_and_meaning()
    {
        Assert.Equivalent(new SettingRow(
            "", "max-peers", "", "whole number", "peers", "100", "from 1 to 1000000", "How many peers.", []), Row("max-peers"));
        Assert.Equal(("duration", "10m", "from 1s to 30d"), (Row("duration").Type, Row("duration").Default, Row("duration").Range));
        Assert.Equal("none", Row("warm-up").Default);
        Assert.Equal("[eu, us]", Row("regions").Default);
        Assert.Equal("33.6kbps", Row("uplink").Default);
        Assert.Equal("modem { up = 56kbps, down = null }", Row("links").Default);
        Assert.Equal("required", Row("faults[].at").Default);
        Assert.Equal("by name: section", Row("links").Type);
        Assert.Equal("systems.chord", Row("systems.chord.up").Section);
        Assert.NotNull(Row("links.<name>.up"));
    }

    [Fact]
    public void Variants_and_presets_are_options_and_their_keys_name_the_variant()
    {
        Assert.Equal(["constant", "uniform", "lan", "internet-2002"], Row("latency").Options.Select(o => o.Name));
        Assert.Equal(("section, chosen by model", "uniform"), (Row("latency").Type, Row("latency").Default));
        Assert.Equal("100ms", Row("latency.max", "model = uniform").Default);
        Assert.Equal("required", Row("latency.delay", "model = constant").Default);
        Assert.Equal(["datagram", "long-lived-stream"], Row("transport").Options.Select(o => o.Name));
    }

    [Fact]
    public void A_section_that_is_a_choice_lists_its_variants_first()
    {
        var row = SettingsCatalogue.Describe([("latency", typeof(SampleLatency))])[0];
        Assert.Equal(("latency", "section, chosen by model", 4), (row.Key, row.Type, row.Options.Count));
    }

    [Fact]
    public void The_page_has_a_table_per_section()
    {
        var page = SettingsMarkdown.Render(Rows);
        Assert.StartsWith("## The scenario\n\n| Key | Type | Default | Range | Meaning |\n|---|---|---|---|---|\n| `name` | text | `sample` |", page, StringComparison.Ordinal);
        Assert.Contains("\n## `systems.chord`\n", page, StringComparison.Ordinal);
        Assert.Contains("| `latency.max` | duration | `100ms` | of at least 0s | Longest delay. Only with `model = uniform`. |", page, StringComparison.Ordinal);
        Assert.Contains("`lan` (A local network)", page, StringComparison.Ordinal);
    }
}
