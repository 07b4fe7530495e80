using System.CommandLine;
using System.Net;

namespace P2PActors.Cli.Control;

/// <summary>The options by which a control port is opened to other computers, and reached there.</summary>
internal static class ControlOptions
{
    private const string AddressName = "--control-address";

    /// <summary>The token that the environment holds; null for none.</summary>
    public static string? TokenOfEnvironment => Environment.GetEnvironmentVariable(ControlProtocol.TokenVariable);

    /// <summary>Where the port listens, for each command that opens one.</summary>
    public static Option<string?> Address() => new(AddressName)
    {
        Description = $"Where the control port listens; this computer only if not given. Anything else asks for the token in {ControlProtocol.TokenVariable}",
        HelpName = "ADDRESS",
    };

    /// <summary>The token, for each command that goes to one.</summary>
    public static Option<string?> Token() => new("--token") { Description = $"Token of the control port; that in {ControlProtocol.TokenVariable} if not given", HelpName = "TOKEN" };

    /// <summary>The address that was given; null for none.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static IPAddress? AddressOf(string? text) =>
        text is null ? null : IPAddress.TryParse(text, out IPAddress? address) ? address : throw new UsageException($"{AddressName} {text}: expected an address, such as 0.0.0.0");
}
