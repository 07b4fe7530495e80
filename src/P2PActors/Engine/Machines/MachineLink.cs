namespace P2PActors.Engine.Machines;

/// <summary>
/// One machine's end of what connects the machines that run a world together. All of them run the same scenario with the
/// same seed and do the same things in the same order; each has some of the cohorts. They meet in steps: in a step every
/// machine sends something to every other one, and nobody goes on before it has it all.
/// </summary>
public abstract class MachineLink
{
    /// <summary>How many machines there are, at least 1.</summary>
    public abstract int Machines { get; }

    /// <summary>Number of this one, from 0.</summary>
    public abstract int Machine { get; }

    /// <summary>Says where the cohorts of a new world are. All machines ask in the same order and get the same answer.</summary>
    /// <param name="cohorts">How many cohorts the world has.</param>
    /// <param name="peersEach">Peers in each but the last.</param>
    /// <returns>The machine of each cohort.</returns>
    /// <exception cref="MachineLostException">The machines cannot go on together.</exception>
    public abstract IReadOnlyList<int> Place(int cohorts, int peersEach);

    /// <summary>Takes a step. Blocks until every machine has taken it.</summary>
    /// <param name="to">What is for each machine, by its number; valid only during the call. The own place is not looked at.</param>
    /// <param name="from">Takes what came from each machine; valid until the next step. The own place is not touched.</param>
    /// <exception cref="MachineLostException">The machines cannot go on together.</exception>
    public abstract void Exchange(ReadOnlySpan<ReadOnlyMemory<byte>> to, Span<ReadOnlyMemory<byte>> from);

    /// <summary>Where each cohort is when they are dealt out evenly: runs of neighbouring cohorts.</summary>
    public static int[] Even(int cohorts, int machines)
    {
        int[] machineOf = new int[cohorts];
        for (int c = 0; c < cohorts; c++) machineOf[c] = (int)((long)c * machines / cohorts);
        return machineOf;
    }
}

/// <summary>The machines of a run cannot go on together: one is lost, or the run was called off. It has to begin again from its seed.</summary>
public sealed class MachineLostException : Exception
{
    /// <summary>Says only that.</summary>
    public MachineLostException() : base("a machine of the run was lost") { }

    /// <summary>Says which, or why.</summary>
    public MachineLostException(string message) : base(message) { }

    /// <summary>Says which, or why, and what led to it.</summary>
    public MachineLostException(string message, Exception inner) : base(message, inner) { }
}
