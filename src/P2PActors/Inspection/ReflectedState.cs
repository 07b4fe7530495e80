using System.Collections;
using System.Globalization;
using System.Reflection;
using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Inspection;

/// <summary>
/// The fields of an actor that does not describe itself, in the order of their declaration. Collections without an order of
/// their own show only how much they hold.
/// </summary>
internal static class ReflectedState
{
    private const int MostItems = 5;
    private const int LongestText = 60;

    public static void Describe(PeerActor actor, StateText text)
    {
        var levels = new Stack<Type>();
        for (Type? level = actor.GetType(); level is not null && level != typeof(PeerActor); level = level.BaseType) levels.Push(level);
        foreach (Type level in levels)
        {
            FieldInfo[] fields = level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            foreach (FieldInfo field in fields.OrderBy(f => f.MetadataToken))
            {
                if (NameOf(field) is { } name) text.Say($"{name}: {ValueText(field.GetValue(actor), true)}");
            }
        }
    }

    /// <summary>A name as in the source; null for what the actor was made with, which is the protocol's and not its own.</summary>
    private static string? NameOf(FieldInfo field)
    {
        string name = field.Name;
        if (name.StartsWith('<') && name.EndsWith(">P", StringComparison.Ordinal)) return null;
        if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 0 and var end) return name[1..end];
        return name.TrimStart('_');
    }

    private static string ValueText(object? value, bool isOuter) => value switch
    {
        null => "none",
        string s => s.Length <= LongestText ? $"\"{s}\"" : $"\"{s.AsSpan(0, LongestText)}...\"",
        bool b => b ? "yes" : "no",
        TimeSpan t => StateText.Moment(t),
        PeerId p => "peer " + p,
        Connection c => $"connection {c}",
        Message m => MessageText.Of(m),
        Enum e => e.ToString(),
        IConvertible n => n.ToString(CultureInfo.InvariantCulture),
        IDictionary d => StateText.Count(d.Count, "entry").Replace("entrys", "entries", StringComparison.Ordinal),
        IList list => ListText(list, isOuter),
        ICollection c => StateText.Count(c.Count, "item"),
        IEnumerable => value.GetType().Name,
        _ => value.GetType().IsValueType || value.GetType().GetMethod("<Clone>$") is not null ? Short(value.ToString() ?? "") : value.GetType().Name,
    };

    private static string ListText(IList list, bool isOuter)
    {
        if (!isOuter || list.Count == 0) return StateText.Count(list.Count, "item");
        IEnumerable<string> first = list.Cast<object?>().Take(MostItems).Select(i => ValueText(i, false));
        return $"{StateText.Count(list.Count, "item")}: {string.Join(", ", first)}{(list.Count > MostItems ? ", ..." : "")}";
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText] + "...";
}
