using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Inspection;

/// <summary>Runs of scenarios under inspection, for tests.</summary>
internal static class Inspected
{
    public const string Small = """
        peers = 60
        duration = 30m
        queries { mean-interval = 2m, start-after = 2m }
        content.catalogue.files = 200
        churn { sessions = saroiu-2002, arrivals { model = steady, spread = 5m } }
        systems { gnutella {}, napster {} }
        faults = [ { fault = kill, role = servent, share = 20%, at = 12m }, { fault = restart, role = servent, at = 14m } ]
        """;

    public static ScenarioLoader Loader { get; } = new(KnownProtocols.Registry);

    public static Scenario Load(string text, string name = "test") => Loader.Check(name, HoconDocument.Parse(text, name));

    /// <summary>Runs one system under inspection; the commands are given as a person would, one after the other.</summary>
    /// <returns>Digest, the journal's text, and the answers.</returns>
    public static (string Digest, string Journal, IReadOnlyList<Answer> Answers) Run(string text, string system, IReadOnlyList<string> commands, int threads = 1, int cohorts = 0)
    {
        Scenario scenario = Load(text);
        ScenarioSystem chosen = scenario.Systems.Single(s => s.Label == system);
        var journal = new Journal(scenario, chosen, Loader, "p2p run test", null);
        using var session = new InspectionSession(new InspectionPlan { Scenario = scenario, System = chosen, Journal = journal, StartsPaused = true });
        var run = new SystemRun(system, chosen.Protocol, chosen.Settings, chosen.Scenario, new RunOptions { Threads = threads, Cohorts = cohorts, Control = session });
        session.Prepared(run);
        var answers = new List<Answer>();
        Task typing = Task.Run(() =>
        {
            foreach (string command in commands)
            {
                Answer answer = session.Execute(command);
                answers.Add(answer);
                if (answer.IsUnderWay) session.WaitUntilPaused();
            }
        });
        SystemResult result = run.Run();
        typing.Wait();
        return (result.Digest, journal.Text, answers);
    }

    /// <summary>The digest of a system without anybody looking.</summary>
    public static string Digest(string text, string system, int threads = 1, int cohorts = 0)
    {
        ScenarioSystem chosen = Load(text).Systems.Single(s => s.Label == system);
        return new SystemRun(system, chosen.Protocol, chosen.Settings, chosen.Scenario, new RunOptions { Threads = threads, Cohorts = cohorts }).Run().Digest;
    }

    public static string TextOf(Answer answer) => string.Join('\n', PlainText.Of(answer));
}
