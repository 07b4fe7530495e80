namespace P2PActors.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The run was stopped, failed, or could not be written.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, wrong scenario, or a component that is not in this build.</summary>
    public const int Wrong = 2;
}
