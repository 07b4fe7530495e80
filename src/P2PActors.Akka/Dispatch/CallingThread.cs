using Akka.Dispatch;

namespace P2PActors.Akka.Dispatch;

/// <summary>
/// The mailboxes that wait to be run by the thread that runs a window. What is told while it is entered is queued here, and
/// <see cref="RunAll"/> runs it in the order in which it was told: no thread is woken, and the order is fixed.
/// </summary>
internal sealed class CallingThread
{
    // Akka hands a mailbox to its executor without a word on who told the message, so the thread itself has to know. It is
    // set for the length of one call only.
    [ThreadStatic] private static CallingThread? _entered;

    private readonly Queue<IRunnable> _waiting = new(4);

    /// <summary>Queues a mailbox, if this thread runs a window.</summary>
    public static bool TryQueue(IRunnable mailbox)
    {
        if (_entered is not { } thread) return false;
        thread._waiting.Enqueue(mailbox);
        return true;
    }

    /// <summary>From now on this thread runs what it tells.</summary>
    public void Enter() => _entered = this;

    /// <summary>Runs all that waits, and what comes of it.</summary>
    public void RunAll()
    {
        while (_waiting.TryDequeue(out IRunnable? mailbox)) mailbox.Run();
    }

    /// <summary>From now on this thread is as any other.</summary>
    public static void Leave() => _entered = null;
}
