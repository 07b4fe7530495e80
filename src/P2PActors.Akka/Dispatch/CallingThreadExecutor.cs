using Akka.Configuration;
using Akka.Dispatch;

namespace P2PActors.Akka.Dispatch;

/// <summary>Makes the executor of the peers' dispatcher; named in <c>akka.conf</c>.</summary>
internal sealed class CallingThreadExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new CallingThreadExecutor(id);
}

/// <summary>
/// Runs a mailbox on the thread that runs the window, if that is who told it something, else on the thread pool: actors are
/// created and stopped from outside too.
/// </summary>
internal sealed class CallingThreadExecutor(string id) : ExecutorService(id)
{
    private static readonly Action<IRunnable> RunPooled = static mailbox => mailbox.Run();

    public override void Execute(IRunnable run)
    {
        if (!CallingThread.TryQueue(run)) ThreadPool.UnsafeQueueUserWorkItem(RunPooled, run, preferLocal: true);
    }

    public override void Shutdown() { }
}
