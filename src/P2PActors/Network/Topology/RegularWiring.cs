using P2PActors.Engine;

namespace P2PActors.Network.Topology;

/// <summary>The pairs of a random regular graph while self-loops and repetitions are being traded away.</summary>
internal sealed class RegularWiring
{
    private readonly (int A, int B)[] _edges;
    private readonly bool[] _bad;
    private readonly HashSet<long> _present; // asked for membership only: its order never matters
    private readonly Stack<int> _repairs = [];

    public RegularWiring(int nodes, int degree, ref RandomStream random)
    {
        int[] stubs = new int[checked(nodes * degree)];
        for (int i = 0; i < stubs.Length; i++) stubs[i] = i / degree;
        random.Shuffle<int>(stubs);
        _edges = new (int, int)[stubs.Length / 2];
        _bad = new bool[_edges.Length];
        _present = new HashSet<long>(_edges.Length);
        for (int i = 0; i < _edges.Length; i++)
        {
            (int a, int b) = _edges[i] = (stubs[2 * i], stubs[2 * i + 1]);
            if (a != b && _present.Add(Key(a, b))) continue;
            _bad[i] = true;
            _repairs.Push(i);
        }
    }

    public IReadOnlyList<(int A, int B)> Edges => _edges;

    /// <summary>Trades ends until the graph is simple; false if luck fails, which happens in very small graphs only.</summary>
    public bool Repair(ref RandomStream random)
    {
        long patience = 1000 + 10L * _edges.Length;
        while (_repairs.Count > 0)
        {
            if (patience-- == 0) return false;
            int bad = _repairs.Peek(), other = random.Next(_edges.Length);
            (int u, int v) = _edges[bad];
            (int x, int y) = random.NextBool(0.5) ? _edges[other] : (_edges[other].B, _edges[other].A);
            if (_bad[other] || u == x || v == y || Key(u, x) == Key(v, y)) continue;
            if (_present.Contains(Key(u, x)) || _present.Contains(Key(v, y))) continue;
            _present.Remove(Key(x, y));
            _present.Add(Key(u, x));
            _present.Add(Key(v, y));
            (_edges[bad], _edges[other]) = ((u, x), (v, y));
            _bad[bad] = false;
            _repairs.Pop();
        }

        return true;
    }

    private static long Key(int a, int b) => ((long)Math.Min(a, b) << 32) | (uint)Math.Max(a, b);
}
