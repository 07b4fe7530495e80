using P2PActors.Actors;

namespace P2PActors.Engine;

/// <summary>
/// What puts actors around the peers of a world: the local engine by default, which calls their handlers directly. Whatever
/// it is, the events, their order and the digest are the world's own.
/// </summary>
public abstract class ActorHosting : IDisposable
{
    private protected ActorHosting() { }

    /// <summary>Name of the engine, as in <c>--engine</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A new world asks for the hosts of its cohorts.</summary>
    internal abstract WorldHost Open(WorldPlan plan);

    /// <summary>Ends everything that was started.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends everything that was started.</summary>
    protected virtual void Dispose(bool disposing) { }
}

/// <summary>Hosts the peers of one world.</summary>
internal abstract class WorldHost
{
    /// <summary>Calls handlers directly.</summary>
    public static WorldHost Direct { get; } = new DirectHost();

    /// <summary>The host of one cohort's peers.</summary>
    public abstract CohortHost HostOf(Cohort cohort);

    /// <summary>The run is over.</summary>
    public virtual void Close() { }

    private sealed class DirectHost : WorldHost
    {
        private readonly CohortHost _host = new DirectCalls();

        public override CohortHost HostOf(Cohort cohort) => _host;
    }

    private sealed class DirectCalls : CohortHost
    {
        public override bool Invoke(int local, PeerActor actor, in ActorCall call) => actor.Handle(in call);

        public override bool Fail(int local, PeerActor actor, in ActorCall call) => throw new InjectedFailureException();
    }
}

/// <summary>
/// Who runs the handlers of a cohort's actors. The local engine calls them directly; another engine puts its own actor
/// around each peer and must have run the handler on this thread when <see cref="Invoke"/> returns.
/// </summary>
internal abstract class CohortHost
{
    /// <summary>Runs one handler; what it throws comes out here.</summary>
    /// <param name="local">The peer's place in the cohort.</param>
    /// <param name="actor">The peer's actor.</param>
    /// <param name="call">Which handler, and with what.</param>
    public abstract bool Invoke(int local, PeerActor actor, in ActorCall call);

    /// <summary>Has a handler fail instead of running it.</summary>
    /// <exception cref="InjectedFailureException">Always.</exception>
    public abstract bool Fail(int local, PeerActor actor, in ActorCall call);

    /// <summary>Whether it wants to be asked for memory ahead of calls.</summary>
    public virtual bool Prefetches => false;

    /// <summary>A handler of this peer will be called soon: asks for the memory that takes. First for the place where it is
    /// noted what a peer has, later for that itself.</summary>
    public virtual void Prefetch(int local, bool isPlace) { }

    /// <summary>A session begins, or goes on with a fresh actor after a failure; no handler of it has run yet.</summary>
    public virtual void Began(int local) { }

    /// <summary>A session is over, or stops for a restart by the supervisor.</summary>
    public virtual void Ended(int local, bool restarts) { }
}

/// <summary>An engine could not do its part; unlike a failure of a handler it ends the run.</summary>
internal sealed class HostingException(string message, Exception? inner = null) : Exception(message, inner);
