using P2PActors.Faults;
using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios;

/// <summary>Reads scenarios and checks them whole: all errors are found before anything runs.</summary>
/// <param name="registry">The protocols that may be named.</param>
public sealed class ScenarioLoader(ProtocolRegistry registry)
{
    private const string SystemsKey = "systems";

    /// <summary>A section in which a scenario keeps values of its own, to be used by substitution: <c>${vars.minutes}</c>.</summary>
    private const string FreeKey = "vars";

    private static readonly HashSet<string> NotTheScenarios = [SystemsKey, FreeKey, JournalSettings.Key];
    private static readonly HashSet<string> NotTheProtocols = ["protocol", "override"];

    /// <summary>Reads a scenario file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">What <c>--set</c> and the other options put in the file's place.</param>
    /// <exception cref="ScenarioException">Holds everything that is wrong.</exception>
    public Scenario Load(string path, IEnumerable<HoconOverride>? overrides = null) =>
        Check(Path.GetFileNameWithoutExtension(path), HoconDocument.Load(path, overrides));

    /// <summary>Checks a scenario that was read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="document">What was read.</param>
    /// <exception cref="ScenarioException">Holds everything that is wrong.</exception>
    public Scenario Check(string name, HoconObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var errors = new List<ScenarioError>();
        HoconObject located = DataFiles.Locate(document, errors);
        var settings = SettingsBinder.Bind<ScenarioSettings>(located, "", errors, NotTheScenarios);
        List<ScenarioSystem> systems = ReadSystems(located, settings, errors);
        JournalSettings? journal = ReadJournal(located, systems, errors);
        if (settings is not null)
        {
            CheckSweep(located, settings, errors);
            CheckFaults(located, settings, systems, errors);
        }

        if (errors.Count > 0) throw new ScenarioException(errors);
        var scenario = new Scenario(name, settings!, systems, document) { Journal = journal, DataFiles = DataFiles.Of(located) };
        return journal is null ? scenario : scenario.Only(journal.System);
    }

    private static JournalSettings? ReadJournal(HoconObject document, List<ScenarioSystem> systems, List<ScenarioError> errors)
    {
        if (document.Member(JournalSettings.Key) is not { } node || node is HoconNull) return null;
        var journal = SettingsBinder.Bind<JournalSettings>(document, JournalSettings.Key, errors);
        if (journal is null || systems.Count == 0 || systems.Exists(s => s.Label == journal.System)) return journal;
        errors.Add(new ScenarioError(node.Origin.ToString(), "journal.system",
            $"there is no system '{journal.System}' in this file; {NearestName.Hint(journal.System, [.. systems.Select(s => s.Label)])}"));
        return null;
    }

    private List<ScenarioSystem> ReadSystems(HoconObject document, ScenarioSettings? settings, List<ScenarioError> errors)
    {
        var systems = new List<ScenarioSystem>();
        string known = string.Join(", ", registry.All.Select(p => p.Name));
        if (document.Get(SystemsKey) is not { } node)
        {
            errors.Add(new ScenarioError(document.Origin.Source, SystemsKey, $"found no systems to run, expected at least one, as in 'systems {{ napster {{}} }}'; there are {known}"));
            return systems;
        }

        if (node is not HoconObject { Members.Count: > 0 } section)
        {
            errors.Add(new ScenarioError(node.Origin.ToString(), SystemsKey, $"expected a section with at least one system, as in 'systems {{ napster {{}} }}'; there are {known}"));
            return systems;
        }

        foreach ((string label, HoconValue value) in section.Members)
        {
            if (ReadSystem(document, label, value, settings, errors) is { } system) systems.Add(system);
        }

        return systems;
    }

    private ScenarioSystem? ReadSystem(HoconObject document, string label, HoconValue value, ScenarioSettings? settings, List<ScenarioError> errors)
    {
        string path = $"{SystemsKey}.{HoconPath.QuoteIfNeeded(label)}";
        if (value is not HoconObject section)
        {
            errors.Add(new ScenarioError(value.Origin.ToString(), path, $"found {value}, expected a section {{ ... }} with the system's settings"));
            return null;
        }

        HoconValue? named = section.Member("protocol");
        string name = named is HoconScalar scalar ? scalar.Text : label;
        if (registry.Find(name) is not { } protocol)
        {
            errors.Add(new ScenarioError((named ?? value).Origin.ToString(), named is null ? path : path + ".protocol", $"there is no protocol '{name}'; {registry.Hint(name)}"));
            return null;
        }

        object? own = SettingsBinder.Bind(protocol.Settings, document, path, errors, NotTheProtocols);
        ScenarioSettings? applied = ApplyOverride(document, path, section, settings, errors);
        return own is null || applied is null ? null : new ScenarioSystem(label, protocol, own, applied);
    }

    /// <summary>A system may see some of the scenario's settings differently: <c>override { topology { ... } }</c>.</summary>
    private static ScenarioSettings? ApplyOverride(HoconObject document, string path, HoconObject section, ScenarioSettings? settings, List<ScenarioError> errors)
    {
        if (section.Member("override") is not { } node) return settings;
        if (node is not HoconObject changes)
        {
            errors.Add(new ScenarioError(node.Origin.ToString(), path + ".override", $"found {node}, expected a section {{ ... }} with settings of the scenario"));
            return null;
        }

        foreach ((string key, HoconValue value) in changes.Members)
        {
            string text = value is HoconObject inner ? $"{{\n{inner.ToText()}\n}}" : value.ToString()!;
            document = document.With(HoconPath.QuoteIfNeeded(key), text, value.Origin.ToString());
        }

        // What is wrong outside the override has been said once already.
        var found = new List<ScenarioError>();
        var applied = SettingsBinder.Bind<ScenarioSettings>(document, "", found, NotTheScenarios);
        foreach (ScenarioError error in found)
        {
            if (!errors.Exists(known => known.Key == error.Key && known.Message == error.Message)) errors.Add(error);
        }

        return applied;
    }

    private static void CheckFaults(HoconObject document, ScenarioSettings settings, List<ScenarioSystem> systems, List<ScenarioError> errors)
    {
        if (systems.Count == 0) return;
        var all = systems.Select(s => (s.Label, s.Protocol)).ToList();
        foreach (string problem in FaultCheck.Of(settings.Faults, settings, all))
            errors.Add(new ScenarioError(document.Get("faults")!.Origin.ToString(), "faults", problem));
        foreach (ScenarioSystem system in systems)
        {
            // What a system does not see differently has been checked above, for all of them together.
            if (ReferenceEquals(system.Scenario, settings) || system.Scenario.Faults.SequenceEqual(settings.Faults)) continue;
            string path = $"{SystemsKey}.{HoconPath.QuoteIfNeeded(system.Label)}.override";
            foreach (string problem in FaultCheck.Of(system.Scenario.Faults, system.Scenario, [(system.Label, system.Protocol)]))
                errors.Add(new ScenarioError(document.Get(path)!.Origin.ToString(), path + ".faults", problem));
        }
    }

    private static void CheckSweep(HoconObject document, ScenarioSettings settings, List<ScenarioError> errors)
    {
        if (settings.Sweep.Setting.Length == 0) return;
        try
        {
            foreach (string value in settings.Sweep.Values) document.With(settings.Sweep.Setting, value, "sweep");
        }
        catch (Exception e) when (e is ScenarioException or FormatException)
        {
            errors.Add(new ScenarioError(document.Get("sweep")!.Origin.ToString(), "sweep", e.Message));
        }
    }
}
