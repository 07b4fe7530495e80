using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>The file that a task leaves: a list of signals.</summary>
internal static class OutputFile
{
    /// <summary>Header of the file, bytes (an estimate: the file has a few kB).</summary>
    public const int Header = 600;

    /// <summary>A signal with its tags, bytes (an estimate from the fields that SETI@home wrote).</summary>
    public const int SignalBytes = 450;

    /// <summary>Most that a client may upload for a task (max_nbytes).</summary>
    public const int MostBytes = 65_536;

    /// <summary>Size of the file, bytes.</summary>
    public static int SizeOf(Findings findings) => Header + SignalBytes * (findings.Signals?.Length ?? 0);
}
