using System.Globalization;
using P2PActors.Actors;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>The table of commands, the same wherever they are typed, and what finds its way in it.</summary>
public static class InspectionCommands
{
    /// <summary>All commands, in the order in which help shows them.</summary>
    public static IReadOnlyList<InspectionCommand> All { get; } =
        [.. RunCommands.All, .. PeerCommands.All, .. TraceCommands.All, .. MeasureCommands.All, .. FaultCommands.All, .. HelpCommands.All];

    /// <summary>The command with a name or alias; null if there is none.</summary>
    public static InspectionCommand? Find(string name) =>
        All.FirstOrDefault(c => c.Name == name) ?? All.FirstOrDefault(c => c.Aliases.Contains(name));

    /// <summary>What may stand where a line ends: for completion.</summary>
    /// <param name="session">The run.</param>
    /// <param name="line">What has been typed so far; the last word is the one to be completed, and empty after a blank.</param>
    public static IReadOnlyList<string> Complete(InspectionSession session, string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        int cut = line.LastIndexOf(' ') + 1;
        string last = line[cut..];
        string[] before = line[..cut].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> candidates = before.Length == 0
            ? All.Select(c => c.Name)
            : Find(before[0])?.Next(session, before[1..]) ?? [];
        return [.. candidates.Where(c => c.StartsWith(last, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Carries out a line on the thread of the engine.</summary>
    internal static Answer? Answer(InspectionSession session, string line)
    {
        try
        {
            List<string> words = CommandWords.Of(line);
            if (words.Count == 0) return new Answer();
            if (Find(words[0]) is not { } command)
                return Inspection.Answer.Error($"there is no command '{words[0]}'; {Near(words[0])}");
            return command.Do(session, words.GetRange(1, words.Count - 1));
        }
        catch (CommandException e)
        {
            return Inspection.Answer.Error(e.Message);
        }
        catch (FormatException e)
        {
            return Inspection.Answer.Error(e.Message);
        }
        catch (ScenarioException e)
        {
            var answer = Inspection.Answer.Error(TextOf(e.Errors[0]));
            foreach (ScenarioError error in e.Errors.Skip(1)) answer.Line(TextOf(error));
            return answer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Inspection.Answer.Error(e.Message);
        }
    }

    /// <summary>A duration as it is typed, such as <c>40m</c>; null if it is none.</summary>
    public static TimeSpan? TimeOf(string text) => new DurationNotation().Read(CommandWords.Unquoted(text)).Value as TimeSpan?;

    /// <summary>A duration as HOCON writes it, exact to 100 ns.</summary>
    internal static string Duration(TimeSpan time) => new DurationNotation().Write(time).Text;

    /// <summary>A duration as somebody has typed it.</summary>
    internal static TimeSpan ReadDuration(string text) =>
        TimeOf(text) is { Ticks: >= 0 } time
            ? time
            : throw new CommandException($"found '{text}', expected a duration such as 40m or 1500ms (units ns, us, ms, s, m, h, d, w)");

    /// <summary>The number of a peer as somebody has typed it.</summary>
    internal static PeerId ReadPeer(InspectionSession session, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < session.World.PeerCount
            ? new PeerId(id)
            : throw new CommandException($"found '{text}', expected the number of a peer from 0 to {StateText.Number(session.World.PeerCount - 1)}");

    internal static CommandException WrongUse(string name) => new($"expected {Find(name)!.Usage}; see: help {name}");

    internal static Answer StatusOf(InspectionSession session) => RunCommands.Status(session);

    internal static Answer StepText(StepReport step)
    {
        var answer = new Answer($"peer {step.Peer} at {StateText.Moment(step.At)}, in the middle of a window");
        answer.Line("came: " + step.Came);
        foreach (string did in step.Did) answer.Line("did:  " + did);
        if (step.Did.Count == 0) answer.Line("did:  nothing that others could see");
        return answer;
    }

    private static string Near(string word)
    {
        string[] names = [.. All.SelectMany(c => c.Aliases.Prepend(c.Name))];
        string? begun = names.FirstOrDefault(n => n.StartsWith(word, StringComparison.Ordinal));
        return (begun ?? NearestName.Of(word, names)) is { } near ? $"did you mean '{near}'?" : "see: help";
    }

    private static string TextOf(ScenarioError error) => error.Key.Length == 0 || error.Key == "faults" ? error.Message : $"{error.Key}: {error.Message}";
}
