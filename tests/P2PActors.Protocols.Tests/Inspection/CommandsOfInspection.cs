using P2PActors.Inspection;

namespace P2PActors.Protocols.Tests.Inspection;

/// <summary>The table of commands, and what each says when it is used rightly and wrongly.</summary>
public class CommandsOfInspection
{
    [Fact]
    public void Each_command_has_one_name_a_usage_that_begins_with_it_and_help_with_an_example()
    {
        string[] names = [.. InspectionCommands.All.SelectMany(c => c.Aliases.Prepend(c.Name))];
        Assert.Equal(names.Length, names.Distinct().Count());
        foreach (InspectionCommand command in InspectionCommands.All)
        {
            Assert.StartsWith(command.Name, command.Usage, StringComparison.Ordinal);
            Assert.Contains(command.Details.Split('\n'), l => l.StartsWith(command.Name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_kind_of_fault_is_a_command()
    {
        foreach (string kind in (string[])["kill", "restart", "outage", "partition", "heal", "degrade", "restore", "pollution", "sybil", "fail", "search"])
            Assert.NotNull(InspectionCommands.Find(kind));
    }

    [Theory]
    [InlineData("kil 3", "did you mean 'kill'?")]
    [InlineData("res", "did you mean 'resume'?")]
    [InlineData("kill role=sever", "did you mean 'server'?")]
    [InlineData("kill share=300%", "share")]
    [InlineData("kill shar=30%", "did you mean 'share'?")]
    [InlineData("kill at=5m", "resume until")]
    [InlineData("kill 99999", "99999")]
    [InlineData("kill", "share=100%")]
    [InlineData("kill 62", "kill concerns peer 62, expected numbers from 0 to 61")]
    [InlineData("degrade loss=1% to-peers=[62]", "from 0 to 61")]
    [InlineData("peers status=supernode", "has a status")]
    [InlineData("peers region=west", "no regions")]
    [InlineData("kill role=", "expected kill")]
    [InlineData("search 3 \"free bird", "not closed")]
    [InlineData("peer 99999", "from 0 to 61")]
    [InlineData("peer", "peer ID")]
    [InlineData("peers degre>3", "did you mean 'degree'?")]
    [InlineData("peers role=sever", "did you mean 'server'?")]
    [InlineData("peers order by", "order by")]
    [InlineData("peers limit 0", "limit")]
    [InlineData("resume until soon", "soon")]
    [InlineData("resume until 2h", "ends at")]
    [InlineData("resume until 0s", "past")]
    [InlineData("step -1", "step [N]")]
    [InlineData("step event 0", "not on line")]
    [InlineData("speed fast", "fast")]
    [InlineData("series nothing", "series")]
    [InlineData("trace search 0 \"x\"", "not on line")]
    [InlineData("trace what", "trace search")]
    [InlineData("sybil count=5", "have to exist")]
    [InlineData("help kil", "did you mean 'kill'?")]
    public void What_is_wrong_is_said_once_with_the_remedy(string command, string remedy)
    {
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, "napster", [command, "quit"]);
        Assert.True(answers[0].IsError, Inspected.TextOf(answers[0]));
        Assert.Contains(remedy, Inspected.TextOf(answers[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Infrastructure_can_be_named_by_its_number()
    {
        (_, string journal, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, "napster", ["resume until 10m", "kill 60", "peers role=server", "quit"]);
        Assert.Equal("kill peer 60: 1 peer at 0:10:00.000", Inspected.TextOf(answers[1]));
        Assert.Equal("crashed", answers[2].Tables[0].Rows[0][2]);
        Inspected.Load(journal); // and stands in a scenario
    }

    [Theory]
    [InlineData("napster", 61, null)] // a server and a redirector
    [InlineData("napster", 62, "expected numbers from 0 to 61 in napster")]
    [InlineData("gnutella", 61, "in gnutella")]
    public void A_wrong_number_in_a_scenario_is_found_before_anything_runs(string system, int peer, string? problem)
    {
        P2PActors.Scenarios.Scenario scenario = Inspected.Load($"peers = 60\nsystems {{ napster {{}}, gnutella {{}} }}\nfaults = [ {{ fault = kill, at = 1m, peers = [{peer}], system = {system} }} ]");
        int begun = 0;
        var options = new P2PActors.Scenarios.ScenarioRunOptions { Began = (_, _, _) => begun++ };
        if (problem is null) P2PActors.Scenarios.ScenarioRunner.CheckInfrastructure(scenario);
        else Assert.Contains(problem, Assert.Throws<P2PActors.Scenarios.ScenarioException>(() => new P2PActors.Scenarios.ScenarioRunner(Inspected.Loader).Run(scenario, options)).Message, StringComparison.Ordinal);
        Assert.Equal(0, begun);
    }

    [Fact]
    public void On_a_terminal_of_80_columns_names_and_numbers_stay_whole_and_lines_fit()
    {
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, "napster", ["resume until 11m", "metrics", "metrics search", "peer 60", "help kill", "help degrade", "peers", "journal", "series searches", "quit"]);
        foreach (Answer answer in answers)
        {
            IReadOnlyList<string> lines = PlainText.Of(answer, 80);
            Assert.All(lines, line => Assert.True(line.Length <= 80, line));
            foreach (string name in answer.Tables.SelectMany(t => t.Rows.Select(r => r[0])).Where(c => !c.Contains(' ', StringComparison.Ordinal)))
                Assert.Contains(lines, line => line.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Peers_are_filtered_ordered_and_limited()
    {
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, "gnutella", ["resume until 11m", "peers state=online degree >= 1 order by degree limit 5", "quit"]);
        IReadOnlyList<IReadOnlyList<string>> rows = answers[1].Tables[0].Rows;
        int[] degrees = [.. rows.Select(r => int.Parse(r[3], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(5, degrees.Length);
        Assert.Equal(degrees.OrderDescending(), degrees);
        Assert.All(rows, r => Assert.Equal("on line", r[2]));
    }

    [Fact]
    public void A_step_to_an_event_shows_what_came_and_what_the_peer_did_and_leaves_what_is_done_to_the_end_of_the_window()
    {
        (_, string journal, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, "napster",
            ["resume until 11m", "step event 60", "kill role=server", "peers role=server", "step", "peers role=server", "quit"]);
        Assert.Contains("came: ", Inspected.TextOf(answers[1]), StringComparison.Ordinal);
        Assert.Contains("end of this window", Inspected.TextOf(answers[2]), StringComparison.Ordinal);
        Assert.Equal("on line", answers[3].Tables[0].Rows[0][2]);
        Assert.Equal("crashed", answers[5].Tables[0].Rows[0][2]);
        Assert.Contains("role = server", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_tells_its_state_connections_timers_and_last_messages()
    {
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(Inspected.Small, "napster", ["resume until 11m", "peer 60", "peers role=client state=online limit 1", "quit"]);
        string server = Inspected.TextOf(answers[1]);
        foreach (string part in (string[])["server0: ", "users logged in", "index: ", "connection", "timer", "message"]) Assert.Contains(part, server, StringComparison.Ordinal);
        string client = answers[2].Tables[0].Rows[0][0];
        string text = Inspected.TextOf(Inspected.Run(Inspected.Small, "napster", ["resume until 11m", "peer " + client, "quit"]).Answers[1]);
        Assert.Contains("logged in to server 1 (peer 60) since", text, StringComparison.Ordinal);
        Assert.Contains("shares", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ki", "kill")]
    [InlineData("kill ro", "role=,role=client,role=redirector,role=server")]
    [InlineData("resume ", "until")]
    [InlineData("trace show ", "depth")]
    [InlineData("nonsense ", "")]
    public void Words_are_completed(string line, string expected)
    {
        P2PActors.Scenarios.Scenario scenario = Inspected.Load(Inspected.Small);
        var system = scenario.Systems.Single(s => s.Label == "napster");
        using var session = new InspectionSession(new InspectionPlan { Scenario = scenario, System = system, Journal = new Journal(scenario, system, Inspected.Loader, "", null) });
        session.Prepared(new SystemRun("napster", system.Protocol, system.Settings, system.Scenario, new Engine.RunOptions()));
        Assert.Equal(expected, string.Join(',', InspectionCommands.Complete(session, line)));
    }
}
