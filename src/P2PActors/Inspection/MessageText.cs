using System.Text.RegularExpressions;
using P2PActors.Actors;

namespace P2PActors.Inspection;

/// <summary>A message on one line: its type and what it carries.</summary>
internal static partial class MessageText
{
    private const int Longest = 110;

    public static string Of(Message message)
    {
        string text = Describe(message);
        text = TypeNames().Replace(WireSize().Replace(text, ""), "").Replace("{  }", "", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
        return text.Length <= Longest ? text : text[..Longest] + "...";
    }

#pragma warning disable CA1031 // A message that cannot write itself must not end an inspection.
    private static string Describe(Message message)
    {
        try
        {
            return message.ToString() ?? message.GetType().Name;
        }
        catch (Exception e)
        {
            return $"{message.GetType().Name} (its text failed: {e.GetType().Name})";
        }
    }
#pragma warning restore CA1031

    /// <summary>The size stands in a column of its own.</summary>
    [GeneratedRegex(@"\bWireSize = \d+(, )?")]
    private static partial Regex WireSize();

    /// <summary>What a peer keeps for itself and cannot be read, such as the search that a timer is about.</summary>
    [GeneratedRegex(@"\b\w+ = P2PActors\.[\w.+`]+(, )?")]
    private static partial Regex TypeNames();
}
