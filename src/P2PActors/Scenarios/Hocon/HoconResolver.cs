namespace P2PActors.Scenarios.Hocon;

/// <summary>
/// Resolves substitutions by need. A field's head (a scalar, or a list or object whose inside is still as written) is found
/// from its stack of values; while the value at place i of the stack is being found, the field shows only what is below i.
/// That is the specification's 'look back' of self-referential fields, and what is left over is a cycle.
/// </summary>
internal sealed partial class HoconResolver(RawObject root)
{
    private readonly List<ScenarioError> _errors = [];
    private readonly Dictionary<RawField, RawNode?> _heads = [];
    private readonly Dictionary<RawField, (int Limit, int Level)> _active = [];
    private readonly List<RawSubstitution> _trail = [];
    private readonly HashSet<RawSubstitution> _reported = [];
    private int _level;
    private int _lowestUsed = int.MaxValue;
    private int _steps;

    /// <summary>The whole tree, resolved.</summary>
    /// <exception cref="ScenarioException">A substitution has no value, is a cycle, or multiplies beyond all bounds.</exception>
    public HoconObject Resolve()
    {
        var members = Members(root);
        if (_errors.Count > 0) throw new ScenarioException(_errors);
        return new HoconObject(members, root.Origin, root);
    }

    /// <summary>The head of a field, or null where it has no value.</summary>
    private RawNode? Head(RawField field)
    {
        if (_heads.TryGetValue(field, out var known)) return known;
        if (_active.TryGetValue(field, out var now))
        {
            _lowestUsed = Math.Min(_lowestUsed, now.Level);
            return HeadBelow(field, now.Limit, now.Level);
        }
        var lowestBefore = _lowestUsed;
        _lowestUsed = int.MaxValue;
        var level = ++_level;
        if (level > HoconLimits.SubstitutionChain)
            throw Fail($"substitutions lead on more than {HoconLimits.SubstitutionChain} times: {Trail(5)} ...");
        var head = HeadBelow(field, field.Items.Count, level);
        _active.Remove(field);
        _level--;
        // A head found while an outer field showed only a part of itself holds for that moment only.
        if (_lowestUsed >= level) _heads[field] = head;
        else lowestBefore = Math.Min(lowestBefore, _lowestUsed);
        _lowestUsed = lowestBefore;
        return head;
    }

    private RawNode? HeadBelow(RawField field, int count, int level)
    {
        RawObject? merged = null;
        for (var i = count - 1; i >= 0; i--)
        {
            _active[field] = (i, level);
            var node = field.Items[i] is RawAppend append ? Appended(field, append, i, level) : Head(field.Items[i]);
            if (node is null) continue;
            if (node is not RawObject section)
            {
                _active[field] = (count, level);
                return (RawNode?)merged ?? node;
            }
            merged = merged is null ? section : Merged(section, merged);
        }
        _active[field] = (count, level);
        return merged;
    }

    private RawObject Merged(RawObject lower, RawObject upper)
    {
        Spend(lower.Fields.Count + upper.Fields.Count);
        return RawObject.Merge(lower, upper);
    }

    private RawArray Appended(RawField field, RawAppend append, int index, int level)
    {
        switch (HeadBelow(field, index, level))
        {
            case null:
                return new RawArray(append.Items, append.Origin);
            case RawArray list:
                Spend(list.Items.Count + append.Items.Count);
                return new RawArray([.. list.Items, .. append.Items], list.Origin);
            default:
                throw new ScenarioException(append.Origin.ToString(), "", "'+=' adds to a list, but the value so far is not a list");
        }
    }

    private RawNode? Head(RawNode node)
    {
        Spend(1);
        return node switch
        {
            RawSubstitution substitution => Substituted(substitution),
            RawConcat concat => Concatenated(concat),
            _ => node,
        };
    }

    private RawNode? Substituted(RawSubstitution substitution)
    {
        _trail.Add(substitution);
        RawNode? found = null;
        var circular = false;
        foreach (var scope in substitution.Scopes)
        {
            found = Find(scope, substitution.Path, ref circular);
            if (found is not null) break;
        }
        if (found is null && !substitution.Optional && _reported.Add(substitution)) ReportUnset(substitution, circular);
        _trail.RemoveAt(_trail.Count - 1);
        return found;
    }

    private void ReportUnset(RawSubstitution substitution, bool circular)
    {
        if (!circular)
        {
            _errors.Add(new ScenarioError(substitution.Origin.ToString(), "",
                $"{substitution} is not set in the scenario{Near(substitution)} (the environment is not looked at; write "
                + $"${{?{HoconPath.Of(substitution.Path)}}} if it may be missing)"));
            return;
        }
        // One circle is one error, whatever part of it is met.
        _reported.UnionWith(_trail);
        _errors.Add(new ScenarioError(_trail[0].Origin.ToString(), "", $"substitutions go in a circle: {Trail(20)}"));
    }

    private RawNode? Find(string[] scope, string[] path, ref bool circular)
    {
        RawNode? node = root;
        for (var i = 0; i < scope.Length + path.Length; i++)
        {
            var key = i < scope.Length ? scope[i] : path[i - scope.Length];
            if (node is not RawObject section || !section.Fields.TryGetValue(key, out var field)) return null;
            circular |= _active.TryGetValue(field, out var now) && now.Limit == 0;
            node = Head(field);
        }
        return node;
    }

    /// <summary>A hint at the key that was perhaps meant.</summary>
    private string Near(RawSubstitution substitution)
    {
        var section = root;
        foreach (var key in substitution.Path)
        {
            if (section is null) break;
            if (section.Fields.TryGetValue(key, out var field))
            {
                section = field.Items[^1] as RawObject;
                continue;
            }
            return NearestName.Of(key, section.Fields.Keys) is { } near ? $"; did you mean '{near}'?" : "";
        }
        return "";
    }

    private string Trail(int most) => string.Join(" -> ", _trail.Take(most));

    private void Spend(int steps)
    {
        _steps += steps;
        if (_steps > HoconLimits.ResolveSteps) throw Fail("the substitutions multiply to more than a scenario may hold");
    }

    private ScenarioException Fail(string message) =>
        new((_trail.Count > 0 ? _trail[0].Origin : root.Origin).ToString(), "", message);
}
