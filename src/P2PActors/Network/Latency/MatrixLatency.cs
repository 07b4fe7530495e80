using P2PActors.Engine;

namespace P2PActors.Network.Latency;

/// <summary>Latencies from a measured matrix; every peer is placed on one of its hosts, and its access delay is added.</summary>
public sealed class MatrixLatency : LatencyModel
{
    private readonly LatencyMatrix _matrix;
    private readonly ushort[] _host;
    private readonly int[] _access;
    private readonly long _floor;

    /// <param name="matrix">Measured round-trip times.</param>
    /// <param name="seed">Seed of the run; peers are placed on hosts uniformly at random.</param>
    /// <param name="peers">Number of peers.</param>
    /// <param name="floor">Smallest one-way latency; also that between two peers on one host.</param>
    /// <param name="access">One-way access delay of each peer; zero where the matrix was measured end to end.</param>
    public MatrixLatency(LatencyMatrix matrix, ulong seed, int peers, TimeSpan floor, Func<int, TimeSpan> access)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(access);
        _matrix = matrix;
        _floor = Math.Max(1, floor.Ticks);
        _host = new ushort[peers];
        _access = new int[peers];
        long smallest = peers == 0 ? 0 : long.MaxValue;
        for (int i = 0; i < peers; i++)
        {
            var stream = RandomStream.For(seed, Purposes.Coordinates, (ulong)i);
            _host[i] = (ushort)stream.Next(matrix.Hosts);
            _access[i] = (int)access(i).Ticks;
            smallest = Math.Min(smallest, _access[i]);
        }

        Minimum = _floor + 2 * smallest;
    }

    /// <inheritdoc />
    public override long Minimum { get; }

    /// <inheritdoc />
    public override long OneWay(int from, int to, ulong draw)
    {
        long path = (long)(_matrix.RoundTrip(_host[from], _host[to]) * (TimeSpan.TicksPerMillisecond / 2.0));
        return Math.Max(_floor, path) + _access[from] + _access[to];
    }
}
