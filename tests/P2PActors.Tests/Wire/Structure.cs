using System.Collections;
using System.Net;
using System.Reflection;
using P2PActors.Content;

namespace P2PActors.Tests.Wire;

/// <summary>Compares two objects to the bottom: types, fields, elements. Says where they first differ.</summary>
internal static class Structure
{
    /// <summary>The path to the first difference; null if there is none.</summary>
    public static string? Difference(object? a, object? b, string at = "")
    {
        if (a is null || b is null) return a is null && b is null ? null : $"{at}: {a ?? "null"} and {b ?? "null"}";
        if (a.GetType() != b.GetType()) return $"{at}: {a.GetType()} and {b.GetType()}";
        switch (a)
        {
            case string or IPAddress or IPEndPoint or decimal or double or float:
            case var _ when a.GetType().IsPrimitive || a.GetType().IsEnum:
                return a.Equals(b) ? null : $"{at}: {a} and {b}";
            case SearchText search:
                var other = (SearchText)b;
                return search.Text == other.Text && search.Match == other.Match && search.WireLength == other.WireLength &&
                    search.Words.SequenceEqual(other.Words) && search.Files.SequenceEqual(other.Files) ? null : $"{at}: {search} and {other}";
            case ReadOnlyMemory<ushort> memory:
                return Difference(memory.ToArray(), ((ReadOnlyMemory<ushort>)b).ToArray(), at);
            case Memory<byte> memory:
                return Difference(memory.ToArray(), ((Memory<byte>)b).ToArray(), at);
            case Array or IList when a.GetType().Name != "ImmutableArray`1":
                object?[] left = [.. ((IEnumerable)a).Cast<object?>()], right = [.. ((IEnumerable)b).Cast<object?>()];
                if (left.Length != right.Length) return $"{at}: {left.Length} and {right.Length} elements";
                return left.Select((_, i) => Difference(left[i], right[i], $"{at}[{i}]")).FirstOrDefault(d => d is not null);
        }

        for (Type? type = a.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (Difference(field.GetValue(a), field.GetValue(b), $"{at}.{field.Name}") is { } difference) return difference;
            }
        }

        return null;
    }
}
