using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.Napster;
using static P2PActors.Protocols.Tests.Napster.NapsterDialogue;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>Dialogues between users and one server, message by message.</summary>
public sealed class Dialogues
{
    [Fact]
    public void A_login_is_acknowledged_with_message_of_the_day_and_statistics_each_minute()
    {
        var d = new NapsterDialogue(1).Play(130);
        Assert.Equal(new LoginAck("anon@napster.com"), d[0].Heard[0]);
        Assert.Single(d[0].Of<MessageOfTheDay>());
        Assert.Equal(3, d[0].Of<Stats>().Count());
    }

    [Fact]
    public void A_new_user_asks_for_the_nick_and_registers_it()
    {
        var d = new NapsterDialogue(3);
        d[0].LogsIn = d[1].LogsIn = d[2].LogsIn = false;
        d[0].At(1, new NickCheck("shawn")).At(2, new NewUserLogin("shawn", "pw", 6699, "c", 4, "a@b.c")).LeaveAt(5);
        d[1].At(3, new NickCheck("shawn")).At(6, new NickCheck("shawn")).At(7, new Login("shawn", "wrong", 6699, "c", 4));
        d[2].At(3, new NickCheck("a#b")).At(8, new Login("shawn", "pw", 6699, "c", 4));
        d.Play(20);
        Assert.Equal([new NickFree(), new LoginAck("anon@napster.com")], d[0].Heard);
        Assert.Equal([new NickTaken(), new NickTaken(), new LoginError("invalid password")], d[1].Heard);
        Assert.True(d[1].IsClosed);
        Assert.Equal([new NickInvalid(), new LoginAck("anon@napster.com")], d[2].Heard);
    }

    [Fact]
    public void A_nick_in_use_elsewhere_is_refused_and_the_newcomer_closed()
    {
        var d = new NapsterDialogue(2);
        d[0].Nick = "shawn";
        d[1].LogsIn = false;
        d[1].At(1, new Login("SHAWN", "secret", 6699, "c", 4));
        d.Play(10);
        Assert.Equal([new LoginError("SHAWN is already active")], d[1].Heard);
        Assert.True(d[1].IsClosed);
        Assert.False(d[0].IsClosed);
    }

    [Fact]
    public void A_second_login_from_the_same_address_ends_the_ghost()
    {
        // The host goes without a word and comes back before the server could notice.
        var d = new NapsterDialogue(2);
        d[1].Shares(File("old song.mp3"));
        d[0].At(20, Search("song")).At(30, Search("song"));
        d.At(10, "vanish", world => world.Kill(new PeerId(1), silently: true));
        d.At(25, "return", world => world.Restart(new PeerId(1)));
        d.Play(29.9);
        Assert.Equal(1, d.World.CollectMetrics().Total(d.Run.Metrics.Ghosts));
        Assert.Equal(2, d.Server().LocalUsers);
        Assert.Single(d[0].Of<SearchResult>());
    }

    [Fact]
    public void A_full_server_refuses_or_sends_to_another()
    {
        var refusing = new NapsterDialogue(2, new NapsterSettings { MaxConnections = 1 });
        refusing.Play(5);
        Assert.Single(Enumerable.Range(0, 2), i => refusing[i].Heard is [LoginError { Text: "server full" }]);

        var sending = new NapsterDialogue(2, new NapsterSettings { MaxConnections = 1, Servers = 2, WhenFull = FullPolicy.Redirect });
        sending.Play(5);
        Assert.Single(Enumerable.Range(0, 2), i => sending[i].Of<RedirectTo>().Any(r => NapsterAddress.Parse(r.Server) == sending.Run.ServerAt(1)));
    }

