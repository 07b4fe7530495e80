using System.Diagnostics;
using System.Globalization;
using P2PActors.Engine;
using P2PActors.Scenarios;
using Spectre.Console;

namespace P2PActors.Cli.Terminal;

/// <summary>Shows how far a run has come.</summary>
internal interface IRunView : IDisposable
{
    void Began(string system, int number, int total);

    void Progress(RunProgress progress);
}

/// <summary>Picks the view that fits where the output goes.</summary>
internal static class RunView
{
    public static IRunView For(TextWriter output, Scenario scenario)
    {
        output.WriteLine(scenario.Settings.Title.Length > 0 ? scenario.Settings.Title : scenario.Name);
        if (scenario.Settings.Question.Length > 0) output.WriteLine(scenario.Settings.Question);
        output.WriteLine($"{scenario.Settings.Peers:N0} peers, {Text.Time(scenario.Settings.Duration)} of virtual time, seed {scenario.Settings.Seed}");
        output.WriteLine();
        return ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive ? new BarView() : new LineView(output);
    }
}

/// <summary>Says nothing.</summary>
internal sealed class SilentView : IRunView
{
    public void Began(string system, int number, int total) { }

    public void Progress(RunProgress progress) { }

    public void Dispose() { }
}

/// <summary>A line now and then, for logs and pipes.</summary>
internal sealed class LineView(TextWriter output) : IRunView
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next;
    private string _system = "";

    public void Began(string system, int number, int total)
    {
        _system = system;
        _next = _clock.Elapsed + TimeSpan.FromSeconds(5);
        output.WriteLine($"[{number}/{total}] {system}");
    }

    public void Progress(RunProgress progress)
    {
        if (_clock.Elapsed < _next) return;
        _next = _clock.Elapsed + TimeSpan.FromSeconds(5);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {_system}: {progress.Now / progress.Duration:P0} at {Text.Time(progress.Now)}, {progress.Online:N0} on line, {progress.Events:N0} events"));
    }

    public void Dispose() { }
}

/// <summary>One bar on a terminal, drawn in place.</summary>
internal sealed class BarView : IRunView
{
    private const int Width = 30;
    private const string EraseToEndOfLine = "\u001b[K";
    private readonly Stopwatch _clock = new();
    private string _system = "";
    private bool _isDrawn;

    public void Began(string system, int number, int total)
    {
        Finish();
        _system = $"[{number}/{total}] {system}";
        _clock.Restart();
        Draw(0, "");
    }

    public void Progress(RunProgress progress)
    {
        double share = progress.Now / progress.Duration;
        double seconds = Math.Max(0.001, _clock.Elapsed.TotalSeconds);
        Draw(share, string.Create(CultureInfo.InvariantCulture, $"{Text.Time(progress.Now)}  {progress.Online:N0} on line  {progress.Events / seconds / 1e6:0.0} M events/s"));
    }

    public void Dispose() => Finish();

    private void Draw(double share, string note)
    {
        int filled = (int)Math.Round(Math.Clamp(share, 0, 1) * Width);
        AnsiConsole.Markup($"\r{Markup.Escape(_system),-28} [green]{new string('━', filled)}[/][grey]{new string('━', Width - filled)}[/] {share,4:P0}  {Markup.Escape(note)}");
        AnsiConsole.Profile.Out.Writer.Write(EraseToEndOfLine);
        _isDrawn = true;
    }

    private void Finish()
    {
        if (!_isDrawn) return;
        Draw(1, Text.Seconds(_clock.Elapsed.TotalSeconds));
        AnsiConsole.WriteLine();
        _isDrawn = false;
    }
}
