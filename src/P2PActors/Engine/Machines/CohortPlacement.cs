namespace P2PActors.Engine.Machines;

/// <summary>On which machine each cohort of a world is.</summary>
/// <param name="machineOfCohort">Machine of each cohort.</param>
/// <param name="cohortSize">Peers of each cohort but the last.</param>
internal sealed class CohortPlacement(IReadOnlyList<int> machineOfCohort, int cohortSize)
{
    private readonly int[] _machineOf = [.. machineOfCohort];

    public int MachineOfCohort(int cohort) => _machineOf[cohort];

    public int MachineOf(int peer) => _machineOf[peer / cohortSize];
}
