using System.CommandLine;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p validate</c>: everything that is wrong with a scenario, without running it.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var options = new ScenarioOptions();
        var command = new Command("validate", "Check a scenario and say everything that is wrong with it");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            Scenario scenario = options.Load(parsed);
            ScenarioRunner.CheckInfrastructure(scenario);
            parsed.InvocationConfiguration.Output.WriteLine(
                $"{parsed.GetValue(options.File)} is right: {scenario.Settings.Peers:N0} peers, {scenario.Settings.Duration:c}, systems {string.Join(", ", scenario.Systems.Select(s => s.Label))}.");
            return ExitCodes.Done;
        });
        return command;
    }
}
