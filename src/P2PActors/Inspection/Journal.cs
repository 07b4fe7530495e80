using System.Globalization;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>
/// What a person does to a run, written down as it happens: a scenario with the interventions in its timeline, at the very
/// times at which they took effect. Running it does the same again, to the same digest.
/// </summary>
public sealed class Journal
{
    /// <summary>The file's name in a run directory.</summary>
    public const string FileName = RunDirectory.JournalFile;

    private readonly ScenarioLoader _loader;
    private readonly string _command;
    private readonly string? _path;
    private readonly string _faultsPath;
    private readonly List<HoconObject> _entries = [];
    private readonly List<HoconValue> _given;
    private readonly Scenario _scenario;
    private readonly ScenarioSystem _system;
    private TimeSpan _until;
    private string _digest = "";

    /// <param name="scenario">The scenario as run.</param>
    /// <param name="system">Its system that is run.</param>
    /// <param name="loader">Checks what is added.</param>
    /// <param name="command">The command that began the run.</param>
    /// <param name="path">The file; null to keep none.</param>
    public Journal(Scenario scenario, ScenarioSystem system, ScenarioLoader loader, string command, string? path)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(system);
        (_scenario, _system, _loader, _command, _path) = (scenario, system, loader, command, path);
        string own = $"systems.{HoconPath.QuoteIfNeeded(system.Label)}.override.faults";
        _faultsPath = scenario.Document.Get(own) is null ? "faults" : own;
        _given = scenario.Document.Get(_faultsPath) is HoconArray list ? [.. list.Items] : [];
    }

    /// <summary>The interventions of persons so far, in HOCON, in the order in which they were given.</summary>
    public IReadOnlyList<string> Entries => [.. _entries.Select(OneLine)];

    /// <summary>Path of the list of faults of the system that is run.</summary>
    internal string FaultsPath => _faultsPath;

    /// <summary>A scenario with more faults at the end of a list: what was done by hand in a run that has to begin again.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="path">Path of the list.</param>
    /// <param name="faults">The faults, each in HOCON.</param>
    public static HoconObject With(HoconObject document, string path, IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(document);
        IEnumerable<string> given = document.Get(path) is HoconArray list ? list.Items.Select(Braced) : [];
        return document.With(path, $"[\n{string.Join('\n', given.Concat(faults.Select(f => $"{{\n{f}\n}}")))}\n]", "by hand");
    }

    /// <summary>The journal as a scenario file.</summary>
    public string Text => $"# Journal of a run: {OneLine(_command)}\n# To run it again: p2p run {FileName}; to branch from it: p2p run --from-journal {FileName} --set key=value\n{Document.ToText()}";

    /// <summary>Checks an intervention as if it stood in the scenario, and says how it is carried out. It is not taken in yet.</summary>
    /// <param name="entry">The fault, with its time.</param>
    /// <param name="participants">How many participants the world has.</param>
    /// <exception cref="ScenarioException">It is wrong; the messages are those of a scenario file.</exception>
    internal Intervention Check(HoconObject entry, int participants)
    {
        var bound = SettingsBinder.Bind<FaultSettings>(entry, "");
        if (bound.Sybils > 0)
        {
            throw new ScenarioException("now", "",
                "identities have to exist when the world is built; write the fault into the scenario, or branch: p2p run --from-journal J --fault \"...\"");
        }

        string name = entry.Member("fault")!.ToString()!;
        if (FaultCheck.Numbers(bound, participants) is { } problem) throw new ScenarioException("now", "", $"{name} {problem}");
        int index = _given.Count + _entries.Count;
        _entries.Add(entry);
        try
        {
            Scenario checkedScenario = _loader.Check(_scenario.Name, Document);
            FaultSettings fault = checkedScenario.Systems.Single(s => s.Label == _system.Label).Scenario.Faults[index];
            return fault.Plan(fault.Draw ?? index);
        }
        catch (ScenarioException e)
        {
            // Whoever types a fault knows it by its name, not by its place in the list.
            string place = string.Create(CultureInfo.InvariantCulture, $"fault {index + 1} ");
            throw new ScenarioException([.. e.Errors.Select(error => error.Message.StartsWith(place, StringComparison.Ordinal) ? error with { Message = $"{name} {error.Message[place.Length..]}" } : error)]);
        }
        finally
        {
            _entries.RemoveAt(_entries.Count - 1);
        }
    }

    /// <summary>Takes in an intervention and writes the file.</summary>
    internal void Add(HoconObject entry)
    {
        _entries.Add(entry);
        _digest = "";
        Write();
    }

    /// <summary>Notes how far the run has come and what had happened before, and writes the file.</summary>
    internal void Close(TimeSpan until, string digest)
    {
        (_until, _digest) = (until, digest);
        Write();
    }

    /// <summary>Writes the file as it stands.</summary>
    internal void Write()
    {
        if (_path is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        AtomicFile.WriteText(_path, writer => writer.Write(Text));
    }

    /// <summary>The journal as a scenario.</summary>
    public HoconObject Document
    {
        get
        {
            var head = new JournalSettings { System = _system.Label, Seed = _scenario.Settings.Seed, Until = _until, DigestAtUntil = _digest, Command = _command };
            HoconObject document = _scenario.Document.With("seed", _scenario.Settings.Seed.ToString(CultureInfo.InvariantCulture), "seed");
            if (_given.Count + _entries.Count > 0) document = document.With(_faultsPath, $"[\n{string.Join('\n', _given.Select(Braced).Concat(_entries.Select(Braced)))}\n]", "now");
            document = document.With(JournalSettings.Key, "null", JournalSettings.Key);
            return document.With(JournalSettings.Key, Braced(SettingsBinder.ToHocon(head)), JournalSettings.Key);
        }
    }

    private static string Braced(HoconValue value) => value is HoconObject section ? $"{{\n{section.ToText()}\n}}" : value.ToString();

    private static string OneLine(HoconObject entry) => string.Join(", ", entry.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n', '\u0085', '\u2028', '\u2029']));
}
