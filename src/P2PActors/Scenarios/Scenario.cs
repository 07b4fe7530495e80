using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios;

/// <summary>A scenario that was read and found right: settings, systems, and the text to run it again.</summary>
/// <param name="Name">Name of the file without folder and ending.</param>
/// <param name="Settings">The settings beside the systems.</param>
/// <param name="Systems">The systems to run, in the order of the scenario.</param>
/// <param name="Document">The scenario as read, after includes, substitutions and <c>--set</c>.</param>
public sealed record Scenario(string Name, ScenarioSettings Settings, IReadOnlyList<ScenarioSystem> Systems, HoconObject Document)
{
    /// <summary>The run whose journal this is; null for a scenario that is none.</summary>
    public JournalSettings? Journal { get; init; }

    /// <summary>Paths of the data files it reads, as seen from the folder the command runs in.</summary>
    public IReadOnlyList<string> DataFiles { get; init; } = [];

    /// <summary>The same with one system alone, and with what is expected of it.</summary>
    /// <param name="label">Name of the system.</param>
    public Scenario Only(string label) => this with
    {
        Systems = [.. Systems.Where(s => s.Label == label)],
        Settings = Settings with { Expect = [.. Settings.Expect.Where(e => e.Metric.StartsWith(label + ".", StringComparison.Ordinal))] },
    };
}

/// <summary>One system of a scenario.</summary>
/// <param name="Label">Its name in the scenario.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Settings">The protocol's settings.</param>
/// <param name="Scenario">The scenario's settings as they hold for this system (after <c>override</c>).</param>
public sealed record ScenarioSystem(string Label, IProtocol Protocol, object Settings, ScenarioSettings Scenario);
