using System.Text;

namespace P2PActors.Cli.Control;

/// <summary>
/// What is spoken over a control port: the client greets, then sends one command a line; each answer is lines of text, ended
/// by a line with a full stop and where the run stands. Lines that begin with a full stop have one more put before them.
/// </summary>
internal static class ControlProtocol
{
    public const int UsualPort = 4747;

    /// <summary>The first line of a client. A browser that is lured to the port says something else, and is hung up on.</summary>
    public const string Greeting = "P2PACTORS-CONTROL 1";

    /// <summary>Where the token is found that a port open to other computers asks for. It stands in the greeting, after a blank.</summary>
    public const string TokenVariable = "P2P_TOKEN";

    /// <summary>The answer to a greeting without the right token.</summary>
    public const string WrongToken = "error: this port asks for a token, and that was not it";

    /// <summary>Longest line that is taken once a client has greeted: a submission holds a scenario. Characters.</summary>
    public const int LongestSubmission = 8 << 20;

    /// <summary>Longest line that is taken from a stranger, characters.</summary>
    public const int LongestLine = 4096;

    /// <summary>A request for what may stand where a line ends, followed by the line.</summary>
    public const string Complete = "?complete ";

    /// <summary>Tells how wide the client's terminal is: its answers are laid out for that from then on.</summary>
    public const string Width = "?width ";

    /// <summary>A request to be answered when the run is paused or over.</summary>
    public const string Wait = "?wait";

    public static readonly Encoding Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads a line that may not be longer than allowed; null at the end.</summary>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static string? ReadLine(TextReader reader, int longest = LongestLine)
    {
        var line = new StringBuilder();
        while (reader.Read() is var c && c >= 0)
        {
            if (c == '\n') return line.ToString().TrimEnd('\r');
            if (line.Length == longest) throw new InvalidDataException($"a line is longer than {longest} characters");
            line.Append((char)c);
        }

        return line.Length > 0 ? line.ToString() : null;
    }

    public static void WriteAnswer(TextWriter writer, IEnumerable<string> lines, string standing)
    {
        foreach (string line in lines) writer.Write((line.StartsWith('.') ? "." + line : line) + "\n");
        writer.Write($". {standing}\n");
        writer.Flush();
    }
}
