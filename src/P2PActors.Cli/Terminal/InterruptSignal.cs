using System.Runtime.InteropServices;

namespace P2PActors.Cli.Terminal;

/// <summary>Tells how often Ctrl-C was pressed in a row; what that means, the listener says.</summary>
internal sealed class InterruptSignal : IDisposable
{
    private static readonly TimeSpan InARow = TimeSpan.FromSeconds(3);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly System.Diagnostics.Stopwatch _since = new();
    private int _times;

    /// <param name="pressed">Told the number of the press: 1, 2, ... SIGTERM counts as the second.</param>
    public InterruptSignal(Action<int> pressed)
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            _times = _since.IsRunning && _since.Elapsed < InARow ? _times + 1 : 1;
            _since.Restart();
            pressed(_times);
        });
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            pressed(2);
        });
    }

    /// <summary>Something else was typed: the next press is the first of a row again.</summary>
    public void EndRow() => _since.Reset();

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
