using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>The command that explains the others.</summary>
internal static class HelpCommands
{
    public static IReadOnlyList<InspectionCommand> All { get; } =
    [
        new("help", "help [COMMAND]", "All commands, or one in detail", "help kill") { Aliases = ["?", "h"], Do = Help, Next = (_, w) => w.Count == 0 ? InspectionCommands.All.Select(c => c.Name) : [] },
    ];

    private static Answer Help(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            var all = new Answer();
            foreach (InspectionCommand command in InspectionCommands.All) all.Fact(command.Name, command.Summary);
            return all.Line("help COMMAND says more and gives examples; the tabulator key completes");
        }

        string[] names = [.. InspectionCommands.All.Select(c => c.Name)];
        if (InspectionCommands.Find(words[0]) is not { } found) throw new CommandException($"there is no command '{words[0]}'; {NearestName.Hint(words[0], names)}");
        var answer = new Answer($"{found.Name}: {found.Summary}");
        foreach ((int i, string usage) in found.Usage.Split(" | ").Index()) answer.Fact(i == 0 ? "usage" : "", usage);
        foreach ((string key, string meaning) in found.Settings) answer.Fact(key + "=", meaning);
        string last = "";
        foreach (string line in found.Details.Split('\n'))
        {
            string kind = line.Split(' ')[0] is var first && (first == found.Name || first == "resume") ? "example" : "note";
            answer.Fact(kind == last ? "" : kind, line);
            last = kind;
        }

        if (found.Aliases.Count > 0) answer.Fact("also", string.Join(", ", found.Aliases));
        return answer;
    }
}