    [Fact]
    public void A_search_gives_results_and_an_end_mark_after_a_round_trip_and_the_service_time()
    {
        var d = new NapsterDialogue(3);
        d[1].Shares(File("Band - Red Song.mp3"), File("Band - Blue Song.mp3"));
        d[2].Shares(File("Other - red car.avi"));
        d[0].At(5, Search("red")).At(6, new SearchRequest("FILENAME CONTAINS \"red\" MAX_RESULTS 5 TYPE any"));
        d.Play(10);
        Assert.Equal(
            [new LoginAck("anon@napster.com"),
                Result(d, 1, "Band - Red Song.mp3"), new EndOfResults(),
                Result(d, 1, "Band - Red Song.mp3"), Result(d, 2, "Other - red car.avi"), new EndOfResults()],
            d[0].Heard);
        Assert.Equal(5 + (2 * Latency) + 0.002, d[0].TimeOf<EndOfResults>().TotalSeconds, 1e-6);
    }

    [Fact]
    public void Searches_wait_for_each_other_at_a_server()
    {
        var d = new NapsterDialogue(3, new NapsterSettings { QueryTime = TimeSpan.FromSeconds(1) });
        for (int i = 0; i < 3; i++) d[i].At(5, Search("x"));
        d.Play(20);
        double[] ends = [.. Enumerable.Range(0, 3).Select(i => d[i].TimeOf<EndOfResults>().TotalSeconds).Order()];
        Assert.Equal([6.1, 7.1, 8.1], ends.Select(e => Math.Round(e, 6)));
    }

    [Fact]
    public void A_bad_search_gets_an_error_and_an_end()
    {
        var d = new NapsterDialogue(1);
        d[0].At(1, new SearchRequest("FILENAME HAS \"x\"")).Play(d);
        Assert.Equal([new GeneralError("invalid search request: found 'HAS', expected CONTAINS"), new EndOfResults()], d[0].Heard.Skip(1));
    }

    [Fact]
    public void What_is_unshared_is_found_no_more()
    {
        var d = new NapsterDialogue(2, new NapsterSettings { MaxShared = 3 });
        d[1].Shares(File("a song.mp3"), File("b song.mp3"), File("a song.mp3"), File("c song.mp3"), File("d song.mp3"));
        d[1].At(6, new UnshareFile("a song.mp3")).At(9, new UnshareAll());
        d[0].At(5, Search("song")).At(8, Search("song")).At(11, Search("song"));
        d.Play(20);
        Assert.Equal(["a song.mp3", "b song.mp3", "c song.mp3", "b song.mp3", "c song.mp3"], d[0].Of<SearchResult>().Select(r => r.File.Path));
        Assert.Equal(["duplicate file", "you may share no more files"], d[1].Of<GeneralError>().Select(e => e.Text));
        Assert.Equal(3, d[0].Of<EndOfResults>().Count());
    }

    [Fact]
    public void Files_of_a_directory_are_announced_in_one_message()
    {
        var d = new NapsterDialogue(2);
        d[1].At(1, new ShareDirectory("C:\\mp3\\", [File("a song.mp3"), File("b song.mp3")]));
        d[0].At(5, Search("mp3 song")).Play(d);
        Assert.Equal(["C:\\mp3\\a song.mp3", "C:\\mp3\\b song.mp3"], d[0].Of<SearchResult>().Select(r => r.File.Path));
    }

    [Fact]
    public void A_download_is_agreed_by_203_607_608_and_204()
    {
        NapsterDialogue d = Two(out Script asker, out Script source);
        source.Answer = m => m is UploadRequest u ? new UploadAccepted(u.Nick, u.File) : null;
        asker.At(5, new DownloadRequest("user1", "song.mp3"));
        d.Play(20);
        Assert.Equal(new UploadRequest("user0", "song.mp3"), source.Heard[^1]);
        Assert.Equal(new DownloadAck("user1", NapsterAddress.Of(new PeerId(1)), 6699, "song.mp3", "aaaa", 10), asker.Heard[^1]);
    }

    [Fact]
    public void A_firewalled_source_is_answered_for_at_once_and_pushes_by_500_and_501()
    {
        NapsterDialogue d = Two(out Script asker, out Script source);
        source.Port = 0;
        source.Answer = m => m is UploadRequest u ? new UploadAccepted(u.Nick, u.File) : null;
        asker.At(5, new DownloadRequest("user1", "song.mp3")).At(6, new PushRequest("user1", "song.mp3"));
        d.Play(20);
        Assert.Equal([new DownloadAck("user1", NapsterAddress.Of(new PeerId(1)), 0, "song.mp3", "aaaa", 10)], asker.Heard.Skip(1));
        Assert.Equal([new UploadRequest("user0", "song.mp3"), new PushAck("user0", NapsterAddress.Of(new PeerId(0)), 6699, "song.mp3", "aaaa", 10)], source.Heard.Skip(1));
    }

