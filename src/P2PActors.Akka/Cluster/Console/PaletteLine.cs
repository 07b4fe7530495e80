namespace P2PActors.Akka.Cluster;

/// <summary>
/// How a command that came as a name and arguments with switches, as those of the tool pbm do, becomes a line of the console:
/// <c>p2p kill -l "role=server share=30%"</c> is the line <c>kill role=server share=30%</c>.
/// </summary>
public static class PaletteLine
{
    /// <summary>The switch of the one argument that every command has.</summary>
    public const string Switch = "-l";

    /// <summary>Other ways to write it.</summary>
    public static IReadOnlyList<string> Switches { get; } = [Switch, "-L", "--line"];

    /// <summary>The line. An argument that is given more than once goes on where it left off.</summary>
    /// <param name="command">Name of the command.</param>
    /// <param name="arguments">Each argument: its switch, and what came after it.</param>
    /// <exception cref="FormatException">A switch is not known, or a value is no text of one line; the message says what to do.</exception>
    public static ConsoleLine Of(string command, IEnumerable<(string Switch, string? Value)> arguments)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(arguments);
        var words = new List<string> { command };
        foreach ((string name, string? value) in arguments)
        {
            if (!Switches.Contains(name))
                throw new FormatException($"found the switch '{name}', expected {Switch} \"the rest of the line\", as in: {command} {Switch} \"...\"");
            string text = Unquoted((value ?? "").Trim());
            if (text.Any(char.IsControl)) throw new FormatException($"the text after {name} has a line break or another control character in it; give it as one line");
            if (text.Length > 0) words.Add(text);
        }

        return new ConsoleLine(string.Join(' ', words));
    }

    /// <summary>Without the quotes that held the words together on the way here. Quotes inside belong to the line.</summary>
    private static string Unquoted(string text) =>
        text.Length >= 2 && (text[0] is '"' or '\'') && text.IndexOf(text[0], 1) == text.Length - 1 ? text[1..^1].Trim() : text;
}
