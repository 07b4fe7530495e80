using Akka.Actor;
using Akka.TestKit.Xunit2;
using P2PActors.Akka.Dispatch;
using P2PActors.Engine;
using P2PActors.Tests.Engine;

namespace P2PActors.Akka.Tests;

/// <summary>Where and in which order mailboxes are run.</summary>
public sealed class MailboxesOnTheCallingThread() : TestKit(AkkaHosting.Configuration)
{
    [Fact]
    public void Every_handler_runs_on_the_thread_that_runs_the_window()
    {
        var threads = new HashSet<int>();
        int handled = 0;
        Script script = new()
        {
            Start = me =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                me.Say((me.Self.Value + 1) % 20, new Note(1));
            },
            Receive = (me, message) =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                if (++handled % 50 == 0) throw new InvalidOperationException("on purpose");
                me.Say((me.Self.Value + 7) % 20, message);
            },
            Stop = _ => threads.Add(Environment.CurrentManagedThreadId),
        };
        Lab.Run(
            20, TimeSpan.FromSeconds(5), _ => script, options: new RunOptions { Threads = 1, Cohorts = 4, Hosting = new AkkaHosting(Sys) },
            interventions: Lab.At(1000, world => world.Kill(new(3), silently: false)));

        Assert.True(handled > 500, $"only {handled} messages");
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    [Fact]
    public void A_message_in_the_one_place_and_those_behind_it_come_out_in_their_order()
    {
        var queue = new PeerMessageQueue();
        Assert.Equal((false, 0), (queue.HasMessages, queue.Count));
        for (int i = 0; i < 3; i++) queue.Enqueue(TestActor, new Envelope(i, TestActor));
        Assert.Equal((true, 3), (queue.HasMessages, queue.Count));

        var taken = new List<object>();
        while (queue.TryDequeue(out Envelope envelope)) taken.Add(envelope.Message);

        Assert.Equal([0, 1, 2], taken);
        Assert.Equal((false, 0), (queue.HasMessages, queue.Count));
    }

    [Fact]
    public async Task No_message_is_lost_and_none_of_a_sender_overtakes_another_of_it()
    {
        const int Senders = 4, Each = 20_000;
        var queue = new PeerMessageQueue();
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++) queue.Enqueue(TestActor, new Envelope((sender, i), TestActor));
        }))];
        int[] next = new int[Senders];
        int taken = 0;
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (taken < Senders * Each && patience.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (!queue.TryDequeue(out Envelope envelope)) continue;
            var (sender, number) = ((int, int))envelope.Message;
            Assert.Equal(next[sender]++, number);
            taken++;
        }

        await Task.WhenAll(senders);
        Assert.Equal((Senders * Each, false), (taken, queue.HasMessages));
    }

    [Fact]
    public void What_is_left_in_the_mailbox_of_a_stopped_peer_becomes_dead_letters()
    {
        var queue = new PeerMessageQueue();
        var dead = new PeerMessageQueue();
        for (int i = 0; i < 3; i++) queue.Enqueue(TestActor, new Envelope(i, TestActor));

        queue.CleanUp(TestActor, dead);

        Assert.Equal((0, 3), (queue.Count, dead.Count));
    }
}
