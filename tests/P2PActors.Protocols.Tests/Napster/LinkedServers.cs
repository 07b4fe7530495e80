using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.Napster;
using static P2PActors.Protocols.Tests.Napster.NapsterDialogue;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>Dialogues across servers that are linked to a tree: server 0 at the top, 1 and 2 below it.</summary>
public sealed class LinkedServers
{
    private static NapsterDialogue Farm(int users, int servers = 3, bool linked = true)
    {
        var d = new NapsterDialogue(users, new NapsterSettings { Servers = servers, Linked = linked });
        for (int i = 0; i < users; i++) d[i].HomeServer = i % servers;
        return d;
    }

    [Fact]
    public void Every_server_knows_every_user_and_indexes_only_its_own_files()
    {
        NapsterDialogue d = Farm(6);
        d[4].Shares(File("a.mp3", size: 1L << 31));
        d[5].LeaveAt(100);
        d.Play(130);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(5, d.Server(i).KnownUsers);
            Assert.Equal(i == 2 ? 1 : 2, d.Server(i).LocalUsers);
            Assert.Equal(i == 1 ? 1 : 0, d.Server(i).Index.Files);
        }

        // Share counts are relayed, so that statistics are those of the whole network.
        Assert.Equal(new Stats(5, 1, 2), d[0].Of<Stats>().Last());
    }

    [Fact]
    public void A_search_is_handed_on_along_the_tree_and_ends_when_all_have_answered()
    {
        NapsterDialogue d = Farm(3);
        for (int i = 0; i < 3; i++) d[i].Shares(File($"song {i}.mp3"));
        d[1].At(5, Dialogues.Search("song")).At(6, new SearchRequest("FILENAME CONTAINS \"song\" LOCAL")).At(7, new SearchRequest("FILENAME CONTAINS \"song\" MAX_RESULTS 1"));
        d.Play(20);
        Assert.Equal(["song 0.mp3", "song 2.mp3", "song 0.mp3"], d[1].Of<SearchResult>().Select(r => r.File.Path));
        Assert.Equal(["user0", "user2", "user0"], d[1].Of<SearchResult>().Select(r => r.Nick));
        Assert.Equal(3, d[1].Of<EndOfResults>().Count());
        // To server 1, 0, 2 and back: six latencies and three times the work.
        Assert.Equal(5 + (6 * Latency) + 0.006, d[1].TimeOf<EndOfResults>().TotalSeconds, 1e-6);
    }

    [Fact]
    public void Downloads_pushes_browsing_and_messages_cross_servers()
    {
        NapsterDialogue d = Farm(3);
        d[2].Shares(File("song.mp3"));
        d[2].Answer = m => m is UploadRequest u ? new UploadAccepted(u.Nick, u.File) : null;
        d[1].At(5, new DownloadRequest("user2", "song.mp3")).At(6, new BrowseRequest("user2")).At(7, new PrivateMessage("user2", "thanks"));
        d.Play(20);
        Assert.Equal(
            [new DownloadAck("user2", NapsterAddress.Of(new PeerId(2)), 6699, "song.mp3", "aaaa", 10), new BrowseResult("user2", File("song.mp3")), new BrowseEnd("user2")],
            d[1].Heard.Skip(1));
        Assert.Equal([new UploadRequest("user1", "song.mp3"), new PrivateMessage("user1", "thanks")], d[2].Heard.Skip(1));
    }

    [Fact]
    public void Between_firewalled_users_of_different_servers_there_is_no_hit()
    {
        NapsterDialogue d = Farm(2, servers: 2);
        d[0].Port = d[1].Port = 0;
        d[1].Shares(File("song.mp3"));
        d[0].At(5, Dialogues.Search("song"));
        d.Play(20);
        Assert.Equal([new EndOfResults()], d[0].Heard.Skip(1));
    }

    [Fact]
    public void Presence_is_known_across_servers()
    {
        NapsterDialogue d = Farm(3);
        d[1].At(1, new HotListInitial("user2"));
        d[2].LogsIn = false;
        d[2].At(5, new Login("user2", "secret", 6699, "c", 7)).LeaveAt(10);
        d.Play(20);
        Assert.Equal([new UserSignedOn("user2", 7), new UserSignedOff("user2")], d[1].Heard.Skip(1));
    }

    [Fact]
    public void Of_two_logins_with_one_nick_on_two_servers_the_later_is_killed()
    {
        NapsterDialogue d = Farm(2, servers: 2);
        d[0].LogsIn = d[1].LogsIn = false;
        d[0].At(5, new Login("twin", "secret", 6699, "c", 1));
        // Later, but before the news has arrived.
        d[1].At(5.01, new Login("twin", "secret", 6699, "c", 2));
        d.Play(20);
        Assert.False(d[0].IsClosed);
        Assert.True(d[1].IsClosed);
        Assert.Single(d[1].Of<Disconnecting>());
        Assert.Equal(1, d.Server(0).KnownUsers);
        Assert.Equal(1, d.Server(1).KnownUsers);
        Assert.Equal(1, d.Server(0).LocalUsers);
    }

    [Fact]
    public void When_a_server_dies_its_users_are_dropped_everywhere_and_searches_go_on_without_it()
    {
        NapsterDialogue d = Farm(3, servers: 3);
        for (int i = 0; i < 3; i++) d[i].Shares(File($"song {i}.mp3"));
        d[1].At(10, Dialogues.Search("song"));
        d.At(5, "kill", world => world.Kill(d.Run.ServerAt(2), silently: false));
        d.Play(60);
        Assert.Equal(2, d.Server(0).KnownUsers);
        Assert.Equal(2, d.Server(1).KnownUsers);
        Assert.Equal(["song 0.mp3"], d[1].Of<SearchResult>().Select(r => r.File.Path));
        Assert.Single(d[1].Of<EndOfResults>());
    }

    [Fact]
    public void A_server_that_does_not_answer_holds_a_search_up_until_it_expires()
    {
        NapsterDialogue d = Farm(2, servers: 2);
        d[0].At(5.02, Dialogues.Search("song"));
        d.At(5, "kill", world => world.Kill(d.Run.ServerAt(1), silently: true));
        var settings = d.Run.Settings;
        d.Play(300);
        Assert.Single(d[0].Of<EndOfResults>());
        // TCP gives the silent server up after its own time-out, before the search's 180 s.
        Assert.InRange(d[0].TimeOf<EndOfResults>().TotalSeconds, 60, 5.1 + settings.SearchTimeout.TotalSeconds + 1);
    }

    [Fact]
    public void A_server_that_comes_back_is_linked_again()
    {
        NapsterDialogue d = Farm(2, servers: 2);
        d.At(50, "kill", world => world.Kill(d.Run.ServerAt(0), silently: false));
        d.At(70, "restart", world => world.Restart(d.Run.ServerAt(0)));
        d.Play(200);
        Assert.Equal(1, d.Server(0).Links);
        Assert.Equal(1, d.Server(0).KnownUsers);
    }

    [Fact]
    public void Unlinked_servers_know_only_their_own()
    {
        NapsterDialogue d = Farm(4, servers: 2, linked: false);
        d.Play(20);
        Assert.Equal((2, 2), (d.Server(0).KnownUsers, d.Server(1).KnownUsers));
    }
}
