namespace P2PActors.Akka.Cluster;

/// <summary>A line for the console of a run, as typed at the prompt; answered by a <see cref="ConsoleAnswer"/>.</summary>
/// <param name="Line">The command with its arguments.</param>
public sealed record ConsoleLine(string Line);

/// <summary>What the console says to a line.</summary>
/// <param name="Text">One line or several, without a line break at the end; may be empty.</param>
/// <param name="IsError">Whether the line could not be carried out; the text says why and what to do.</param>
public sealed record ConsoleAnswer(string Text, bool IsError);
