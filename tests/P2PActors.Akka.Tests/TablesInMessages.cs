using Hyperion;
using P2PActors.Actors;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Wire;

namespace P2PActors.Akka.Tests;

/// <summary>What a protocol's author puts into a message without thinking of the wire, Hyperion carries; and nothing beyond that.</summary>
public sealed class TablesInMessages
{
    private static readonly HyperionCodec Hyperion = new(typeof(TablesInMessages));
    private static readonly MessageCodec Codec = new([typeof(TablesInMessages).Assembly], foreign: Hyperion);

    public sealed record Row(string Name, double[] Values);

    public sealed record Tables(
        Dictionary<string, int> Counts, SortedDictionary<long, Row> Rows, HashSet<int> Seen, Queue<string> Waiting, SortedSet<string> Words, Stack<int> Last, Dictionary<int, List<Row>> Nested)
        : Message
    {
        public override int WireSize => 100;
    }

    public sealed record Anything(object Value) : Message
    {
        public override int WireSize => 100;
    }

    private static T Travelled<T>(T message) where T : Message
    {
        var to = new WireWriter();
        Codec.Write(message, to);
        var from = new WireReader(to.Written);
        return Assert.IsType<T>(Codec.Read(ref from));
    }

    [Fact]
    public void Tables_sets_queues_and_stacks_travel_with_what_is_in_them()
    {
        var sent = new Tables(
            new() { ["one"] = 1, ["zwei\u00fc"] = 2 }, new() { [7] = new("seven", [0.1, double.NaN]), [-3] = new("less", []) }, [3, 1, 2], new(["a", "b", "c"]), ["x", "b"], new([1, 2, 3]),
            new() { [1] = [new("r", [1])] });

        Tables got = Travelled(sent);

        Assert.Equal(sent.Counts, got.Counts);
        Assert.Equal([(-3, "less", 0), (7L, "seven", 2)], got.Rows.Select(r => (r.Key, r.Value.Name, r.Value.Values.Length)));
        Assert.Equal([0.1, double.NaN], got.Rows[7].Values);
        Assert.Equal(sent.Seen, got.Seen);
        Assert.Equal(["a", "b", "c"], got.Waiting);
        Assert.Equal(["b", "x"], got.Words);
        Assert.Equal([3, 2, 1], got.Last);
        Assert.Equal("r", got.Nested[1][0].Name);
    }

    [Theory]
    [InlineData(typeof(System.Text.StringBuilder))]
    [InlineData(typeof(Dictionary<string, Uri>))]
    [InlineData(typeof(List<Action>))]
    [InlineData(typeof(FileInfo[]))]
    [InlineData(typeof(Dictionary<string, object>))]
    public void Others_are_not_known(Type type) => Assert.False(Hyperion.Knows(type));

    [Fact]
    public void What_is_not_known_fails_when_it_is_sent_and_is_named()
    {
        WireFormatException e = Assert.Throws<WireFormatException>(() => Travelled(new Anything(new Dictionary<string, Uri>())));

        Assert.Contains("Dictionary", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<object> Strangers => [new Version(1, 2), new List<Version> { new(1, 2) }, new Dictionary<string, Version> { ["x"] = new(1, 2) }, new Version[] { new(1, 2) }];

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Bytes_that_name_a_stranger_s_type_are_refused(object stranger)
    {
        using var stream = new MemoryStream();
        new Serializer().Serialize(stranger, stream);

        Exception e = Assert.ThrowsAny<Exception>(() => Hyperion.Read(stream.ToArray()));

        Assert.Contains(nameof(Version), e.ToString(), StringComparison.Ordinal);
    }
}
