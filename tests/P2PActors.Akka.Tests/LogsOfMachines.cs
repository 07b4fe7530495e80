using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using Akka.Event;
using P2PActors.Akka.Operations;
using Serilog.Events;
using Serilog.Parsing;
using LogEvent = Serilog.Events.LogEvent;

namespace P2PActors.Akka.Tests;

/// <summary>What a machine logs, read back from its files.</summary>
public sealed class LogsOfMachines : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2p-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MachineLogSettings Settings => new() { Machine = "machine-1", Folder = _folder, ToStandardError = false };

    private List<JsonElement> Written() =>
        [.. Directory.GetFiles(_folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string? Property(JsonElement line, string name) => line.GetProperty("Properties").GetProperty(name).ToString();

    [Fact]
    public void Every_line_says_machine_run_and_attempt_as_they_are_at_that_time()
    {
        using (var log = MachineLog.Create(Settings))
        {
            log.Logger.Information("before");
            log.Belongs("7", 2);
            log.Logger.Information("during");
            log.Belongs(null, 0);
            log.Logger.Information("after");
        }

        Assert.Equal(
            [("machine-1", "-", "0"), ("machine-1", "7", "2"), ("machine-1", "-", "0")],
            Written().Select(l => (Property(l, "machine"), Property(l, "run"), Property(l, "attempt"))));
    }

    [Fact]
    public void Lines_are_objects_with_the_text_and_what_it_is_made_of()
    {
        using (var log = MachineLog.Create(Settings)) log.Logger.Warning("cohort {Cohort} moved to {Target}", 17, "machine-2");

        JsonElement line = Assert.Single(Written());
        Assert.Equal("Warning", line.GetProperty("Level").GetString());
        Assert.Equal("cohort 17 moved to \"machine-2\"", line.GetProperty("RenderedMessage").GetString());
        Assert.Equal(17, line.GetProperty("Properties").GetProperty("Cohort").GetInt32());
    }

    [Fact]
    public void Times_are_in_UTC_wherever_the_machine_is()
    {
        var inTokyo = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(9));
        var text = new StringWriter(CultureInfo.InvariantCulture);
        new UtcFormatter(new Serilog.Formatting.Json.JsonFormatter()).Format(new LogEvent(inTokyo, LogEventLevel.Information, null, new MessageTemplateParser().Parse("hello"), []), text);

        Assert.Equal("2026-01-01T18:04:05.6780000+00:00", JsonDocument.Parse(text.ToString()).RootElement.GetProperty("Timestamp").GetString());
    }

    [Fact]
    public void Numbers_are_written_the_same_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            using var log = MachineLog.Create(Settings);
            log.Logger.Information("took {Seconds} s", 1.5);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal("took 1.5 s", Assert.Single(Written()).GetProperty("RenderedMessage").GetString());
    }

    [Fact]
    public void What_weighs_less_than_wanted_is_left_out()
    {
        using (var log = MachineLog.Create(Settings with { From = LogWeight.Warning }))
        {
            log.Logger.Information("no");
            log.Logger.Error("yes");
        }

        Assert.Equal("yes", Assert.Single(Written()).GetProperty("RenderedMessage").GetString());
    }

    [Fact]
    public void A_full_file_is_followed_by_another_and_the_oldest_go()
    {
        using (var log = MachineLog.Create(Settings with { FileBytes = 2000, Files = 3 }))
        {
            for (int i = 0; i < 100; i++) log.Logger.Information("line {Number}", i);
        }

        Assert.Equal(3, Directory.GetFiles(_folder).Length);
        Assert.Equal(99, Written()[^1].GetProperty("Properties").GetProperty("Number").GetInt32());
    }

    [Fact]
    public void Text_goes_to_standard_error_and_never_to_standard_output()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        TextWriter outputBefore = Console.Out, errorBefore = Console.Error;
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            using var log = MachineLog.Create(Settings with { Folder = null, ToStandardError = true });
            log.Belongs("7", 2);
            log.Logger.Information("a member is {Status}", "up");
        }
        finally
        {
            Console.SetOut(outputBefore);
            Console.SetError(errorBefore);
        }

        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INF machine-1 7#2 a member is up", error.ToString());
        Assert.DoesNotContain("a member is up", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../elsewhere")]
    [InlineData("a b")]
    [InlineData("-x")]
    public void A_name_that_is_no_part_of_a_file_name_is_refused(string name)
    {
        var e = Assert.Throws<ArgumentException>(() => MachineLog.Create(Settings with { Machine = name }));
        Assert.Contains($"'{name}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_refused_with_its_name()
    {
        string file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, "");
        var e = Assert.Throws<IOException>(() => MachineLog.Create(Settings with { Folder = Path.Combine(file, "logs") }));
        Assert.Contains(Path.Combine(file, "logs"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Akka_says_is_in_the_same_log_with_who_said_it()
    {
        using (var log = MachineLog.Create(Settings))
        {
            log.BecomeProcessLog();
            log.Belongs("7", 1);
            using ActorSystem system = ActorSystem.Create("logs", MachineLog.AkkaSettings);
            system.Log.Warning("cohort {0} has {Peers} peers", 3, 1000);
            await system.Terminate();
        }

        JsonElement line = Assert.Single(Written(), l => l.GetProperty("RenderedMessage").GetString()!.StartsWith("cohort", StringComparison.Ordinal));
        Assert.Equal("cohort 3 has 1000 peers", line.GetProperty("RenderedMessage").GetString());
        Assert.Equal(("Warning", "7"), (line.GetProperty("Level").GetString(), Property(line, "run")));
        Assert.Contains("ActorSystem(logs)", Property(line, "LogSource"), StringComparison.Ordinal);
    }
}
