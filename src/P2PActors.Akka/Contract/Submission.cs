using System.Security.Cryptography;
using System.Text;
using P2PActors.Scenarios;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>A run that somebody wants the cluster to do.</summary>
/// <param name="Name">Name of the scenario.</param>
/// <param name="Text">The scenario after includes, substitutions and overrides.</param>
/// <param name="CommandLine">The command that gives the same result on one machine.</param>
/// <param name="Threads">Threads of each machine; 0 for one per core.</param>
/// <param name="Cohorts">Cohorts in all; 0 for about a thousand peers each, but at least two on each machine.</param>
/// <param name="Speed">Virtual seconds per real second; 0 for as fast as possible.</param>
/// <param name="Repeat">Runs with consecutive seeds.</param>
/// <param name="Machines">Fewest machines it may begin on; 0 for what the cluster is set to.</param>
public sealed record Submission(string Name, string Text, string CommandLine, int Threads, int Cohorts, double Speed, int Repeat, int Machines) : IClusterMessage
{
    /// <summary>Fingerprint of the scenario and of all data files it reads: machines that differ in it must not run it together.</summary>
    /// <param name="scenario">The scenario as this machine reads it.</param>
    public static string HashOf(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(scenario.Document.ToText()));
        foreach (string file in scenario.DataFiles.Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
