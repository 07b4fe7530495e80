using System.Text.Json;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>What the coordinator knows of all runs; replicated, so that another machine can take over.</summary>
public sealed class RunBook
{
    /// <summary>Runs that are over and still remembered.</summary>
    private const int Remembered = 100;

    /// <summary>Number of the next run.</summary>
    public long NextRun { get; set; } = 1;

    /// <summary>Number of the next attempt.</summary>
    public long NextAttempt { get; set; } = 1;

    /// <summary>All runs by their numbers.</summary>
    public IList<RunEntry> Runs { get; init; } = [];

    /// <summary>The run that is or will be next: the earliest that is not over.</summary>
    public RunEntry? Current => Runs.FirstOrDefault(r => !r.IsOver);

    /// <summary>A run; null if it was never there or is forgotten.</summary>
    public RunEntry? Find(long id) => Runs.FirstOrDefault(r => r.Id == id);

    /// <summary>Puts a run at the end of the queue.</summary>
    public RunEntry Add(Submission what)
    {
        var entry = new RunEntry { Id = NextRun++, What = what };
        Runs.Add(entry);
        while (Runs.Count(r => r.IsOver) > Remembered) Runs.Remove(Runs.First(r => r.IsOver));
        return entry;
    }

    /// <summary>The book as text.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static RunBook Read(string text) => JsonSerializer.Deserialize<RunBook>(text) ?? new RunBook();
}

/// <summary>One run in the book.</summary>
public sealed class RunEntry
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>What is to be done.</summary>
    public required Submission What { get; init; }

    /// <summary>How far it is.</summary>
    public RunState State { get; set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Machines of the last attempt.</summary>
    public string[] Machines { get; set; } = [];

    /// <summary>What there is to say.</summary>
    public string Message { get; set; } = "";

    /// <summary>Its digest when it is done.</summary>
    public string Digest { get; set; } = "";

    /// <summary>What persons did to it, as faults.</summary>
    public IList<HandMade> Journal { get; init; } = [];

    /// <summary>Whether nothing more will come of it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOver => State is RunState.Done or RunState.Failed or RunState.Cancelled;
}
