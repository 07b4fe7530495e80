namespace P2PActors.Faults.Conditions;

/// <summary>
/// Something that is or is not the case in the world, as a scenario says it: <c>giantComponent &lt; 0.5</c>,
/// <c>online.supernode &lt; 100 and time &gt; 1h</c>, <c>recent(searches.successful) / recent(searches.ended) &lt; 90%</c>.
/// </summary>
/// <remarks>
/// Numbers are plain, shares in percent, or durations (which count in seconds, as <c>time</c> does). There are
/// <c>+ - * /</c>, <c>&lt; &lt;= &gt; &gt;= == !=</c>, <c>and or not</c> and brackets; <c>recent(x)</c> is what x has grown by
/// since the last look. A comparison with something undefined, such as a share of nothing, is false.
/// </remarks>
public sealed class Condition
{
    private readonly Expression _root;

    private Condition(string text, Expression root, IReadOnlyCollection<string> names) => (Text, _root, Names) = (text, root, names);

    /// <summary>The condition as written.</summary>
    public string Text { get; }

    /// <summary>The gauges it speaks of, sorted.</summary>
    public IReadOnlyCollection<string> Names { get; }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="FormatException">Says what is wrong and where.</exception>
    public static Condition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new ConditionParser(text);
        Expression root = parser.Read();
        return new Condition(text, root, parser.Names);
    }

    /// <summary>Whether it is the case.</summary>
    /// <param name="gauges">The world.</param>
    /// <param name="before">Values at the last look, for <c>recent</c>; brought up to date.</param>
    internal bool IsTrue(WorldGauges gauges, Dictionary<string, double> before)
    {
        bool isTrue = _root.Evaluate(gauges, before) > 0;
        foreach (string name in Names) before[name] = gauges.ValueOf(name);
        return isTrue;
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}
