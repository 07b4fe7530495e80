using System.Runtime.InteropServices;

namespace P2PActors.Reports;

/// <summary>Where and when a run took place; differs between equal runs, so it is written apart from the results.</summary>
/// <param name="Date">When the results were written.</param>
/// <param name="Cores">Processors that the process may use.</param>
/// <param name="OperatingSystem">Name and version of the operating system.</param>
/// <param name="Runtime">Name and version of .NET.</param>
internal sealed record RunEnvironment(DateTimeOffset Date, int Cores, string OperatingSystem, string Runtime)
{
    public static RunEnvironment Current() =>
        new(DateTimeOffset.UtcNow, Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
}
