using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using P2PActors.Reports;

namespace P2PActors.Tests.Reports;

/// <summary>The files of a run directory.</summary>
public sealed partial class RunDirectories : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("p2pactors-report-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public void Equal_runs_write_equal_files_apart_from_timing(int seeds, bool swept)
    {
        string[]? sweep = swept ? ["3", "5", "7"] : null;
        RunDirectory.Write(At("a"), ReportModelSamples.TwoSystems(seeds, sweep), ReportModelSamples.Command, "1.0", ReportModelSamples.Laboratory);
        RunDirectory.Write(At("b"), ReportModelSamples.TwoSystems(seeds, sweep, TimeSpan.FromSeconds(99)), ReportModelSamples.Command, "1.0",
            new RunEnvironment(new DateTimeOffset(2031, 12, 24, 1, 2, 3, TimeSpan.Zero), 64, "Windows", ".NET 11"));

        Assert.Equal(Read("a", "timeseries.csv"), Read("b", "timeseries.csv"));
        Assert.Equal(Read("a", "scenario.conf"), Read("b", "scenario.conf"));
        Assert.NotEqual(Read("a", "summary.json"), Read("b", "summary.json"));
        Assert.Equal(SummaryTiming().Replace(Read("a", "summary.json"), ""), SummaryTiming().Replace(Read("b", "summary.json"), ""));
        Assert.NotEqual(Read("a", "report.html"), Read("b", "report.html"));
        Assert.Equal(ReportTiming().Replace(Read("a", "report.html"), ""), ReportTiming().Replace(Read("b", "report.html"), ""));
    }

    [Fact]
    public void The_summary_holds_what_a_script_needs()
    {
        RunDirectory.Write(At("a"), ReportModelSamples.TwoSystems(2), ReportModelSamples.Command, "1.0", ReportModelSamples.Laboratory);
        JsonNode json = JsonNode.Parse(Read("a", "summary.json"))!;

        Assert.Equal(
            ["schemaVersion", "scenario", "command", "version", "complete", "runs", "repeated", "expectations", "timing"],
            json.AsObject().Select(p => p.Key));
        Assert.Equal("two-searches", (string?)json["scenario"]!["name"]);
        Assert.Equal(ReportModelSamples.Command, (string?)json["command"]);
        Assert.True((bool)json["complete"]!);
        JsonNode system = json["runs"]![1]!["systems"]![0]!;
        Assert.Equal(8, (long)json["runs"]![1]!["seed"]!);
        Assert.Equal("napster", (string?)system["label"]);
        Assert.Equal("5f2b90c1d4e87a6633f0a9be41c7d208", (string?)system["digest"]);
        Assert.Equal(0.9812, (double)system["values"]!["recall"]!);
        Assert.Equal(2700, (double)system["interventions"]![0]!["timeSeconds"]!);
        Assert.Single(system["warnings"]!.AsArray());
        JsonObject gnutella = json["runs"]![0]!["systems"]![1]!["values"]!.AsObject();
        Assert.True(gnutella.ContainsKey("uploads.top1"));
        Assert.Null(gnutella["uploads.top1"]);
        Assert.Equal(["agrees", "agrees", "differs", "not measured"], json["expectations"]!.AsArray().Select(e => (string?)e!["verdict"]));
        Assert.Equal(8, (int)json["timing"]!["machine"]!["cores"]!);
        Assert.Equal(4, json["timing"]!["runs"]!.AsArray().Count);
        Assert.All(json["repeated"]!.AsArray(), r => Assert.NotNull(r!["halfWidth95"] ?? (r["count"]!.GetValue<int>() < 2 ? 0 : null)));
    }

    [Fact]
    public void A_single_run_is_not_called_repeated()
    {
        RunDirectory.Write(At("a"), ReportModelSamples.TwoSystems(), ReportModelSamples.Command, "1.0");
        Assert.Null(JsonNode.Parse(Read("a", "summary.json"))!["repeated"]);
    }

    [Fact]
    public void The_scenario_says_how_to_run_it_again_and_reads_back()
    {
        RunDirectory.Write(At("a"), ReportModelSamples.TwoSystems(3), "p2p run x\n--seed 7", "1.0");
        string text = Read("a", "scenario.conf");

        Assert.StartsWith("# To run it again: p2p run scenario.conf --seed 7 --repeat 3   (P2PActors 1.0; first run as: p2p run x --seed 7)\n", text, StringComparison.Ordinal);
        Assert.Equal(ReportModelSamples.TwoSystems().Scenario.Document, P2PActors.Scenarios.Hocon.HoconDocument.Load(Path.Combine(At("a"), "scenario.conf")));
    }

    [Fact]
    public void Foreign_files_are_left_alone_and_an_earlier_run_is_overwritten()
    {
        Directory.CreateDirectory(At("a"));
        File.WriteAllText(Path.Combine(At("a"), "thesis.tex"), "ten years of work");
        IOException error = Assert.Throws<IOException>(() => RunDirectory.Write(At("a"), ReportModelSamples.TwoSystems(), "p2p run x", "1.0"));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.tex"], Directory.GetFileSystemEntries(At("a")).Select(Path.GetFileName));
        Assert.Throws<IOException>(() => RunDirectory.EnsureUsable(Path.Combine(At("a"), "thesis.tex")));

        RunDirectory.Write(At("b"), ReportModelSamples.TwoSystems(title: "first"), "p2p run x", "1.0");
        File.WriteAllText(Path.Combine(At("b"), "notes.txt"), "mine");
        RunDirectory.Write(At("b"), ReportModelSamples.TwoSystems(title: "second"), "p2p run x", "1.0");
        Assert.Contains("\"second\"", Read("b", "summary.json"), StringComparison.Ordinal);
        Assert.Equal(["notes.txt", "report.html", "scenario.conf", "summary.json", "timeseries.csv"], Directory.GetFileSystemEntries(At("b")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private string At(string name) => Path.Combine(_root, name);

    private string Read(string directory, string file) => File.ReadAllText(Path.Combine(At(directory), file));

    [GeneratedRegex("\"timing\": .*", RegexOptions.Singleline)]
    private static partial Regex SummaryTiming();

    [GeneratedRegex("<section id=\"timing\">.*?</section>", RegexOptions.Singleline)]
    private static partial Regex ReportTiming();
}
