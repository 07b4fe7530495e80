using System.Globalization;

namespace P2PActors.Faults.Conditions;

/// <summary>Reads conditions by recursive descent: or, and, not, comparison, sum, product, value.</summary>
internal sealed class ConditionParser(string text)
{
    private const int DeepestNesting = 50;
    private static readonly (string Unit, double Factor)[] Units =
        [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("%", 0.01)];

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;

    public IReadOnlyCollection<string> Names => _names;

    public Expression Read()
    {
        Expression root = Or();
        Skip();
        if (_at < text.Length) throw Wrong("expected the end, or one of and, or, < <= > >= == !=, + - * /");
        return root.IsTruth ? root : throw new FormatException($"'{text}' is a number, expected something that is or is not the case, as in 'giantComponent < 0.5'");
    }

    private Expression Or()
    {
        Expression left = And();
        while (Word("or")) left = new Operation("or", Truth(left), Truth(And()));
        return left;
    }

    private Expression And()
    {
        Expression left = Negation();
        while (Word("and")) left = new Operation("and", Truth(left), Truth(Negation()));
        return left;
    }

    private Expression Negation() => Word("not") ? new Not(Truth(Deeper(Negation))) : Comparison();

    private Expression Comparison()
    {
        Expression left = Sum();
        foreach (string sign in (string[])["<=", ">=", "==", "!=", "<", ">"])
        {
            if (Sign(sign)) return new Operation(sign, Quantity(left), Quantity(Sum()));
        }

        return left;
    }

    private Expression Sum()
    {
        Expression left = Product();
        while (true)
        {
            if (Sign("+")) left = new Operation("+", Quantity(left), Quantity(Product()));
            else if (Sign("-")) left = new Operation("-", Quantity(left), Quantity(Product()));
            else return left;
        }
    }

    private Expression Product()
    {
        Expression left = Value();
        while (true)
        {
            if (Sign("*")) left = new Operation("*", Quantity(left), Quantity(Value()));
            else if (Sign("/")) left = new Operation("/", Quantity(left), Quantity(Value()));
            else return left;
        }
    }

    private Expression Value()
    {
        if (Sign("-")) return new Operation("-", new Number(0), Quantity(Deeper(Value)));
        if (Sign("("))
        {
            Expression inner = Deeper(Or);
            return Sign(")") ? inner : throw Wrong("expected ')'");
        }

        Skip();
        if (_at >= text.Length) throw Wrong("expected a name or a number");
        if (char.IsAsciiDigit(text[_at]) || text[_at] == '.') return Literal();
        string name = Name();
        if (name.Length == 0) throw Wrong("expected a name or a number");
        if (name != "recent" || !Sign("(")) return Add(name, isRecent: false);
        Skip();
        string inside = Name();
        if (inside.Length == 0 || !Sign(")")) throw Wrong("expected recent(name)");
        return Add(inside, isRecent: true);
    }

    private Gauge Add(string name, bool isRecent)
    {
        _names.Add(name);
        return new Gauge(name, isRecent);
    }

    private Number Literal()
    {
        int start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
        if (!double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
        {
            _at = start;
            throw Wrong("expected a number");
        }

        foreach ((string unit, double factor) in Units)
        {
            if (!text.AsSpan(_at).StartsWith(unit) || _at + unit.Length < text.Length && char.IsAsciiLetter(text[_at + unit.Length])) continue;
            _at += unit.Length;
            return new Number(value * factor);
        }

        return _at < text.Length && char.IsAsciiLetter(text[_at]) ? throw Wrong("expected a unit: ms, s, m, h, d or %") : new Number(value);
    }

    private string Name()
    {
        int start = _at;
        if (_at >= text.Length || !char.IsAsciiLetter(text[_at])) return "";
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '_')) _at++;
        return text[start.._at];
    }

    private bool Word(string word)
    {
        Skip();
        if (!text.AsSpan(_at).StartsWith(word) || _at + word.Length < text.Length && char.IsAsciiLetterOrDigit(text[_at + word.Length])) return false;
        _at += word.Length;
        return true;
    }

    private bool Sign(string sign)
    {
        Skip();
        if (!text.AsSpan(_at).StartsWith(sign)) return false;
        _at += sign.Length;
        return true;
    }

    private void Skip()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }

    private Expression Deeper(Func<Expression> read)
    {
        if (++_depth > DeepestNesting) throw Wrong($"nested more than {DeepestNesting} deep");
        Expression result = read();
        _depth--;
        return result;
    }

    private Expression Truth(Expression expression) => expression.IsTruth ? expression : throw Wrong("'and', 'or' and 'not' take comparisons");

    private Expression Quantity(Expression expression) => expression.IsTruth ? throw Wrong("a comparison is not a number") : expression;

    private FormatException Wrong(string what) => new($"'{text}', at character {_at + 1}: {what}");
}
