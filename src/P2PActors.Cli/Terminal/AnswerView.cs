using P2PActors.Inspection;
using Spectre.Console;

namespace P2PActors.Cli.Terminal;

/// <summary>Shows answers: as wide as the terminal and with colours there, as plain text elsewhere.</summary>
internal static class AnswerView
{
    /// <summary>Characters in a line of the terminal.</summary>
    public static int Width => Math.Max(40, AnsiConsole.Profile.Width);

    public static void Show(TextWriter output, Answer answer, bool onTerminal)
    {
        foreach (AnswerLine line in AnswerLayout.Of(answer, onTerminal ? Width : AnswerLayout.AnyWidth))
        {
            if (!onTerminal) output.WriteLine(line.Text);
            else AnsiConsole.Write(new Spectre.Console.Text(line.Text + "\n", StyleOf(line.Kind)));
        }
    }

    private static Style StyleOf(AnswerLineKind kind) => kind switch
    {
        AnswerLineKind.Title => new Style(decoration: Decoration.Bold),
        AnswerLineKind.Columns => new Style(Color.Grey),
        AnswerLineKind.Error => new Style(Color.Red),
        _ => Style.Plain,
    };
}
