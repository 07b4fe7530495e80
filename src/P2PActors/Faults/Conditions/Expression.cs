namespace P2PActors.Faults.Conditions;

/// <summary>A part of a condition; truth is 1, falsehood 0, the undefined NaN.</summary>
internal abstract record Expression(bool IsTruth)
{
    public abstract double Evaluate(WorldGauges gauges, IReadOnlyDictionary<string, double> before);
}

internal sealed record Number(double Value) : Expression(false)
{
    public override double Evaluate(WorldGauges gauges, IReadOnlyDictionary<string, double> before) => Value;
}

internal sealed record Gauge(string Name, bool IsRecent) : Expression(false)
{
    public override double Evaluate(WorldGauges gauges, IReadOnlyDictionary<string, double> before) =>
        gauges.ValueOf(Name) - (IsRecent ? before.GetValueOrDefault(Name) : 0);
}

internal sealed record Not(Expression Inner) : Expression(true)
{
    public override double Evaluate(WorldGauges gauges, IReadOnlyDictionary<string, double> before) => Inner.Evaluate(gauges, before) > 0 ? 0 : 1;
}

internal sealed record Operation(string Operator, Expression Left, Expression Right) : Expression(Operator is not ("+" or "-" or "*" or "/"))
{
    public override double Evaluate(WorldGauges gauges, IReadOnlyDictionary<string, double> before)
    {
        double a = Left.Evaluate(gauges, before), b = Right.Evaluate(gauges, before);
        if (Operator is "and" or "or") return (Operator == "and" ? a > 0 && b > 0 : a > 0 || b > 0) ? 1 : 0;
        if (!IsTruth) return Operator switch { "+" => a + b, "-" => a - b, "*" => a * b, _ => a / b };
        if (double.IsNaN(a) || double.IsNaN(b)) return 0;
        return Operator switch { "<" => a < b, "<=" => a <= b, ">" => a > b, ">=" => a >= b, "==" => a == b, _ => a != b } ? 1 : 0;
    }
}
