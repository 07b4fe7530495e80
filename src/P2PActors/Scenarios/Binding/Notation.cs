using System.Collections;
using System.Collections.Concurrent;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>How the values of one scalar type are written in a scenario file.</summary>
internal abstract class Notation
{
    /// <summary>What stands for the place of a value that was not read from a file.</summary>
    protected static readonly HoconOrigin Nowhere = new("settings", 0, 0);

    private static readonly ConcurrentDictionary<(Type, string?), Notation?> Known = new();

    /// <summary>The type's name in the list of settings.</summary>
    public abstract string TypeName { get; }

    /// <summary>What an error message says was expected.</summary>
    public abstract string Expected { get; }

    /// <summary>What every value of the type keeps to, said where a value goes beyond it.</summary>
    public virtual string Limits => "";

    /// <summary>The allowed names; empty where the type is not a choice of names.</summary>
    public virtual IReadOnlyList<string> Names => [];

    /// <summary>Lower bound where the setting names none; null for none.</summary>
    public virtual object? NaturalMin => null;

    /// <summary>Upper bound where the setting names none; null for none.</summary>
    public virtual object? NaturalMax => null;

    /// <summary>Reads a value.</summary>
    public abstract Reading Read(string text);

    /// <summary>Reads a bound of a range, where a bare 0 needs no unit.</summary>
    public virtual Reading ReadBound(string text) => Read(text);

    /// <summary>The order of two values.</summary>
    public virtual int Compare(object a, object b) => Comparer.DefaultInvariant.Compare(a, b);

    /// <summary>Writes a value so that it reads back to the same.</summary>
    public abstract HoconScalar Write(object value);

    /// <summary>The notation of a type, or null where it is not a scalar.</summary>
    public static Notation? Of(Type type, string? unit) => Known.GetOrAdd((type, unit), static key => Make(key.Item1, key.Item2));

    private static Notation? Make(Type type, string? unit) => type switch
    {
        _ when type == typeof(int) => new WholeNotation(int.MinValue, int.MaxValue, static n => (int)n),
        _ when type == typeof(long) => new WholeNotation(long.MinValue, long.MaxValue, static n => n),
        _ when type == typeof(double) => unit == "share" ? new ShareNotation() : new NumberNotation(),
        _ when type == typeof(bool) => new TruthNotation(),
        _ when type == typeof(string) => new TextNotation(),
        _ when type == typeof(TimeSpan) => new DurationNotation(),
        _ when type == typeof(ByteSize) => new SizeNotation(),
        _ when type == typeof(BitRate) => new RateNotation(),
        _ when type.IsEnum => new NameNotation(type),
        _ => null,
    };
}

/// <summary>What came of reading a text as a value.</summary>
/// <param name="Value">The value, or null where there is none.</param>
/// <param name="Beyond">Whether the text is of the right kind, but beyond what the type can hold.</param>
/// <param name="Remark">What is special about what was found, such as ' without a unit'.</param>
internal readonly record struct Reading(object? Value, bool Beyond = false, string Remark = "")
{
    public static Reading Not => default;

    public static Reading TooFar => new(null, true);
}
