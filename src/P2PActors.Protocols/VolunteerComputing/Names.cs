using System.Globalization;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// Names of work units as SETI@home wrote them: after the tape and the place on it, as in <c>01mr99aa.2049.3</c>.
/// </summary>
internal static class UnitName
{
    private const string Tape = "01mr99aa.";

    /// <summary>Name of a unit.</summary>
    /// <param name="unit">Its number, from 0: sub-band by sub-band of one stretch of tape, then the next.</param>
    public static string Of(long unit) => string.Create(CultureInfo.InvariantCulture, $"{Tape}{unit >> 8}.{unit & 0xFF}");

    /// <summary>A few of many units or tasks on one line.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="count">How many there are.</param>
    public static string List(IEnumerable<string> names, int count) => count switch
    {
        0 => "none",
        <= 3 => string.Join(' ', names),
        _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', names.Take(2))} and {count - 2} more"),
    };

    /// <summary>The number of a unit by its name; false if it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out long unit)
    {
        unit = 0;
        if (!name.StartsWith(Tape, StringComparison.Ordinal)) return false;
        name = name[Tape.Length..];
        int dot = name.IndexOf('.');
        if (dot < 0 || !Digits(name[..dot], long.MaxValue >> 8, out long high) || !Digits(name[(dot + 1)..], 0xFF, out long low)) return false;
        unit = high << 8 | low;
        return true;
    }

    /// <summary>A number without signs, spaces or leading zeros, so that a name has one spelling.</summary>
    internal static bool Digits(ReadOnlySpan<char> text, long most, out long value)
    {
        value = 0;
        if (text.Length == 0 || text.Length > 1 && text[0] == '0') return false;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
    }
}

/// <summary>Names one copy of a unit, as BOINC does: the name of the unit with <c>_0</c>, <c>_1</c>, ...</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Copy">Which copy of it, from 0.</param>
internal readonly record struct ResultName(long Unit, int Copy)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UnitName.Of(Unit)}_{Copy}");

    /// <summary>Reads a name; false if it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out ResultName result)
    {
        result = default;
        int line = name.LastIndexOf('_');
        if (line < 0 || !UnitName.TryParse(name[..line], out long unit) || !UnitName.Digits(name[(line + 1)..], int.MaxValue, out long copy)) return false;
        result = new ResultName(unit, (int)copy);
        return true;
    }
}
