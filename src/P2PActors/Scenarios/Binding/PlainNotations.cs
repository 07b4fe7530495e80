using System.Globalization;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>Whole numbers; <c>1e6</c> is one.</summary>
internal sealed class WholeNotation(long smallest, long greatest, Func<long, object> box) : Notation
{
    public override string TypeName => "whole number";

    public override string Expected => "a whole number";

    public override string Limits => string.Create(CultureInfo.InvariantCulture, $" from {smallest} to {greatest}");

    public override Reading Read(string text)
    {
        if (!HoconNumbers.IsNumber(text)) return Reading.Not;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Reading.TooFar;
        if (decimal.Truncate(number) != number) return new Reading(null, Remark: ", which has a fraction");
        return number < smallest || number > greatest ? Reading.TooFar : new Reading(box((long)number));
    }

    public override HoconScalar Write(object value) =>
        new HoconNumber(Convert.ToString(value, CultureInfo.InvariantCulture)!, Nowhere);
}

/// <summary>Numbers with a fraction; infinity and NaN are none.</summary>
internal class NumberNotation : Notation
{
    public override string TypeName => "number";

    public override string Expected => "a number";

    public override string Limits => " that is finite";

    public override Reading Read(string text)
    {
        if (!HoconNumbers.IsNumber(text)) return Reading.Not;
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new Reading(number) : Reading.TooFar;
    }

    public override HoconScalar Write(object value)
    {
        var number = (double)value;
        return double.IsFinite(number)
            ? new HoconNumber(number.ToString("R", CultureInfo.InvariantCulture), Nowhere)
            : throw new ArgumentException($"a setting cannot be {number.ToString(CultureInfo.InvariantCulture)}");
    }
}

/// <summary>Parts of a whole, from 0 to 1 unless the setting says otherwise: <c>0.3</c> or <c>30%</c>.</summary>
internal sealed class ShareNotation : NumberNotation
{
    public override string TypeName => "share";

    public override string Expected => "a share such as 0.3 or 30%";

    public override object? NaturalMin => 0.0;

    public override object? NaturalMax => 1.0;

    public override Reading Read(string text)
    {
        if (!text.EndsWith('%')) return base.Read(text);
        var percent = text[..^1].TrimEnd();
        if (!HoconNumbers.IsNumber(percent)) return Reading.Not;
        // Decimal where it can be, so that 30% is 0.3 and not its neighbour.
        if (decimal.TryParse(percent, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            return new Reading((double)(exact / 100));
        var share = double.Parse(percent, NumberStyles.Float, CultureInfo.InvariantCulture) / 100;
        return double.IsFinite(share) ? new Reading(share) : Reading.TooFar;
    }
}

/// <summary>Truth values in the words of the HOCON specification.</summary>
internal sealed class TruthNotation : Notation
{
    public override string TypeName => "true or false";

    public override string Expected => "true or false";

    public override Reading Read(string text) => text switch
    {
        "true" or "yes" or "on" => new Reading(true),
        "false" or "no" or "off" => new Reading(false),
        _ => Reading.Not,
    };

    public override HoconScalar Write(object value) => new HoconBoolean((bool)value, Nowhere);
}

/// <summary>Any text.</summary>
internal sealed class TextNotation : Notation
{
    public override string TypeName => "text";

    public override string Expected => "a text";

    public override Reading Read(string text) => new(text);

    public override HoconScalar Write(object value) => new HoconString((string)value, Nowhere);
}

/// <summary>The names of an enum in kebab-case.</summary>
internal sealed class NameNotation : Notation
{
    private readonly Dictionary<string, object> _values = [];
    private readonly List<string> _names = [];

    public NameNotation(Type type)
    {
        foreach (var name in Enum.GetNames(type))
        {
            _names.Add(KebabCase.Of(name));
            _values.Add(KebabCase.Of(name), Enum.Parse(type, name));
        }
    }

    public override string TypeName => "name";

    public override string Expected => "one of " + string.Join(", ", _names);

    public override IReadOnlyList<string> Names => _names;

    public override Reading Read(string text) => _values.TryGetValue(text, out var value) ? new Reading(value) : Reading.Not;

    public override HoconScalar Write(object value)
    {
        foreach (var name in _names)
            if (_values[name].Equals(value)) return new HoconString(name, Nowhere);
        throw new ArgumentException($"{value} has no name among {string.Join(", ", _names)}");
    }
}
