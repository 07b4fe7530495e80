using System.Text;

namespace P2PActors.Scenarios.Binding;

/// <summary>The keys and names of scenario files: <c>MaxPeers</c> is written <c>max-peers</c>.</summary>
internal static class KebabCase
{
    /// <summary>A name of C# as a scenario file writes it.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c == '_')
            {
                text.Append('-');
                continue;
            }
            if (char.IsUpper(c) && i > 0 && name[i - 1] != '_')
            {
                var afterWord = !char.IsUpper(name[i - 1]);
                var beforeWord = i + 1 < name.Length && char.IsLower(name[i + 1]);
                if (afterWord || beforeWord) text.Append('-');
            }
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
