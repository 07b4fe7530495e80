using System.Text.Json;

namespace P2PActors.Cli.Control;

/// <summary>What <c>p2p submit</c> says at a machine's control port, beside the commands of its console: one line each, answered by one line of JSON.</summary>
internal static class MachineProtocol
{
    /// <summary>Followed by a submission.</summary>
    public const string Submit = "?submit ";

    /// <summary>Followed by the number of a run: where it stands.</summary>
    public const string Run = "?run ";

    /// <summary>Followed by the number of a run: calls it off.</summary>
    public const string Cancel = "?cancel ";

    /// <summary>Followed by a request for a piece of a file.</summary>
    public const string File = "?file ";

    /// <summary>Begins an answer that says why something cannot be done.</summary>
    public const string Error = "error: ";

    /// <summary>What lacks something, or has nothing where something is needed, is not taken.</summary>
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Strict) ?? throw new JsonException("nothing was said");

    /// <summary>Asks for a piece of a file of a run.</summary>
    public sealed record FileRequest(long Run, string File, long From, IReadOnlyList<string> Machines);

    /// <summary>The piece.</summary>
    public sealed record FileAnswer(IReadOnlyList<string> Files, string Base64, long Length);
}
