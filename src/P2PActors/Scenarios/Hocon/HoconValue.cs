namespace P2PActors.Scenarios.Hocon;

/// <summary>
/// A value of a HOCON tree in which every substitution has been resolved. Two values are equal when their contents are,
/// wherever they were written.
/// </summary>
public abstract class HoconValue
{
    private protected HoconValue(HoconOrigin origin) => Origin = origin;

    /// <summary>Where the value was written.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>How much the value holds when written out in full; bounds what substitutions may multiply.</summary>
    internal virtual long Size => 1;

    /// <summary>The kind of the value as an error message names it.</summary>
    internal abstract string Kind { get; }

    /// <summary>The value as HOCON text, on one line where it is a scalar.</summary>
    public override string ToString() => HoconWriter.Write(this);
}

/// <summary>A value that is one piece of text: a string, a number, a truth value or null.</summary>
public abstract class HoconScalar : HoconValue
{
    private protected HoconScalar(string text, HoconOrigin origin) : base(origin) => Text = text;

    /// <summary>The text, without quotes; numbers as they were written.</summary>
    public string Text { get; }

    internal override long Size => 1 + Text.Length / 64;

    /// <inheritdoc />
    public override bool Equals(object? obj) =>
        obj is HoconScalar other && other.GetType() == GetType() && other.Text == Text;

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);
}

/// <summary>A text, quoted or not.</summary>
public sealed class HoconString : HoconScalar
{
    internal HoconString(string text, HoconOrigin origin) : base(text, origin) { }

    internal override string Kind => "a text";
}

/// <summary>A number; its text is kept as written, so that nothing is lost.</summary>
public sealed class HoconNumber : HoconScalar
{
    internal HoconNumber(string text, HoconOrigin origin) : base(text, origin) { }

    internal override string Kind => "a number";
}

/// <summary>True or false.</summary>
public sealed class HoconBoolean : HoconScalar
{
    internal HoconBoolean(bool value, HoconOrigin origin) : base(value ? "true" : "false", origin) => Value = value;

    /// <summary>The truth value.</summary>
    public bool Value { get; }

    internal override string Kind => "a truth value";
}

/// <summary>The value null: present, and meaning 'none'.</summary>
public sealed class HoconNull : HoconScalar
{
    internal HoconNull(HoconOrigin origin) : base("null", origin) { }

    internal override string Kind => "null";
}
