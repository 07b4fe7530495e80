using P2PActors.Faults;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>Faults as they are typed: <c>kill role=server at=40m</c>.</summary>
public static class FaultText
{
    /// <summary>A scenario's text with more faults at the end of its timeline.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="faults">The faults as typed, each with the time at which it happens.</param>
    /// <exception cref="ScenarioException">A fault is wrong.</exception>
    public static HoconObject AddTo(Scenario scenario, IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(faults);
        HoconValue[] given = scenario.Document.Get("faults") is HoconArray list ? [.. list.Items] : [];
        IEnumerable<HoconValue> all = given.Concat(faults.Select(Read));
        return scenario.Document.With("faults", $"[\n{string.Join('\n', all.Select(f => f is HoconObject section ? $"{{\n{section.ToText()}\n}}" : f.ToString()))}\n]", "--fault");
    }

    private static HoconObject Read(string text)
    {
        string place = "--fault";
        try
        {
            List<string> words = CommandWords.Of(text);
            if (words.Count == 0) throw new ScenarioException(place, "", "found nothing, expected a fault such as \"kill role=server at=40m\"");
            string[] known = [.. ChoiceSchema.Of(typeof(FaultSettings)).Names];
            if (!known.Contains(words[0])) throw new ScenarioException(place, "", $"there is no fault '{words[0]}'; {NearestName.Hint(words[0], known)}");
            HoconObject fault = HoconDocument.Parse($"fault = {words[0]}", place, FaultCommands.Read(words[0], words.GetRange(1, words.Count - 1), takesTime: true));
            SettingsBinder.Bind<FaultSettings>(fault);
            return fault;
        }
        catch (Exception e) when (e is FormatException or CommandException)
        {
            throw new ScenarioException(place, "", e.Message);
        }
    }
}
