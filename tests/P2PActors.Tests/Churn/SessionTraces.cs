using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Churn;

public sealed class SessionTraces
{
    private static SessionTrace Read(string text) => SessionTrace.Read(new StringReader(text), "sessions.csv");

    [Fact]
    public void Sessions_are_sorted_by_time_and_counted_from_the_first_start()
    {
        SessionTrace trace = Read("peer,start_s,end_s,graceful\nx,1500,1600,0\nx,1000,1100,1\ny,1050,1060,1");

        Assert.Equal(2, trace.Peers);
        Assert.Equal([new Session(TimeSpan.Zero, TimeSpan.FromSeconds(100), false), new Session(TimeSpan.FromSeconds(500), TimeSpan.FromSeconds(100), true)], trace.Of(0).ToArray());
        Assert.Equal(TimeSpan.FromSeconds(600), trace.Window);
    }

    [Fact]
    public void Overlaps_are_merged_and_impossible_sessions_dropped_and_both_are_counted()
    {
        SessionTrace trace = Read("# a comment\nx,0,100,1\nx,50,200,0\nx,200,300,1\nx,310,305,1\ny,10,10,1\nz,20,40,1\n");

        Assert.Equal(new SessionTraceNotes(Lines: 6, Dropped: 2, Merged: 2, Censored: 1), trace.Notes);
        Assert.Equal([new Session(TimeSpan.Zero, TimeSpan.FromSeconds(300), false)], trace.Of(0).ToArray());
    }

    [Fact]
    public void A_session_within_another_does_not_shorten_it()
    {
        SessionTrace trace = Read("x,0,100,1\nx,10,20,0");

        Assert.Equal([new Session(TimeSpan.Zero, TimeSpan.FromSeconds(100), false)], trace.Of(0).ToArray());
    }

    [Fact]
    public void Errors_name_the_file_the_line_and_what_was_expected()
    {
        var error = Assert.Throws<ScenarioException>(() => Read("peer,start_s,end_s,graceful\na,0,ten,1\nb,0\nc,0,5,yes"));

        Assert.Equal(["sessions.csv:2", "sessions.csv:3", "sessions.csv:4"], error.Errors.Select(e => e.Place));
        Assert.Contains("found 'ten', expected a number", error.Message, StringComparison.Ordinal);
        Assert.Throws<ScenarioException>(() => Read(""));
        Assert.Throws<ScenarioException>(() => SessionTrace.Load("no-such-file.csv"));
    }

    [Fact]
    public void Lengths_are_taken_only_from_sessions_that_begin_in_the_first_half()
    {
        SessionTrace trace = Read("a,0,10,1\nb,5,25,1\nc,900,901,1\nd,999,1000,1");

        Assert.Equal(TimeSpan.FromSeconds(15), trace.MeanLength);
    }

    [Fact]
    public void A_replayed_peer_comes_and_goes_at_the_recorded_times()
    {
        var settings = new ChurnSettings { Sessions = TraceLaw.From(Read("a,0,10,1\na,50,60,0\nb,20,30,1"), replay: true) };
        var random = new RandomStream(1);
        var sessions = new PeerSessions(settings, peer: 0, population: 2, ref random);

        Assert.True(sessions.TryNext(ref random, out Session first));
        Assert.True(sessions.TryNext(ref random, out Session second));
        Assert.False(sessions.TryNext(ref random, out _));
        Assert.Equal(new Session(TimeSpan.Zero, TimeSpan.FromSeconds(10), Crash: false), first);
        Assert.Equal(new Session(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(10), Crash: true), second);
    }

    [Fact]
    public void Laws_that_read_the_same_file_in_the_same_way_are_equal()
    {
        Assert.Equal(new TraceLaw { File = "a.csv" }, new TraceLaw { File = "a.csv" });
        Assert.NotEqual(new TraceLaw { File = "a.csv" }, new TraceLaw { File = "b.csv" });
    }
}
