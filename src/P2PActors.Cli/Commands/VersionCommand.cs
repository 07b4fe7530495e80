using System.CommandLine;
using P2PActors.Akka;
using P2PActors.Pbm;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p --version</c>: version, runtime, and whether the cluster engine is in the build.</summary>
internal static class VersionCommand
{
    public static void AddTo(RootCommand root)
    {
        for (int i = 0; i < root.Options.Count; i++)
        {
            if (root.Options[i] is System.CommandLine.VersionOption) root.Options.RemoveAt(i--);
        }

        var version = new Option<bool>("--version") { Description = "Show version, runtime and engines" };
        root.Options.Add(version);
        root.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (!parsed.GetValue(version)) throw new UsageException("no command given. See: p2p --help");
            output.WriteLine($"p2p {ProductInfo.Version}");
            output.WriteLine($"runtime: {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
            output.WriteLine("local engine: yes");
            output.WriteLine($"cluster engine (Akka.NET): {ClusterEngine.Description}");
            if (ClusterEngine.IsInBuild) output.WriteLine($"console for pbm (Petabridge.Cmd): {PbmHost.Description}");
            return ExitCodes.Done;
        });
    }
}
