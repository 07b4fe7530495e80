using System.Net;
using System.Reflection;
using System.Text;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Scenarios;
using P2PActors.Tests.Engine;
using P2PActors.Wire;

namespace P2PActors.Tests.Wire;

public sealed class MessagesByTheirFields
{
    private static readonly SharedContent Content = new(new CatalogueSettings { Files = 500 }, new UniformPlacement(), new QuerySettings(), 10, 7);

    private static readonly Assembly[] Assemblies = [typeof(Message).Assembly, typeof(Parcel).Assembly];

    private static readonly MessageCodec Codec = new(Assemblies, Content);

    private static byte[] Bytes(Message message, MessageCodec? codec = null)
    {
        var to = new WireWriter();
        (codec ?? Codec).Write(message, to);
        return to.Written.ToArray();
    }

    private static Message Read(byte[] bytes, MessageCodec? codec = null)
    {
        var from = new WireReader(bytes);
        Message message = (codec ?? Codec).Read(ref from);
        Assert.True(from.IsAtEnd);
        return message;
    }

    private static void ComesBack(Message message) => Assert.Null(Structure.Difference(message, Read(Bytes(message))));

    private static T Returned<T>(T message) where T : Message => (T)Read(Bytes(message));

    private static string Refused(Message message, MessageCodec? codec = null) =>
        Assert.Throws<WireFormatException>(() => { Bytes(message, codec); }).Message;

    private static Open Holding(object? thing) => new(null, null, null, null, null, null, thing, null);

