using P2PActors.Actors;

namespace P2PActors.Inspection;

/// <summary>A traced operation as a tree of lines. What a step leads to several times over is told twice and then counted.</summary>
internal sealed class TraceTree
{
    private const int Shown = 2;
    private const int MostLines = 400;
    private readonly IReadOnlyList<TraceNode> _nodes;
    private readonly List<int>[] _children;
    private readonly int[] _below;

    public TraceTree(IReadOnlyList<TraceNode> nodes)
    {
        _nodes = nodes;
        _children = new List<int>[nodes.Count];
        _below = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++) _children[i] = [];
        for (int i = 1; i < nodes.Count; i++) _children[nodes[i].Parent].Add(i);
        for (int i = nodes.Count - 1; i > 0; i--) _below[nodes[i].Parent] += _below[i] + 1;
    }

    /// <summary>Messages, the peers that got one, their bytes, how deep they go and how long it all took.</summary>
    public string Totals()
    {
        var reached = new HashSet<int>();
        long messages = 0, bytes = 0, last = _nodes[0].Begun;
        var hops = new int[_nodes.Count];
        int deepest = 0;
        for (int i = 0; i < _nodes.Count; i++)
        {
            TraceNode node = _nodes[i];
            last = Math.Max(last, Math.Max(node.Begun, node.Handled));
            hops[i] = (node.Parent >= 0 ? hops[node.Parent] : 0) + (node.Kind == TraceKind.Message ? 1 : 0);
            if (node.Kind != TraceKind.Message) continue;
            messages++;
            bytes += node.Bytes;
            deepest = Math.Max(deepest, hops[i]);
            if (node.Handled >= 0 && node.To != _nodes[0].From) reached.Add(node.To);
        }

        return $"{StateText.Count(reached.Count, "peer")} reached, {StateText.Count(messages, "message")}, {StateText.Bytes(bytes)}, {StateText.Count(deepest, "message")} deep, {(last - _nodes[0].Begun) / (double)TimeSpan.TicksPerSecond:0.000} s";
    }

    /// <summary>The tree, cut below a depth.</summary>
    /// <returns>The time of each step, and what it is, set in by its depth.</returns>
    public IReadOnlyList<(string Time, string Text)> Lines(int depth)
    {
        var lines = new List<(string Time, string Text)>();
        Add(lines, 0, "", depth);
        if (lines.Count >= MostLines) lines.Add(("", $"... the tree is longer than {MostLines} lines; show less of its depth"));
        return lines;
    }

    private void Add(List<(string Time, string Text)> lines, int at, string indent, int depth)
    {
        if (lines.Count >= MostLines) return;
        lines.Add(Line(at, indent));
        if (depth == 0)
        {
            if (_below[at] > 0) lines.Add(("", $"{indent}  ({StateText.Count(_below[at], "step")} below)"));
            return;
        }

        foreach (IGrouping<(TraceKind, string), int> alike in _children[at].GroupBy(i => (_nodes[i].Kind, NameOf(_nodes[i]))))
        {
            int[] group = [.. alike];
            foreach (int child in group.Take(Shown)) Add(lines, child, indent + "  ", depth - 1);
            if (group.Length <= Shown) continue;
            int below = group.Skip(Shown).Sum(i => _below[i]);
            lines.Add(("", $"{indent}  ... and {StateText.Number(group.Length - Shown)} more {alike.Key.Item2} like this{(below > 0 ? $", with {StateText.Count(below, "step")} below" : "")}"));
        }
    }

    private (string Time, string Text) Line(int at, string indent)
    {
        TraceNode node = _nodes[at];
        string time = StateText.Moment(new TimeSpan(node.Handled >= 0 ? node.Handled : node.Begun));
        string what = node.Kind switch
        {
            TraceKind.Operation => $"peer {node.From}: {node.What}",
            TraceKind.Timer => $"{node.To} timer {MessageText.Of((Message)node.What)}",
            TraceKind.Connection => $"{node.From} -> {node.To} connects",
            _ => $"{node.From} -> {node.To} {MessageText.Of((Message)node.What)}",
        };
        string state = node.Handled >= 0 ? "" : node.Kind == TraceKind.Timer ? " (not elapsed)" : " (not arrived)";
        return (time, $"{indent}{what}{state}");
    }

    private static string NameOf(TraceNode node) => node.Kind switch
    {
        TraceKind.Operation => "operations",
        TraceKind.Connection => "connections",
        _ => node.What.GetType().Name,
    };
}
