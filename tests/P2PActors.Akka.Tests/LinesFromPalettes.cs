using P2PActors.Akka.Cluster;

namespace P2PActors.Akka.Tests;

/// <summary>What is typed at the tool pbm becomes a line of the console.</summary>
public sealed class LinesFromPalettes
{
    private static string Line(string command, params (string, string?)[] arguments) => PaletteLine.Of(command, arguments).Line;

    [Fact]
    public void A_command_without_arguments_is_its_name() => Assert.Equal("status", Line("status"));

    [Theory]
    [InlineData("-l")]
    [InlineData("-L")]
    [InlineData("--line")]
    public void The_argument_is_the_rest_of_the_line_by_every_switch(string name) =>
        Assert.Equal("kill role=server share=30%", Line("kill", (name, "role=server share=30%")));

    [Fact]
    public void Arguments_given_one_after_the_other_go_on_where_the_last_left_off() =>
        Assert.Equal("kill role=server share=30%", Line("kill", ("-l", "role=server"), ("-l", "share=30%")));

    [Theory]
    [InlineData("\"role=server share=30%\"", "kill role=server share=30%")]
    [InlineData("'role=server share=30%'", "kill role=server share=30%")]
    [InlineData("  12 17 ", "kill 12 17")]
    public void Quotes_and_blanks_around_the_argument_are_not_part_of_the_line(string value, string line) => Assert.Equal(line, Line("kill", ("-l", value)));

    [Theory]
    [InlineData("12 \"free bird\"", "trace 12 \"free bird\"")]
    [InlineData("\"a b\" \"c d\"", "trace \"a b\" \"c d\"")]
    public void Quotes_inside_belong_to_the_line(string value, string line) => Assert.Equal(line, Line("trace", ("-l", value)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\"\"")]
    public void An_empty_argument_is_none(string? value) => Assert.Equal("peers", Line("peers", ("-l", value)));

    [Fact]
    public void An_unknown_switch_is_refused_with_the_way_to_write_it()
    {
        var e = Assert.Throws<FormatException>(() => Line("kill", ("-r", "server")));
        Assert.Contains("'-r'", e.Message, StringComparison.Ordinal);
        Assert.Contains("kill -l \"...\"", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_line_cannot_be_smuggled_in() => Assert.Throws<FormatException>(() => Line("peers", ("-l", "limit 1\nkill share=100%")));

    [Fact]
    public void Every_command_of_the_console_is_there_once_and_explained()
    {
        string[] expected =
            ["status", "machines", "cohorts", "runs", "cancel", "peers", "peer", "kill", "restart", "partition", "heal", "degrade", "pause", "resume", "step", "speed", "metrics", "journal"];

        Assert.Equal(expected, ConsoleCommands.All.Select(c => c.Name));
        Assert.All(ConsoleCommands.All, c => Assert.StartsWith(c.Name, c.Usage, StringComparison.Ordinal));
        Assert.All(ConsoleCommands.All, c => Assert.NotEmpty(c.Meaning));
    }
}