    private static Numbers Sample { get; } = new(-5, 200, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, '音', true,
        float.Epsilon, -0.0, -79228162514264337593543950335m, Int128.MinValue, UInt128.MaxValue, new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        TimeSpan.MinValue, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), Mood.Low);

    [Fact]
    public void A_message_is_the_number_of_its_type_and_its_fields_those_of_its_bases_first()
    {
        int number = Codec.MessageTypes.ToList().IndexOf(typeof(Boxes)) + 1;
        Assert.True(number is > 0 and < 128);
        // Crate(7, -1); no crate in a crate; a Dog: name of the base before bones.
        Assert.Equal($"{number:X2}" + "01" + "0E" + "01" + "00" + "01" + "07526578" + "04", Convert.ToHexString(Bytes(new Boxes(new Crate<int>(7, -1), null, new Dog("Rex", 2)))));
    }

    [Fact]
    public void Types_are_numbered_by_their_full_names_whatever_the_order_of_the_assemblies()
    {
        var other = new MessageCodec(Assemblies.Reverse(), Content);
        Assert.Equal(Codec.MessageTypes.Select(t => t.FullName).Order(StringComparer.Ordinal), Codec.MessageTypes.Select(t => t.FullName));
        Assert.Equal(Codec.MessageTypes, other.MessageTypes);
        Assert.Equal(Codec.Fingerprint, other.Fingerprint);
        Assert.Contains(typeof(Numbers), Codec.MessageTypes);
        Assert.DoesNotContain(typeof(Parcel), Codec.MessageTypes);
    }

    [Fact]
    public void Machines_that_know_other_types_have_another_fingerprint()
    {
        Assert.NotEqual(Codec.Fingerprint, new MessageCodec([typeof(Message).Assembly], Content).Fingerprint);
        Assert.NotEqual(Codec.Fingerprint, new MessageCodec(Assemblies, Content, new Tables()).Fingerprint);
    }

    [Fact]
    public void Numbers_of_every_kind_come_back_to_the_bit()
    {
        ComesBack(Sample);
        ComesBack(new Numbers(0, 0, 0, 0, 0, 0, 0, 0, '\0', false, float.NaN, double.NegativeInfinity, 0.10m, 0, 0, default, default, default, (Mood)17));
        Assert.True(double.IsNegative(Returned(Sample).L));
    }

    [Fact]
    public void Structs_come_back_and_cost_nothing_but_their_fields()
    {
        ComesBack(new Structs(new PeerId(5), new Place(1, new Corner(2, 3)), (4, "five"), new("six", new Place(7, default)), new Place(8, default), 9, default));
        ComesBack(new Structs(PeerId.None, default, default, default, null, null, default));
        // type 1, peer 1, place 1 + 1 + 8, pair 1 + 1, entry 1 + 10, two flags
        Assert.Equal(1 + 1 + 10 + 2 + 11 + 2, Bytes(new Structs(default, default, default, default, null, null, default)).Length);
    }

    [Fact]
    public void Texts_addresses_and_searches_come_back()
    {
        var random = new RandomStream(3);
        ComesBack(new Texts("", "é🎵\uD800", IPAddress.Parse("10.1.2.3"), new IPEndPoint(IPAddress.IPv6Loopback, 6346), SearchText.For(Content.Index, 3, 2, ref random)));
        ComesBack(new Texts(null, null, IPAddress.Parse("fe80::1%4"), null, null));
    }

    [Fact]
    public void Sequences_come_back_as_what_they_were()
    {
        ComesBack(new Sequences([1, -2, int.MaxValue], [1, 2, 3], ["a", null, ""], [new Place(1, default)], new ushort[] { 1, 65535 }, new byte[] { 9 }, [Mood.High, Mood.Low],
            [["x"], null!, []], new Nothing[3], [null, new Place(4, default)], new Branches { Leaf = 1, Children = [new Branches { Leaf = 2 }, new Branches { Children = [] }] }));
        ComesBack(new Sequences(null, null, null, default, default, default, [], null, [], [], default));
        ComesBack(new Sequences([], [], [], [], default, default, [], [], [], [], default));
        Assert.True(Returned(new Sequences(null, null, null, default, default, default, [], null, [], [], default)).D.IsDefault);
    }

    [Fact]
    public void A_field_of_a_base_type_or_an_interface_brings_back_what_it_held()
    {
        ComesBack(new Open(new List<int> { 1, 2 }, new[] { "a", "b" }, new Animal[] { new Dog("Rex", 1), new Lion("Leo", false, 2.5f) }, new Cat("Tom", true), new Lion("Elsa", true, 1), new Rabbit(2), "text", new Chain(null, 0)));
        ComesBack(new Open(new[] { 1 }, null, new List<Animal> { new Cat("Tom", false) }, new Dog("", 0), new Cat("Tom", false), null, 17L, Sample));
        ComesBack(new Open(null, null, null, null, null, null, null, null));
        ComesBack(Holding(new object()));
        ComesBack(Holding(Mood.High));
        ComesBack(Holding(new Place(1, default)));
        ComesBack(Holding(new PeerId(3)));
    }

    [Fact]
    public void A_list_of_another_kind_comes_back_as_an_array_of_the_same_elements()
    {
        IReadOnlyList<int> expression = [1, 2, 3];
        Open read = Returned(new Open(expression, null, null, null, null, null, null, null));
        Assert.Equal([1, 2, 3], read.A!);
        Assert.IsType<int[]>(read.A);
    }

    [Fact]
    public void Fields_that_were_computed_once_come_back_without_a_constructor() => ComesBack(new Cached("abc"));

    [Fact]
    public void Equal_searches_that_are_read_are_one_object()
    {
        var random = new RandomStream(3);
        var search = SearchText.For(Content.Index, 3, 2, ref random);
        var message = new Texts(null, null, null, null, search);
        Assert.Same(Returned(message).Search, Returned(message).Search);
        var parts = new Texts(null, null, null, null, SearchText.Parse(Content.Index, search.Text, KeywordMatch.Substring));
        Assert.NotSame(Returned(message).Search, Returned(parts).Search);
    }

    [Fact]
    public void A_search_that_is_read_has_the_words_and_files_of_the_one_that_was_written()
    {
        var random = new RandomStream(11);
        for (int i = 0; i < 2000; i++)
        {
            var match = (KeywordMatch)(i % 3);
            SearchText search = i % 7 == 0
                ? SearchText.Parse(Content.Index, $"  {Content.Catalogue.Name(i % 500).ToUpperInvariant()}!!", match)
                : SearchText.For(Content.Index, i % 500, 1 + random.Next(6), ref random, match);
            ComesBack(new Texts(null, null, null, null, search));
        }
    }

    [Fact]
    public void More_searches_than_are_kept_still_come_back()
    {
        for (int i = 0; i < SearchTextCache.Capacity + 100; i++)
            Assert.Equal($"love {i}", Returned(new Texts(null, null, null, null, SearchText.Parse(Content.Index, $"love {i}"))).Search!.Text);
    }

    [Fact]
    public void What_cannot_be_written_is_named_by_message_field_and_type_and_leaves_nothing_behind()
    {
        Assert.Contains("WithTable.Table holds System.Collections.Generic.Dictionary", Refused(new WithTable(1, [])), StringComparison.Ordinal);
        Assert.Contains("WithAction.Act holds System.Action: it is code", Refused(new WithAction(() => { })), StringComparison.Ordinal);
        Assert.Contains("Open.G holds", Refused(Holding(new StringBuilder())), StringComparison.Ordinal);
        Assert.Contains("WithPeer.Peer", Refused(new WithPeer(null, new Scripted(null!))), StringComparison.Ordinal);
        ComesBack(new WithTable(2, null));
        ComesBack(new WithAction(null));

        var to = new WireWriter();
        to.Byte(1);
        Assert.Throws<WireFormatException>(() => Codec.Write(new WithTable(1, []), to));
        Assert.Equal(1, to.Length);
    }

    [Fact]
    public void A_message_of_an_unknown_type_is_refused_by_its_name() =>
        Assert.Contains("Envelope`1[System.Int32]", Refused(new Envelope<int>(3)), StringComparison.Ordinal);

    [Fact]
    public void A_search_needs_content_to_be_read_against() =>
        Assert.Contains("Texts.Search", Refused(new Texts(null, null, null, null, SearchText.Parse(Content.Index, "love")), new MessageCodec(Assemblies)), StringComparison.Ordinal);

    [Fact]
    public void The_foreign_codec_carries_what_has_no_format()
    {
        var codec = new MessageCodec(Assemblies, Content, new Tables());
        var read = (WithTable)Read(Bytes(new WithTable(3, new Dictionary<string, int> { ["x"] = 5 }), codec), codec);
        Assert.Equal([new("x", 5)], read.Table!);
        Assert.Contains("WithAction.Act", Refused(new WithAction(() => { }), codec), StringComparison.Ordinal);
        // What it fails at, and what it makes that was not expected, is refused as everything else is.
        byte[] bytes = Bytes(new WithTable(3, new Dictionary<string, int> { ["x"] = 5 }), codec);
        Assert.Contains("failed to read", Assert.Throws<WireFormatException>(() => Read([.. bytes[..^1], (byte)'?'], codec)).Message, StringComparison.Ordinal);
        Assert.Contains("failed to write", Refused(new WithTable(3, new Dictionary<string, int> { ["?"] = 5 }), codec), StringComparison.Ordinal);
        Assert.Contains("there is no foreign codec here", Assert.Throws<WireFormatException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_refused_instead_of_followed()
    {
        var chain = new Chain(null, 0);
        typeof(Chain).GetField("<Next>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(chain, chain);
        Assert.Contains("a cycle?", Refused(chain), StringComparison.Ordinal);
        Chain deep = Enumerable.Range(0, 60).Aggregate(new Chain(null, 0), (next, _) => new Chain(next, 0));
        ComesBack(deep);
    }

    [Fact]
    public void Depth_that_was_written_by_somebody_else_is_refused()
    {
        byte[] bytes = Bytes(new Chain(null, 0));
        byte[] hostile = [bytes[0], .. Enumerable.Repeat((byte)1, 1_000_000), 0];
        Assert.Contains("deep", Assert.Throws<WireFormatException>(() => Read(hostile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_number_is_refused_with_what_was_expected()
    {
        string error = Assert.Throws<WireFormatException>(() => Read([0xFF, 0xFF, 0x7F])).Message;
        Assert.Contains($"expected 1 to {Codec.MessageTypes.Count}", error, StringComparison.Ordinal);
        byte[] open = Bytes(new Open(null, null, null, new Dog("Rex", 1), null, null, null, null));
        Assert.Equal(0, open[3]);
        error = Assert.Throws<WireFormatException>(() => Read([open[0], 0, 0, 0, 0x7F, .. open[5..]])).Message;
        Assert.Contains("Animal, for P2PActors.Tests.Wire.Open.D", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FEFF03" + "00" + "00000000000000000000000000000000", true)] // 32767
    [InlineData("808004" + "00" + "00000000000000000000000000000000", false)] // 32768
    [InlineData("00" + "FFFF03" + "00000000000000000000000000000000", true)] // 65535
    [InlineData("00" + "808004" + "00000000000000000000000000000000", false)] // 65536
    [InlineData("00" + "00" + "00000000000000000000000000001C80", true)] // -0 with 28 places
    [InlineData("00" + "00" + "00000000000000000000000000001D00", false)] // 29 places
    [InlineData("00" + "00" + "00000000000000000000000001000000", false)] // a bit that no decimal has
    public void A_number_out_of_the_range_of_its_field_is_refused(string fields, bool isMessage)
    {
        byte[] bytes = [Bytes(new Ranges(0, 0, 0))[0], .. Convert.FromHexString(fields)];
        if (isMessage) Assert.IsType<Ranges>(Read(bytes));
        else Assert.Throws<WireFormatException>(() => Read(bytes));
    }

    [Fact]
    public void A_hostile_count_takes_no_memory()
    {
        byte[] bytes = Bytes(new Sequences(null, null, null, default, default, default, [], null, [], [], default));
        // 2,000,000,000 integers, of which none follows.
        byte[] hostile = [bytes[0], 0x81, 0xA8, 0xD6, 0xB9, 0x07, .. bytes[2..]];
        Assert.Throws<WireFormatException>(() => Read(hostile));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => Read(hostile));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Several_threads_may_use_one_codec_that_nothing_has_been_compiled_in()
    {
        for (int round = 0; round < 20; round++)
        {
            var codec = new MessageCodec(Assemblies, Content);
            var random = new RandomStream((ulong)round);
            Message[] messages = [Sample, new Texts("a", "b", null, null, SearchText.For(Content.Index, 3, 2, ref random)), Holding(new Dog("Rex", 3)), new Cached("xyz")];
            Parallel.For(0, 8, i =>
            {
                Message message = messages[i % messages.Length];
                Assert.Null(Structure.Difference(message, Read(Bytes(message, codec), codec)));
            });
        }
    }

    /// <summary>Carries tables of numbers as text, and nothing else.</summary>
    private sealed class Tables : IForeignCodec
    {
        public bool Knows(Type type) => type == typeof(Dictionary<string, int>);

        public byte[] Write(object value)
        {
            var table = (Dictionary<string, int>)value;
            if (table.ContainsKey("?")) throw new NotSupportedException("a question");
            return Encoding.UTF8.GetBytes(string.Join(';', table.Select(e => $"{e.Key}={e.Value}")));
        }

        public object Read(byte[] bytes) =>
            Encoding.UTF8.GetString(bytes).Split(';').Select(e => e.Split('=')).ToDictionary(e => e[0], e => int.Parse(e[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
