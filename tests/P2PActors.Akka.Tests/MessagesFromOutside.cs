using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Tests.Engine;

namespace P2PActors.Akka.Tests;

/// <summary>Peers are actors like any other: whoever has a reference may tell them something, from any thread, while they run.</summary>
public sealed class MessagesFromOutside() : TestKit(AkkaHosting.Configuration)
{
    private const int Peers = 40;

    /// <summary>Passes on what it gets to a random peer.</summary>
    private static Script Forwarding { get; } = new()
    {
        Start = me => me.Say(me.Dice.Next(Peers), new Note(me.Self.Value)),
        Receive = (me, message) => me.Say(me.Dice.Next(Peers), message),
    };

    [Fact]
    public void They_never_change_the_digest()
    {
        World quiet = Lab.Run(Peers, TimeSpan.FromSeconds(60), _ => Forwarding);
        using var over = new CancellationTokenSource();
        long told = 0;
        var disturber = new Thread(() =>
        {
            ActorSelection everybody = Sys.ActorSelection("/user/world-1/*/*");
            while (!over.IsCancellationRequested)
            {
                everybody.Tell(new Identify(told++), TestActor);
                Thread.SpinWait(2000);
            }
        });
        disturber.Start();
        World disturbed = Lab.Run(Peers, TimeSpan.FromSeconds(60), _ => Forwarding, options: new RunOptions { Threads = 2, Cohorts = 5, Hosting = new AkkaHosting(Sys) });
        over.Cancel();
        disturber.Join();

        Assert.Equal(quiet.Digest(), disturbed.Digest());
        Assert.True(told > 100, $"only {told} messages from outside");
        Assert.NotNull(FishForMessage<ActorIdentity>(identity => identity.Subject is not null).Subject);
    }

    [Fact]
    public void What_a_peer_does_not_know_is_unhandled_and_nothing_else()
    {
        TellThePeer(world => world.IsOnline(new PeerId(0)), out UnhandledMessage unhandled, out bool stillThere);

        Assert.Equal("how are you?", unhandled.Message);
        Assert.True(stillThere);
    }

    private void TellThePeer(Func<World, bool> look, out UnhandledMessage unhandled, out bool result)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        World world = Lab.Run(
            1, TimeSpan.FromSeconds(2), _ => Script.Silent, options: new RunOptions { Threads = 1, Hosting = new AkkaHosting(Sys) },
            interventions: Lab.At(1000, _ =>
            {
                IActorRef peer = Sys.ActorSelection("/user/world-1/cohort-0/peer-0").Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(10)).Result.Subject;
                peer.Tell("how are you?");
                // It has taken the question when it answers what was asked after it: the world may end, and the peer with it, before.
                peer.Ask<ActorIdentity>(new Identify(2), TimeSpan.FromSeconds(10)).Wait();
            }));
        unhandled = ExpectMsg<UnhandledMessage>(TimeSpan.FromSeconds(10));
        result = look(world);
    }
}
