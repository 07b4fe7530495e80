using Akka.Actor;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Engine.Machines;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>Has sharding start cohorts.</summary>
/// <param name="region">The region of cohorts.</param>
/// <param name="machines">Addresses of the machines of the attempt, by their numbers.</param>
internal sealed class ShardingPlacer(IActorRef region, IReadOnlyList<string> machines) : IPlacer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IReadOnlyList<int> Place(AkkaLink link, int world, int cohorts)
    {
        int[] machineOf = new int[cohorts];
        try
        {
            var started = new Task<CohortStarted>[cohorts];
            for (int c = 0; c < cohorts; c++) started[c] = region.Ask<CohortStarted>(new HostCohort(link.Attempt, world, c), Patience);
            Task.WaitAll(started);
            foreach (Task<CohortStarted> task in started)
            {
                int machine = machines.ToList().IndexOf(task.Result.Machine);
                if (machine < 0) throw new MachineLostException($"cohort {task.Result.Cohort} was started on {task.Result.Machine}, which is not of this attempt");
                machineOf[task.Result.Cohort] = machine;
            }
        }
        catch (AggregateException e)
        {
            throw new MachineLostException($"sharding did not start {cohorts} cohorts within {Patience.TotalSeconds:0} s", e);
        }

        return machineOf;
    }
}
