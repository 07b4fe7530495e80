using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Wire;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>Bencoding and .torrent files. Hashes were calculated by another program, from the same bytes.</summary>
public class BencodingRules
{
    [Theory]
    [InlineData("i0e")]
    [InlineData("i-42e")]
    [InlineData("i123456789012345678901234567890e")]
    [InlineData("0:")]
    [InlineData("4:spam")]
    [InlineData("le")]
    [InlineData("l4:spami7ee")]
    [InlineData("de")]
    [InlineData("d3:cow3:moo4:spam4:eggse")]
    [InlineData("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe")]
    [InlineData("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee")]
    public void Canonical_text_comes_out_as_it_went_in(string text)
    {
        Assert.Equal(text, Encoding.ASCII.GetString(Bencoding.Encode(Bencoding.Decode(Encoding.ASCII.GetBytes(text)))));
    }

    [Theory]
    [InlineData("i03e", "leading zero")]
    [InlineData("i-0e", "leading zero")]
    [InlineData("i-03e", "leading zero")]
    [InlineData("ie", "expected a digit")]
    [InlineData("i-e", "expected a digit")]
    [InlineData("i4", "expected e")]
    [InlineData("i4x", "expected e")]
    [InlineData("04:spam", "leading zero")]
    [InlineData("5:spam", "at most the 4 that are left")]
    [InlineData("99999999999999999999:x", "at most")]
    [InlineData("4spam", "expected :")]
    [InlineData("d4:spam4:eggs3:cow3:mooe", "after a greater one")]
    [InlineData("d3:cow3:moo3:cow3:mooe", "twice")]
    [InlineData("di1e1:ae", "expected a key")]
    [InlineData("d1:a", "expected a value")]
    [InlineData("l", "the end")]
    [InlineData("", "the end")]
    [InlineData("x", "expected i, l, d or a digit")]
    [InlineData("i1ei2e", "after the value")]
    public void What_is_not_canonical_is_refused_with_its_place(string text, string reason)
    {
        var error = Assert.Throws<WireFormatException>(() => Bencoding.Decode(Encoding.ASCII.GetBytes(text)));
        Assert.StartsWith("bencoding, byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var error = Assert.Throws<WireFormatException>(() => Bencoding.Decode(Encoding.ASCII.GetBytes(new string('l', 100_000))));
        Assert.Contains("inside each other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_value_comes_back_byte_for_byte()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            byte[] once = Bencoding.Encode(Any(ref random, 0));
            Assert.Equal(once, Bencoding.Encode(Bencoding.Decode(once)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Damaged_values_are_refused_or_come_back_as_they_are()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            for (int i = 0; i < 50; i++)
            {
                byte[] bytes = Bencoding.Encode(Any(ref random, 0));
                Damage.Apply(ref random, ref bytes);
                try
                {
                    // What is taken has one form only: there is nothing that two texts could mean.
                    Assert.Equal(bytes, Bencoding.Encode(Bencoding.Decode(bytes)));
                }
                catch (WireFormatException error)
                {
                    Assert.Contains("expected", error.Message, StringComparison.Ordinal);
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    private static BValue Any(ref RandomStream random, int depth)
    {
        switch (random.Next(depth > 4 ? 2 : 4))
        {
            case 0:
                return new BInteger(new BigInteger((long)random.NextBits()) * random.Next(1000));
            case 1:
                byte[] bytes = new byte[random.Next(12)];
                for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next(256);
                return new BString(bytes);
            case 2:
                var items = new BValue[random.Next(4)];
                for (int i = 0; i < items.Length; i++) items[i] = Any(ref random, depth + 1);
                return new BList(items);
            default:
                var dictionary = new BDictionary();
                for (int i = random.Next(4); i > 0; i--) dictionary[new string((char)('a' + random.Next(26)), 1 + random.Next(3))] = Any(ref random, depth + 1);
                return dictionary;
        }
    }
}

/// <summary>What may happen to bytes on their way.</summary>
internal static class Damage
{
    public static void Apply(ref RandomStream random, ref byte[] bytes)
    {
        switch (random.Next(4))
        {
            case 0 when bytes.Length > 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes = bytes[..random.Next(bytes.Length + 1)];
                break;
            case 2:
                bytes = [.. bytes, (byte)random.Next(256)];
                break;
            default:
                for (int i = random.Next(8); i > 0 && bytes.Length > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
        }
    }
}
