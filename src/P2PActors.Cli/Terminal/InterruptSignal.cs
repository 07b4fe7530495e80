using System.Runtime.InteropServices;

namespace P2PActors.Cli.Terminal;

/// <summary>Tells how often Ctrl-C was pressed in a row; what that means, the listener says.</summary>
internal sealed class InterruptSignal : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly Action<int> _pressed;
    private int _times;

    /// <param name="pressed">Told the number of the press: 1, 2, ... SIGTERM counts as the second.</param>
    public InterruptSignal(Action<int> pressed)
    {
        _pressed = pressed;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            _pressed(Interlocked.Increment(ref _times));
        });
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _pressed(2);
        });
    }

    /// <summary>Whether Ctrl-C was pressed and nothing was typed since: the next press is not the first.</summary>
    public bool IsInRow => Volatile.Read(ref _times) > 0;

    /// <summary>Something else was typed: the next press is the first of a row again.</summary>
    public void EndRow() => Volatile.Write(ref _times, 0);

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
