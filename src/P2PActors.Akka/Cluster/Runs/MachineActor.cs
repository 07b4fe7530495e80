using System.Globalization;
using Akka.Actor;
using Akka.Event;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Scenarios;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>
/// What a machine does for the coordinator: gets ready for attempts, runs its part of them on a thread of its own, and says
/// how they ended. There is one attempt at a time; a new one ends the old one.
/// </summary>
internal sealed class MachineActor : UntypedActor
{
    /// <summary>Its name under <c>/user</c>, on every machine.</summary>
    public const string Name = "machine";

    private readonly MachineParts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly string _address;
    private Attempt? _attempt;
    private (Prepare What, IActorRef Coordinator)? _next;

    public MachineActor(MachineParts parts)
    {
        _parts = parts;
        _address = global::Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Prepare prepare:
                _next = (prepare, Sender);
                if (_attempt is { IsRunning: true } running) running.Break($"attempt {prepare.Attempt} takes its place");
                else GetReady();
                break;
            case Begin begin when _attempt is { } attempt && attempt.Number == begin.Attempt && !attempt.IsRunning:
                _log.Info("attempt {0} at run {1} begins on {2} machines", attempt.Number, attempt.Run, attempt.Machines.Count);
                attempt.Begin();
                break;
            case Abort abort when _attempt is { } attempt && attempt.Number == abort.Attempt:
                _log.Info("attempt {0} is called off: {1}", abort.Attempt, abort.Reason);
                attempt.Coordinator = Sender;
                if (attempt.IsRunning) attempt.Break(abort.Reason);
                else Tell(new Ended(abort.Attempt, _address, false, true, "", abort.Reason), Sender);
                break;
            case Abort abort:
                Tell(new Ended(abort.Attempt, _address, false, true, "", "it is not running here"), Sender);
                break;
            case Ended ended when _attempt is { } attempt && attempt.Number == ended.Attempt:
                attempt.IsRunning = false;
                _parts.Cohorts.EndUpTo(ended.Attempt);
                if (ended.Message.Length > 0) _log.Warning("attempt {0} ended here: {1}", ended.Attempt, ended.Message);
                else _log.Info("attempt {0} ended here, digest {1}", ended.Attempt, ended.Digest);
                Tell(ended, attempt.Coordinator);
                if (_next is not null) GetReady();
                break;
            case Progress progress when _attempt is { } attempt && attempt.Number == progress.Attempt:
                Tell(progress, attempt.Coordinator);
                break;
            case Intervened intervened when _attempt is { } attempt && attempt.Number == intervened.Attempt:
                Tell(intervened, attempt.Coordinator);
                break;
            case NotUsed notUsed:
                _log.Error("this machine is not used: {0}", notUsed.Reason);
                _parts.NotUsedBecause = notUsed.Reason;
                break;
            case AskFile ask:
                Sender.Tell(_parts.Results.Answer(ask), Self);
                break;
            case Begin or Ended or Progress or Intervened:
                break; // of an attempt that is no more
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _attempt?.Break("this machine stops");

#pragma warning disable CA1031 // Whatever is wrong is told to the coordinator: it would wait for an answer.
    private void GetReady()
    {
        (Prepare what, IActorRef coordinator) = _next!.Value;
        _next = null;
        _attempt = null;
        _parts.Cohorts.EndUpTo(what.Attempt - 1); // one may have come up late
        try
        {
            Scenario scenario = _parts.Load(what);
            var exchanges = what.Machines.Select(m => (ICanTell)Context.ActorSelection($"{m}/user/{ExchangeActor.Name}")).ToList();
            int own = Array.IndexOf(what.Machines, _address);
            if (own < 0) throw new InvalidOperationException($"{_address} is not among the machines of the attempt");
            var attempt = new Attempt(_parts, what, scenario, own, exchanges, Self) { Coordinator = coordinator };
            _parts.Exchange.Ask<ExchangeActor.Attach>(new ExchangeActor.Attach(attempt.Link), TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
            _attempt = attempt;
            _parts.NotUsedBecause = null;
            Tell(new Prepared(what.Attempt, _address, _parts.Version, Submission.HashOf(scenario), MachineParts.MessagesOf(scenario)), coordinator);
        }
        catch (Exception e)
        {
            _log.Warning("attempt {0} cannot be prepared: {1}", what.Attempt, e.Message);
            Tell(new CannotPrepare(what.Attempt, _address, e.Message), coordinator);
        }
    }
#pragma warning restore CA1031

    private void Tell(object message, IActorRef to) => to.Tell(message, Self);
}
