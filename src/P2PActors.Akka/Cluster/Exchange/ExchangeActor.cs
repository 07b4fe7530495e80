using Akka.Actor;
using Akka.Event;

namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>Where the batches of other machines arrive. It hands them to the attempt that is running here, if it is that one.</summary>
internal sealed class ExchangeActor : UntypedActor
{
    /// <summary>Its name under <c>/user</c>, on every machine.</summary>
    public const string Name = "exchange";

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private AkkaLink? _link;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BatchPart part when _link is { } link && link.Attempt == part.Attempt:
                if (!link.Inbox.Put(part)) _log.Debug("part {0} of step {1} from machine {2} came twice or late", part.Part, part.Step, part.From);
                break;
            case BatchPart part:
                _log.Debug("a batch of attempt {0} came, which is not running here", part.Attempt);
                break;
            case SendAgain again when _link is { } link && link.Attempt == again.Attempt:
                link.SendAgain(again.Step, again.To);
                break;
            case SendAgain:
                break;
            case Attach attach:
                _link = attach.Link;
                Sender.Tell(attach, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Names the attempt that runs here from now on; null for none. Answered with itself. Never leaves its machine.</summary>
    public sealed record Attach(AkkaLink? Link) : INoSerializationVerificationNeeded;
}
