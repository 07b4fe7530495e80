namespace P2PActors.Protocols.VolunteerComputing;

// The numbers are those of BOINC (db/boinc_db_types.h, lib/common_defs.h).

/// <summary>Where a copy of a unit is (result.server_state).</summary>
internal enum ServerState : byte
{
    /// <summary>Not to be sent yet.</summary>
    Inactive = 1,
    /// <summary>To be sent.</summary>
    Unsent = 2,
    /// <summary>On a host.</summary>
    InProgress = 4,
    /// <summary>Done with.</summary>
    Over = 5,
}

/// <summary>How a copy ended (result.outcome).</summary>
internal enum Outcome : byte
{
    /// <summary>It has not.</summary>
    Init = 0,
    /// <summary>The host has returned a result.</summary>
    Success = 1,
    /// <summary>It could not be sent to anybody.</summary>
    CouldntSend = 2,
    /// <summary>The host has reported an error.</summary>
    ClientError = 3,
    /// <summary>The host has not answered in time.</summary>
    NoReply = 4,
    /// <summary>It was not needed any more.</summary>
    DidntNeed = 5,
    /// <summary>Its output could not be read, or was wrong by itself.</summary>
    ValidateError = 6,
    /// <summary>The host has left the project.</summary>
    ClientDetached = 7,
}

/// <summary>What validation has found of a copy (result.validate_state).</summary>
internal enum ValidateState : byte
{
    /// <summary>Not looked at.</summary>
    Init = 0,
    /// <summary>It agrees with the canonical one.</summary>
    Valid = 1,
    /// <summary>It does not.</summary>
    Invalid = 2,
    /// <summary>Not looked at, for the unit was given up.</summary>
    NoCheck = 3,
    /// <summary>Compared without agreement; more results are to come.</summary>
    Inconclusive = 4,
    /// <summary>It came when the files of the unit were gone.</summary>
    TooLate = 5,
}

/// <summary>Why a unit was given up (workunit.error_mask).</summary>
[Flags]
internal enum UnitErrors
{
    /// <summary>It was not.</summary>
    None = 0,
    /// <summary>A copy could not be sent.</summary>
    CouldntSend = 1,
    /// <summary>Too many copies failed.</summary>
    TooManyErrors = 2,
    /// <summary>Too many results without agreement.</summary>
    TooManySuccesses = 4,
    /// <summary>Too many copies.</summary>
    TooManyTotal = 8,
    /// <summary>It was cancelled.</summary>
    Cancelled = 16,
    /// <summary>There is no canonical result.</summary>
    NoCanonical = 32,
}

/// <summary>Whether a unit has been put away (workunit.assimilate_state).</summary>
internal enum AssimilateState : byte
{
    /// <summary>Not ready.</summary>
    Init = 0,
    /// <summary>Finished or given up; to be put away.</summary>
    Ready = 1,
    /// <summary>Put away.</summary>
    Done = 2,
}

/// <summary>Where a task is on its host (client result state).</summary>
internal enum TaskState : byte
{
    /// <summary>Just assigned.</summary>
    New = 0,
    /// <summary>Its input is being fetched.</summary>
    Downloading = 1,
    /// <summary>It can be computed.</summary>
    Downloaded = 2,
    /// <summary>Computing has failed.</summary>
    ComputeError = 3,
    /// <summary>Its output is being sent.</summary>
    Uploading = 4,
    /// <summary>To be reported.</summary>
    Uploaded = 5,
    /// <summary>Given up on the host.</summary>
    Aborted = 6,
    /// <summary>Its output was refused.</summary>
    UploadFailed = 7,
}

/// <summary>Exit codes of tasks.</summary>
internal static class ExitCode
{
    /// <summary>Computing failed.</summary>
    public const int Error = 1;

    /// <summary>It was too late to begin (EXIT_UNSTARTED_LATE).</summary>
    public const int UnstartedLate = 200;

    /// <summary>Its user gave it up (EXIT_ABORTED_VIA_GUI): no error of the host.</summary>
    public const int AbortedByUser = 203;
}

/// <summary>Operating system of a host.</summary>
internal enum OperatingSystem : byte
{
    /// <summary>Windows.</summary>
    Windows,
    /// <summary>Linux.</summary>
    Linux,
    /// <summary>Mac OS.</summary>
    MacOs,
}

/// <summary>Family of a host's processor; two of each maker.</summary>
internal enum ProcessorFamily : byte
{
    /// <summary>Pentium III.</summary>
    PentiumIII,
    /// <summary>Pentium 4.</summary>
    Pentium4,
    /// <summary>Athlon.</summary>
    Athlon,
    /// <summary>Duron.</summary>
    Duron,
    /// <summary>PowerPC G3.</summary>
    PowerPcG3,
    /// <summary>PowerPC G4.</summary>
    PowerPcG4,
}
