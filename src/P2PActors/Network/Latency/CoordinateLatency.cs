using P2PActors.Engine;

namespace P2PActors.Network.Latency;

/// <summary>
/// Peers live on a plane; latency is a floor, plus the distance, plus the access delay of both ends (2-d coordinates with
/// height, as Vivaldi found to fit Internet latencies: Dabek et al., SIGCOMM 2004).
/// </summary>
public sealed class CoordinateLatency : LatencyModel
{
    /// <summary>Where each peer lives, side by side: a message to it looks at one cache line.</summary>
    private readonly Place[] _places;
    private readonly long _floor;

    /// <param name="seed">Seed of the run; places the peers.</param>
    /// <param name="peers">Number of peers.</param>
    /// <param name="side">One-way latency along one side of the square on which peers are placed uniformly.</param>
    /// <param name="floor">Added to every path; the lookahead is this plus twice the smallest access delay.</param>
    /// <param name="access">One-way access delay of each peer.</param>
    public CoordinateLatency(ulong seed, int peers, TimeSpan side, TimeSpan floor, Func<int, TimeSpan> access)
    {
        ArgumentNullException.ThrowIfNull(access);
        _places = new Place[peers];
        _floor = Math.Max(1, floor.Ticks);
        long smallest = peers == 0 ? 0 : long.MaxValue;
        for (int i = 0; i < peers; i++)
        {
            var stream = RandomStream.For(seed, Purposes.Coordinates, (ulong)i);
            _places[i].X = (float)(stream.NextDouble() * side.Ticks);
            _places[i].Y = (float)(stream.NextDouble() * side.Ticks);
            _places[i].Access = (int)access(i).Ticks;
            smallest = Math.Min(smallest, _places[i].Access);
        }

        Minimum = _floor + 2 * smallest;
    }

    /// <summary>How far east a peer lives, in ticks of latency from the western edge.</summary>
    public double EastOf(int peer) => _places[peer].X;

    /// <inheritdoc />
    public override long Minimum { get; }

    /// <inheritdoc />
    public override long OneWay(int from, int to, ulong draw)
    {
        ref readonly Place a = ref _places[from], b = ref _places[to];
        double dx = a.X - b.X, dy = a.Y - b.Y;
        return _floor + (long)Math.Sqrt(dx * dx + dy * dy) + a.Access + b.Access;
    }

    private struct Place
    {
        public float X;
        public float Y;
        public int Access;
    }
}