    [Fact]
    public void Between_two_firewalled_users_there_is_no_transfer_and_no_hit()
    {
        NapsterDialogue d = Two(out Script asker, out Script source);
        source.Port = asker.Port = 0;
        asker.At(4, Search("song")).At(6, new PushRequest("user1", "song.mp3"));
        d.Play(20);
        Assert.Equal([new EndOfResults(), new DownloadAck("user1", NapsterAddress.Of(new PeerId(1)), 0, "song.mp3", "firewallerror", 10)], asker.Heard.Skip(1));
    }

    [Fact]
    public void A_source_that_is_gone_busy_or_unwilling_is_reported()
    {
        NapsterDialogue d = Two(out Script asker, out Script source);
        int asked = 0;
        source.Answer = m => m is UploadRequest u ? (asked++ == 0 ? new QueueLimit(u.Nick, u.File, 3) : new UploadRefused(u.Nick, u.File)) : null;
        asker.At(5, new DownloadRequest("user1", "other.mp3")).At(6, new DownloadRequest("nobody", "song.mp3"))
            .At(7, new DownloadRequest("user1", "song.mp3")).At(8, new DownloadRequest("user1", "song.mp3")).At(9, new DataPortError("user1"));
        d.Play(20);
        Assert.Equal(
            [new GetError("user1", "other.mp3"), new GetError("nobody", "song.mp3"), new QueueLimited("user1", "song.mp3", 4_000_000, 3), new UploadRefused("user1", "song.mp3")],
            asker.Heard.Skip(1));
        Assert.Equal(new DataPortError("user0"), source.Heard[^1]);
    }

    [Fact]
    public void Other_sources_of_a_content_are_told_by_hash_and_size()
    {
        var d = new NapsterDialogue(3);
        d[1].Shares(File("one name.mp3", "beef", 1000));
        d[2].Shares(File("another.mp3", "beef", 1000), File("third.mp3", "beef", 1001));
        d[0].At(5, new ResumeRequest("beef", 1000)).At(6, new ResumeRequest("dead", 1000));
        d.Play(20);
        Assert.Equal(
            [new ResumeMatch("user1", NapsterAddress.Of(new PeerId(1)), 6699, "one name.mp3", "beef", 1000, 10),
                new ResumeMatch("user2", NapsterAddress.Of(new PeerId(2)), 6699, "another.mp3", "beef", 1000, 10), new ResumeEnd(), new ResumeEnd()],
            d[0].Heard.Skip(1));
    }

    [Fact]
    public void Browsing_shows_all_files_of_a_user_in_order_up_to_the_limit()
    {
        var d = new NapsterDialogue(2, new NapsterSettings { MaxBrowseResults = 2 });
        d[1].Shares(File("b.mp3"), File("a.mp3"), File("c.mp3"));
        d[0].At(5, new BrowseRequest("user1")).At(6, new BrowseRequest("nobody"));
        d.Play(20);
        Assert.Equal(
            [new BrowseResult("user1", File("b.mp3")), new BrowseResult("user1", File("a.mp3")), new BrowseEnd("user1"), new GeneralError("nobody is not on line"), new BrowseEnd("nobody")],
            d[0].Heard.Skip(1));
    }

    [Fact]
    public void Those_who_have_a_user_on_their_hot_list_learn_when_it_comes_and_goes()
    {
        var d = new NapsterDialogue(3);
        d[0].At(1, new HotListInitial("user1")).At(2, new HotListAdd("user2")).At(2.5, new HotListAdd("user2")).At(3, new HotListRemove("user2"));
        d[1].LogsIn = false;
        d[1].At(5, new Login("user1", "secret", 6699, "c", 7)).LeaveAt(10);
        d[2].LeaveAt(6);
        d.Play(20);
        Assert.Equal(
            [new UserSignedOn("user2", 10), new HotListAck("user2"), new HotListError("user2"), new UserSignedOn("user1", 7), new UserSignedOff("user1")],
            d[0].Heard.Skip(1));
    }

