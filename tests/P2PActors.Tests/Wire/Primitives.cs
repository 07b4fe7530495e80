using FsCheck;
using FsCheck.Fluent;
using P2PActors.Wire;

namespace P2PActors.Tests.Wire;

public sealed class Primitives
{
    private static readonly IArbMap Any = ArbMap.Default;

    private delegate T Reading<T>(ref WireReader from);

    private static string Hex(Action<WireWriter> write)
    {
        var to = new WireWriter(0);
        write(to);
        return Convert.ToHexString(to.Written);
    }

    private static T Read<T>(string hex, Reading<T> read)
    {
        var from = new WireReader(Convert.FromHexString(hex));
        T value = read(ref from);
        Assert.True(from.IsAtEnd);
        return value;
    }

    private static void Returns<T>(Arbitrary<T> values, Action<WireWriter, T> write, Reading<T> read) =>
        Prop.ForAll(values, value =>
        {
            var to = new WireWriter(0);
            write(to, value);
            var from = new WireReader(to.Written);
            return EqualityComparer<T>.Default.Equals(value, read(ref from)) && from.IsAtEnd;
        }).QuickCheckThrowOnFailure();

    // LEB128: the standard's own example is 624485 = E5 8E 26 (DWARF 4, 7.6).
    [Theory]
    [InlineData(0UL, "00")]
    [InlineData(127UL, "7F")]
    [InlineData(128UL, "8001")]
    [InlineData(300UL, "AC02")]
    [InlineData(624485UL, "E58E26")]
    [InlineData(ulong.MaxValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Unsigned_numbers_have_seven_bits_a_byte_the_lowest_first(ulong value, string hex)
    {
        Assert.Equal(hex, Hex(to => to.Unsigned(value)));
        Assert.Equal(value, Read(hex, (ref WireReader from) => from.Unsigned()));
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-1L, "01")]
    [InlineData(1L, "02")]
    [InlineData(-2L, "03")]
    [InlineData(-65L, "8101")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Signed_numbers_are_in_zigzag(long value, string hex)
    {
        Assert.Equal(hex, Hex(to => to.Signed(value)));
        Assert.Equal(value, Read(hex, (ref WireReader from) => from.Signed()));
    }

    [Fact]
    public void A_text_has_one_more_than_its_length_before_it_and_none_is_0()
    {
        Assert.Equal("03C3A9", Hex(to => to.Text("é")));
        Assert.Equal("01", Hex(to => to.Text("")));
        Assert.Equal("00", Hex(to => to.Text(null)));
    }

    [Fact]
    public void A_string_is_UTF_8_unless_half_a_pair_is_in_it()
    {
        Assert.Equal("00", Hex(to => to.String(null)));
        Assert.Equal("01", Hex(to => to.String("")));
        Assert.Equal("05C3A9", Hex(to => to.String("é")));
        Assert.Equal("09F09F8EB5", Hex(to => to.String("🎵")));
        Assert.Equal("064100" + "3CD8", Hex(to => to.String("A\uD83C")));
        Assert.Equal("A\uD83C", Read("0641003CD8", (ref WireReader from) => from.String()));
    }

    [Fact]
    public void Eight_bytes_and_numbers_with_a_fraction_have_the_lowest_byte_first()
    {
        Assert.Equal("0807060504030201", Hex(to => to.Fixed64(0x0102030405060708)));
        Assert.Equal("000000000000F03F", Hex(to => to.Double(1)));
        Assert.Equal("010203", Hex(to => to.Raw([1, 2, 3])));
        Assert.Equal("03010203", Hex(to => to.Block([1, 2, 3])));
    }

    [Fact]
    public void Everything_comes_back()
    {
        Returns(Any.ArbFor<ulong>(), (to, v) => to.Unsigned(v), (ref WireReader from) => from.Unsigned());
        Returns(Any.ArbFor<long>(), (to, v) => to.Signed(v), (ref WireReader from) => from.Signed());
        Returns(Any.ArbFor<ulong>(), (to, v) => to.Fixed64(v), (ref WireReader from) => from.Fixed64());
        Returns(Any.ArbFor<double>(), (to, v) => to.Double(v), (ref WireReader from) => from.Double());
        Returns(Any.ArbFor<bool>(), (to, v) => to.Flag(v), (ref WireReader from) => from.Flag());
        Returns(Any.ArbFor<byte>(), (to, v) => to.Byte(v), (ref WireReader from) => from.Byte());
        Returns(Any.ArbFor<string?>(), (to, v) => to.String(v), (ref WireReader from) => from.String());
        // Any code units, halves of pairs among them.
        Returns(Any.ArbFor<ushort>().Generator.Select(u => (char)(u | 0xD800)).ArrayOf().Select(c => (string?)new string(c)).ToArbitrary(),
            (to, v) => to.String(v), (ref WireReader from) => from.String());
    }

    [Theory]
    [InlineData("80")] // goes on, and ends
    [InlineData("FFFFFFFFFFFFFFFFFF02")] // 65 bits
    [InlineData("80808080808080808080")]
    public void A_number_that_is_cut_off_or_too_long_is_refused(string hex) =>
        Assert.Throws<WireFormatException>(() => Read(hex, (ref WireReader from) => from.Unsigned()));

    [Theory]
    [InlineData("02")]
    [InlineData("FF")]
    public void A_flag_is_0_or_1(string hex) => Assert.Throws<WireFormatException>(() => Read(hex, (ref WireReader from) => from.Flag()));

    [Theory]
    [InlineData("03FF")] // no UTF-8
    [InlineData("0541")] // two bytes claimed, one there
    [InlineData("0441")] // one code unit claimed, half of it there
    [InlineData("FFFFFFFFFFFFFFFFFF01")]
    [InlineData("FEFFFFFFFFFFFFFFFF01")]
    public void A_string_that_is_cut_off_or_not_UTF_8_is_refused(string hex)
    {
        Exception? e = Record.Exception(() => Read(hex, (ref WireReader from) => from.String()));
        Assert.IsType<WireFormatException>(e);
    }

    [Fact]
    public void A_count_is_never_more_than_what_follows_can_hold()
    {
        Assert.Throws<WireFormatException>(() => Counted("02"));
        Assert.Equal(2, Counted("020000"));
        Assert.Throws<WireFormatException>(() => Counted("030000"));
        Assert.Equal(-1, OrNone("00", 1));
        Assert.Equal(1, OrNone("0200000000", 4));
        Assert.Throws<WireFormatException>(() => OrNone("0300000000", 4));
        Assert.Throws<WireFormatException>(() => OrNone("FFFFFFFFFFFFFFFFFF01", 1));
    }

    [Fact]
    public void What_is_rewound_is_written_over()
    {
        var to = new WireWriter();
        to.Raw([1, 2, 3]);
        to.Rewind(1);
        to.Byte(9);
        Assert.Equal([1, 9], to.Written.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => to.Rewind(3));
    }

    private static int Counted(string hex)
    {
        var from = new WireReader(Convert.FromHexString(hex));
        return from.Count();
    }

    private static int OrNone(string hex, int bytesEach)
    {
        var from = new WireReader(Convert.FromHexString(hex));
        return from.CountOrNone(bytesEach);
    }
}
