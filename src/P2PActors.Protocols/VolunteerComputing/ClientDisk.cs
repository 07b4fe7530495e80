using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>What a client has on its disk (client_state.xml): it outlives sessions and crashes. Only its own peer touches it.</summary>
internal sealed class ClientDisk
{
    /// <summary>Number the project gave this host; 0 before it did.</summary>
    public int HostId { get; set; }

    /// <summary>Number of the last request to the scheduler.</summary>
    public int Sequence { get; set; }

    /// <summary>Failed requests in a row.</summary>
    public int Failures { get; set; }

    /// <summary>No request to the scheduler before this time.</summary>
    public TimeSpan NextRequest { get; set; }

    /// <summary>Tasks, oldest first.</summary>
    public List<ClientTask> Tasks { get; } = [];

    /// <summary>Credit that the scheduler told last.</summary>
    public double Credit { get; set; }

    /// <summary>Credit of a day, lately, as the scheduler told last.</summary>
    public double RecentCredit { get; set; }

    /// <summary>Tasks finished.</summary>
    public int Finished { get; set; }

    public ClientTask? Find(ResultName name)
    {
        foreach (ClientTask task in Tasks)
        {
            if (task.Name == name) return task;
        }

        return null;
    }
}

/// <summary>A task on a client's disk.</summary>
internal sealed class ClientTask(AssignedTask assigned)
{
    public ResultName Name => assigned.Name;

    public TimeSpan Deadline => assigned.Deadline;

    public UInt128 Checksum => assigned.Checksum;

    public double Estimate => assigned.Flops;

    public TaskState State { get; set; }

    /// <summary>Operations that are left, as of the last checkpoint; negative before they are known.</summary>
    public double Left { get; set; } = -1;

    /// <summary>Operations it takes in all.</summary>
    public double Total { get; set; }

    /// <summary>Samples, until the task is finished; empty where it is not really computed.</summary>
    public byte[] Data { get; set; } = [];

    public Findings? Output { get; set; }

    public int ExitStatus { get; set; }

    /// <summary>Failed transfers in a row.</summary>
    public int Failures { get; set; }

    /// <summary>No transfer before this time.</summary>
    public TimeSpan NextTransfer { get; set; }

    /// <summary>When it was ready to be reported.</summary>
    public TimeSpan ReadyAt { get; set; }

    public double CpuSeconds { get; set; }

    /// <summary>Whether it is done with but for the report.</summary>
    public bool IsReady => State is TaskState.Uploaded or TaskState.ComputeError or TaskState.Aborted or TaskState.UploadFailed;

    /// <summary>Whether its computing lies before it or is under way.</summary>
    public bool IsToCompute => State is TaskState.New or TaskState.Downloading or TaskState.Downloaded;
}