    [Fact]
    public void Whois_speed_pings_and_messages_reach_their_users()
    {
        var d = new NapsterDialogue(2);
        d[1].Shares(File("a.mp3"), File("b.mp3"));
        d[1].At(2, new UploadStarted()).At(3, new UploadFinished()).At(3.1, new JoinChannel("#rock"));
        d[1].Answer = m => m is PingUser p ? new PongUser(p.Nick) : null;
        d[0].At(10, new WhoisRequest("user1")).At(11, new WhoisRequest("nobody")).At(12, new LinkSpeedRequest("user1")).At(13, new PingUser("user1"))
            .At(14, new PrivateMessage("user1", "hi there")).At(15, new ServerPing()).At(16, new ChangeLinkSpeed(4)).At(16.5, new LinkSpeedRequest("user0"));
        d.Play(20);
        Assert.Equal(
            [new WhoisAnswer("user1", "User", 9, "#rock", "Active", 2, 0, 1, 10, "script"), new GeneralError("nobody is not known"), new LinkSpeedAnswer("user1", 10),
                new PongUser("user1"), new ServerPing(), new LinkSpeedAnswer("user0", 4)],
            d[0].Heard.Skip(1));
        Assert.Equal(new PrivateMessage("user0", "hi there"), d[1].Heard[^1]);
    }

    [Fact]
    public void A_channel_tells_its_members_who_joins_speaks_and_parts()
    {
        var d = new NapsterDialogue(2);
        d[0].At(1, new SayInChannel("#rock", "too early")).At(2, new JoinChannel("#rock"));
        d[1].At(3, new JoinChannel("#rock")).At(4, new SayInChannel("#rock", "hello all")).At(5, new PartChannel("#rock"));
        d.Play(10);
        Assert.Equal(
            [new GeneralError("you are not in #rock"), new JoinAck("#rock"), new ChannelMember("#rock", "user0", 0, 10), new EndOfMembers("#rock"),
                new ChannelTopic("#rock", "Welcome to #rock"), new UserJoined("#rock", "user1", 0, 10), new SaidInChannel("#rock", "user1", "hello all"), new UserParted("#rock", "user1", 0, 10)],
            d[0].Heard.Skip(1));
    }

    [Fact]
    public void Statistics_count_users_files_and_gigabytes()
    {
        var d = new NapsterDialogue(2);
        d[1].Shares(File("a.mp3", size: 1L << 30), File("b.mp3", size: 3L << 29)).LeaveAt(15);
        d[0].At(10, new StatsRequest()).At(20, new StatsRequest());
        d.Play(30);
        Assert.Equal([new Stats(2, 2, 2), new Stats(1, 0, 0)], d[0].Of<Stats>().TakeLast(2));
    }

    [Fact]
    public void A_server_that_ends_in_order_sends_its_users_back_to_the_redirector()
    {
        var d = new NapsterDialogue(1);
        d.At(5, "stop", world => world.Kill(world.PeerCount - 2 is var id ? new PeerId(id) : default, silently: false));
        d.Play(10);
        Assert.IsType<BackToRedirector>(d[0].Heard[^1]);
        Assert.True(d[0].IsClosed);
    }

    private static NapsterDialogue Two(out Script asker, out Script source)
    {
        var d = new NapsterDialogue(2);
        (asker, source) = (d[0], d[1].Shares(File("song.mp3")));
        return d;
    }

    internal static SearchRequest Search(string words) => new($"FILENAME CONTAINS \"{words}\" MAX_RESULTS 100");

    private static SearchResult Result(NapsterDialogue d, int user, string path) => new(File(path), d[user].Nick!, NapsterAddress.Of(new PeerId(user)), 10);
}

internal static class ScriptPlay
{
    /// <summary>Ends a script and plays its dialogue.</summary>
    public static void Play(this Script script, NapsterDialogue dialogue)
    {
        ArgumentNullException.ThrowIfNull(script);
        dialogue.Play(30);
    }
}
