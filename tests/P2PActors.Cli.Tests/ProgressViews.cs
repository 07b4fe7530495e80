using P2PActors.Cli.Terminal;
using P2PActors.Engine;

namespace P2PActors.Cli.Tests;

public sealed class ProgressViews
{
    [Fact]
    public void The_bar_of_a_terminal_is_drawn_whatever_the_name_of_the_system()
    {
        using var bar = new BarView();
        bar.Began("a [bold]name[/] with ] brackets [", 1, 2);
        bar.Progress(new RunProgress(TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), 1_000_000, 500));
        bar.Began("next", 2, 2);
    }

    [Fact]
    public void The_lines_of_a_pipe_name_each_system_with_its_number()
    {
        using var output = new StringWriter();
        using var lines = new LineView(output);
        lines.Began("napster", 1, 2);
        lines.Progress(new RunProgress(TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), 1_000_000, 500));
        lines.Began("gnutella", 2, 2);
        Assert.Equal(["[1/2] napster", "[2/2] gnutella"], output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r')));
    }
}
