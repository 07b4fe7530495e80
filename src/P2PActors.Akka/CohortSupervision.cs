using Akka.Actor;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>
/// A cohort's strategy for a peer whose handler threw: what the scenario says. A peer's restarts are counted over all its
/// sessions, so the count is the run's own and not that of Akka, which forgets an actor when it stops.
/// </summary>
internal sealed class CohortSupervision()
    : OneForOneStrategy(maxNrOfRetries: -1, withinTimeMilliseconds: -1, static _ => Directive.Stop, loggingEnabled: false)
{
    /// <summary>Where the cohort meets its cohort of the engine; without it there is nobody to supervise.</summary>
    public AkkaCohortHost? Host { get; set; }

    protected override Directive Handle(IActorRef child, Exception exception) =>
        Host?.DirectiveFor(child) == FailureDirective.Restart ? Directive.Restart : Directive.Stop;
}
