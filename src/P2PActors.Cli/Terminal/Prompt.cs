using P2PActors.Inspection;

namespace P2PActors.Cli.Terminal;

/// <summary>What a prompt talks to: the run in this process, or one behind a control port.</summary>
internal interface IInspected
{
    /// <summary>Where the run stands, as it is shown before the line.</summary>
    string Standing { get; }

    /// <summary>Whether the run has ended.</summary>
    bool IsOver { get; }

    /// <summary>Carries out a command.</summary>
    Answer Execute(string line);

    /// <summary>What may stand where a line ends.</summary>
    IReadOnlyList<string> Complete(string line);

    /// <summary>Waits until the run is paused or over.</summary>
    void WaitUntilPaused();
}

/// <summary>The run in this process.</summary>
/// <param name="session">Where its commands are carried out.</param>
internal sealed class InspectedHere(InspectionSession session) : IInspected
{
    public string Standing => session.Standing;

    public bool IsOver => session.IsOver;

    public Answer Execute(string line) => session.Execute(line);

    public IReadOnlyList<string> Complete(string line) => InspectionCommands.Complete(session, line);

    public void WaitUntilPaused() => session.WaitUntilPaused();
}

/// <summary>Reads commands and shows their answers: with editing on a terminal, line by line from a pipe.</summary>
/// <param name="run">What is talked to.</param>
/// <param name="output">Where answers go.</param>
/// <param name="quitsAtEnd">Whether the end of what is typed ends the run.</param>
/// <param name="interrupts">Ctrl-C, whose row a command ends.</param>
/// <param name="again">What Ctrl-C does when pressed again, as the prompt says it then.</param>
internal sealed class Prompt(IInspected run, TextWriter output, bool quitsAtEnd, InterruptSignal interrupts, string again)
{
    private readonly bool _isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Reads until the run is over or nothing more is typed.</summary>
    public void Read()
    {
        if (_isTerminal) ReadTerminal();
        else ReadPipe();
    }

    private void ReadTerminal()
    {
        var editor = new LineEditor(run.Complete, () => run.IsOver);
        while (!run.IsOver)
        {
            if (editor.Read(() => $"p2p {run.Standing}{(interrupts.IsInRow ? $" (Ctrl-C again {again})" : "")}> ") is not { } line)
            {
                if (!run.IsOver && quitsAtEnd) Show(run.Execute("quit"));
                return;
            }

            interrupts.EndRow();
            if (line.Trim().Length > 0) Show(run.Execute(line));
            if (IsQuit(line)) return;
        }
    }

    private void ReadPipe()
    {
        while (!run.IsOver && Console.In.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            output.WriteLine($"{run.Standing}> {line}");
            Answer answer = run.Execute(line);
            Show(answer);
            if (IsQuit(line)) return;
            // Who is not there to see that the time has come wants the next command to wait for it.
            if (answer.IsUnderWay) run.WaitUntilPaused();
        }

        // A script that has told the run to go on lets it go on to its end; one that left it paused has forgotten it.
        if (quitsAtEnd && !run.IsOver && run.Standing.EndsWith("paused", StringComparison.Ordinal)) Show(run.Execute("quit"));
    }

    private static bool IsQuit(string line) => InspectionCommands.Find(line.Trim()) is { Name: "quit" };

    private void Show(Answer answer)
    {
        AnswerView.Show(output, answer, _isTerminal);
        output.Flush();
    }
}
