using System.Globalization;
using P2PActors.Faults;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>
/// A journal and what would have become of the run with other settings or faults, as two systems of one scenario: they are
/// shown on the same axes like any two systems that are compared.
/// </summary>
public static class Branch
{
    /// <summary>Name of the system that does what the journal says.</summary>
    public const string AsItWas = "as it was";

    /// <summary>Name of the system with the changes.</summary>
    public const string Changed = "branch";

    /// <summary>The scenario with both.</summary>
    /// <param name="journal">The journal as it is.</param>
    /// <param name="changed">The same file with the changes.</param>
    /// <param name="loader">Checks the result.</param>
    /// <exception cref="ScenarioException">The file is no journal.</exception>
    public static Scenario Of(Scenario journal, Scenario changed, ScenarioLoader loader)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(loader);
        if (journal.Journal is not { } head) throw new ScenarioException(journal.Document.Origin.Source, "", "this is no journal: it has no section 'journal'. Journals are written by p2p run --interactive, --control and --until");
        ScenarioSystem was = journal.Systems[0], then = changed.Systems[0];
        string title = string.Create(CultureInfo.InvariantCulture, $"Branch of {(journal.Settings.Title.Length > 0 ? journal.Settings.Title : journal.Name)} at {StateText.Moment(head.Until)}");
        HoconObject first = SettingsOf(was, title), second = SettingsOf(then, title);
        var text = new System.Text.StringBuilder();
        var ofFirst = new System.Text.StringBuilder();
        var ofSecond = new System.Text.StringBuilder();
        foreach ((string key, HoconValue value) in first.Members)
        {
            HoconValue other = second.Member(key)!;
            bool isShared = value.Equals(other);
            // What stands at the top is merged with what a system overrides; where that would leave something over, it stands with both.
            if (isShared || Covers(other, value)) Append(text, key, value);
            else Append(ofFirst, key, value);
            if (!isShared) Append(ofSecond, key, other);
        }

        text.Append(CultureInfo.InvariantCulture, $"systems {{\n{SystemText(AsItWas, was, ofFirst)}{SystemText(Changed, then, ofSecond)}}}\n");
        return loader.Check(changed.Name, HoconDocument.Parse(text.ToString(), "branch"));
    }

    private static string SystemText(string label, ScenarioSystem system, System.Text.StringBuilder overrides) =>
        $"{HoconPath.QuoteIfNeeded(label)} {{\nprotocol = {HoconWriter.Quote(system.Protocol.Name)}\n{SettingsBinder.ToHocon(system.Settings).ToText()}\n{(overrides.Length > 0 ? $"override {{\n{overrides}}}\n" : "")}}}\n";

    /// <summary>The settings as they hold for the system; each fault keeps its random choices whatever its place in the list.</summary>
    private static HoconObject SettingsOf(ScenarioSystem system, string title)
    {
        var faults = new List<FaultSettings>();
        foreach ((int i, FaultSettings fault) in system.Scenario.Faults.Index())
        {
            // What is meant for others, by name or by role, has no place where there is only this system.
            bool concernsIt = fault.System.Length == 0 || fault.System == system.Label;
            bool hasRole = fault is not PeerFault { Role: { Length: > 0 } role } || system.Protocol.Roles.Contains(role);
            if (concernsIt && hasRole) faults.Add(fault with { System = "", Draw = fault.Draw ?? i });
        }

        return SettingsBinder.ToHocon(system.Scenario with { Title = title, Faults = faults, Expect = [] });
    }

    private static bool Covers(HoconValue over, HoconValue under) =>
        over is not HoconObject o || under is not HoconObject u || u.Members.All(m => o.Member(m.Key) is { } value && Covers(value, m.Value));

    private static void Append(System.Text.StringBuilder text, string key, HoconValue value) =>
        text.Append(CultureInfo.InvariantCulture, $"{HoconPath.QuoteIfNeeded(key)} = {(value is HoconObject section ? $"{{\n{section.ToText()}\n}}" : value.ToString())}\n");
}
