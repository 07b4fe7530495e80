using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.Tests.FastTrack;

public sealed class WirePrimitives
{
    [Theory]
    [InlineData(0u, "00")]
    [InlineData(127u, "7F")]
    [InlineData(128u, "8100")]
    [InlineData(16384u, "818000")]
    [InlineData(uint.MaxValue, "8FFFFFFF7F")]
    public void A_packed_integer_has_its_highest_group_first(uint value, string hex)
    {
        byte[] bytes = new byte[PackedInteger.Size(value)];
        Assert.Equal(bytes.Length, PackedInteger.Write(bytes, value));
        Assert.Equal(hex, Convert.ToHexString(bytes));
        int at = 0;
        Assert.Equal((value, bytes.Length), (PackedInteger.Read(bytes, ref at), at));
    }

    [Fact]
    public void Any_bytes_are_a_packed_integer_or_refused_with_one_clear_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            byte[] bytes = new byte[random.Next(8)];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(random.Next(256) | (random.NextBool(0.5) ? 0x80 : 0));
            int at = 0;
            try
            {
                PackedInteger.Read(bytes, ref at);
                return at is > 0 and <= PackedInteger.MostBytes;
            }
            catch (FastTrackFormatException error)
            {
                return error.Message.StartsWith("FastTrack, byte 0: found ", StringComparison.Ordinal);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(56, 140)]
    [InlineData(128, 157)]
    [InlineData(384, 179)]
    [InlineData(1536, 207)]
    [InlineData(100_000, 0xD1)]
    public void The_bandwidth_byte_is_logarithmic(double kbps, byte value)
    {
        Assert.Equal(value, BandwidthByte.Of(kbps));
        if (value < BandwidthByte.Most) Assert.Equal(kbps, BandwidthByte.Kbps(value), 0.03 * kbps);
    }

    [Fact]
    public void A_full_list_of_supernodes_has_1605_bytes() => Assert.Equal(1605, WireSizes.NodeList(200));
}
