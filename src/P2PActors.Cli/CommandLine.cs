using System.CommandLine;
using P2PActors.Cli.Commands;
using P2PActors.Scenarios;

namespace P2PActors.Cli;

/// <summary>Runs a command: wrong usage and wrong scenarios become one clear message and an exit code, never a stack trace.</summary>
internal static class CommandLine
{
    private static RootCommand Root()
    {
        var root = new RootCommand("p2p emulates peer-to-peer systems: every participant an actor, in one network with its own clock.")
        {
            RunCommand.Create(),
            AttachCommand.Create(),
            ValidateCommand.Create(),
            ListCommand.Create(),
            BenchCommand.Create(),
            UuHashCommand.Create(),
            MachineCommand.Create(),
            SubmitCommand.Create(),
        };
        VersionCommand.AddTo(root);
        return root;
    }

    public static int Invoke(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        RootCommand root = Root();
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) errors.WriteLine("p2p: " + error.Message);
            string command = parsed.CommandResult.Command.Name;
            errors.WriteLine($"See: p2p {(command == root.Name ? "" : command + " ")}--help");
            return ExitCodes.Wrong;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (ScenarioException e)
        {
            foreach (ScenarioError error in e.Errors) errors.WriteLine("p2p: " + error);
            if (e.Errors.Count > 1) errors.WriteLine($"p2p: {e.Errors.Count} errors; nothing was run.");
            return ExitCodes.Wrong;
        }
        catch (UsageException e)
        {
            errors.WriteLine("p2p: " + e.Message);
            return ExitCodes.Wrong;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SubmissionFailedException)
        {
            errors.WriteLine("p2p: " + e.Message);
            return ExitCodes.Failed;
        }
    }
}

/// <summary>The command was used in a way that makes no sense.</summary>
internal sealed class UsageException(string message) : Exception(message);
