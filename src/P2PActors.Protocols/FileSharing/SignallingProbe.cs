using P2PActors.Engine;
using P2PActors.Metrics;

namespace P2PActors.Protocols.FileSharing;

/// <summary>Signalling messages sent over time: all messages but the files themselves.</summary>
/// <param name="interval">Length of an interval of the series over time.</param>
internal sealed class SignallingProbe(TimeSpan interval) : IProbe
{
    private readonly List<long> _sent = [];

    public TimeSpan Interval => interval;

    /// <summary>Messages sent up to the beginning of each interval, and up to the end of the run.</summary>
    public void Observe(World world)
    {
        long sent = 0;
        foreach (MessageTraffic type in world.CollectTraffic())
        {
            if (type.Type != nameof(FileData)) sent += type.Total.MessagesSent;
        }

        _sent.Add(sent);
    }

    /// <summary>Messages sent in each interval; fewer values where the run was stopped.</summary>
    public IReadOnlyList<long> Sent => [.. _sent.Zip(_sent.Skip(1), (before, after) => after - before)];
}
