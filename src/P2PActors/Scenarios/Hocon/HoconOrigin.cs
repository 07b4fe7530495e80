namespace P2PActors.Scenarios.Hocon;

/// <summary>Where a value was written, so that an error can point at it.</summary>
public readonly record struct HoconOrigin
{
    internal HoconOrigin(string source, int line, int order) => (Source, Line, Order) = (source, line, order);

    /// <summary>The file as the user would name it, or <c>--set</c>.</summary>
    public string Source { get; }

    /// <summary>The line, counted from 1; 0 where lines make no sense.</summary>
    public int Line { get; }

    /// <summary>Position in the order of reading, across includes; errors are sorted by it.</summary>
    internal int Order { get; }

    /// <summary>The place as errors name it: <c>hocon/compare-file-sharing.conf:12</c>.</summary>
    public override string ToString() => Line == 0 ? Source : FormattableString.Invariant($"{Source}:{Line}");
}
