using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Network.Latency;

namespace P2PActors.Tests.Network;

public sealed class CutOffMessages
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(30, false)]
    public void A_sender_knows_whether_its_long_message_had_left_when_the_other_side_closed(double closeAfter, bool cutOff)
    {
        var sender = new Sender();
        double ticksPerByte = TimeSpan.TicksPerSecond / 100_000.0;
        var plan = new WorldPlan
        {
            PeerCount = 2,
            Seed = 1,
            Duration = TimeSpan.FromMinutes(1),
            Network = new NetworkModel
            {
                Latency = new ConstantLatency(TimeSpan.FromMilliseconds(10)),
                Links = new LinkRates(new byte[2], [ticksPerByte], [ticksPerByte]),
            },
            Create = (peer, _) => peer.Value == 0 ? sender : new Receiver(TimeSpan.FromSeconds(closeAfter)),
        };
        var options = new RunOptions { Threads = 1 };
        LocalEngine.Run(new World(plan, options), options);
        Assert.Equal(cutOff, sender.WasCutOff);
    }

    private sealed record Bulk : Message
    {
        public override int WireSize => 1_000_000;
    }

    private sealed record Enough : Message
    {
        public override int WireSize => 0;
    }

    private sealed class Sender : PeerActor
    {
        public bool? WasCutOff { get; private set; }

        protected override void PreStart() => Connect(new PeerId(1));

        protected override void OnConnected(Connection connection) => connection.Send(new Bulk());

        protected override void OnReceive(Message message) { }

        protected override void OnClosed(Connection connection, CloseReason reason) => WasCutOff = connection.IsCutOff;
    }

    private sealed class Receiver(TimeSpan patience) : PeerActor
    {
        protected override void OnConnected(Connection connection) => Timers.StartSingleTimer(connection, new Enough(), patience);

        protected override void OnReceive(Message message)
        {
            if (message is Enough) Connections[0].Close();
        }
    }
}
