namespace P2PActors.Scenarios.Hocon;

/// <summary>Settings by key, in the order in which the keys first appeared.</summary>
public sealed class HoconObject : HoconValue
{
    private readonly OrderedDictionary<string, HoconValue> _members;
    private readonly RawObject? _source;

    internal HoconObject(OrderedDictionary<string, HoconValue> members, HoconOrigin origin, RawObject? source = null)
        : base(origin)
    {
        _members = members;
        _source = source;
        Size = 1;
        foreach (var member in members) Size += 1 + member.Value.Size;
    }

    /// <summary>The keys and their values.</summary>
    public IReadOnlyDictionary<string, HoconValue> Members => _members;

    internal override long Size { get; }

    internal override string Kind => "a section { ... }";

    /// <summary>The value at a path such as <c>network.latency</c> (keys with special characters are quoted), or null
    /// where there is none.</summary>
    /// <exception cref="FormatException">The path is not well formed.</exception>
    public HoconValue? Get(string path)
    {
        HoconValue? value = this;
        foreach (var key in HoconPath.Parse(path))
        {
            if (value is not HoconObject section) return null;
            value = section.Member(key);
        }
        return value;
    }

    /// <summary>
    /// The same settings with one of them given anew, as by <c>--set path=value</c>. The value is HOCON; it takes part in
    /// substitutions as if it stood at the end of the file.
    /// </summary>
    /// <param name="path">Where, as in <c>network.loss</c>.</param>
    /// <param name="valueText">The value in HOCON notation.</param>
    /// <param name="origin">What errors name as the place.</param>
    /// <exception cref="ScenarioException">Path or value is not well formed, or a substitution has no value.</exception>
    public HoconObject With(string path, string valueText, string origin = "--set") =>
        HoconDocument.Resolve(_source ?? RawObject.Of(this), [new HoconOverride(path, valueText, origin)]);

    /// <summary>The settings as HOCON text that reads back to an equal tree.</summary>
    public string ToText() => HoconWriter.Write(this);

    /// <summary>The value of one key, which is not taken apart at dots.</summary>
    internal HoconValue? Member(string key) => _members.GetValueOrDefault(key);

    /// <inheritdoc />
    public override bool Equals(object? obj)
    {
        if (obj is not HoconObject other || other._members.Count != _members.Count) return false;
        foreach (var (key, value) in _members)
            if (!value.Equals(other.Member(key))) return false;
        return true;
    }

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = _members.Count;
        foreach (var (key, value) in _members)
            hash += HashCode.Combine(StringComparer.Ordinal.GetHashCode(key), value);
        return hash;
    }
}
