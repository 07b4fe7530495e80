using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

public class NotationTests
{
    [Theory]
    [InlineData("100ns", 1)]
    [InlineData("1us", 10)]
    [InlineData("2 micros", 20)]
    [InlineData("1ms", 10_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("1 second", 10_000_000)]
    [InlineData("2minutes", 1_200_000_000)]
    [InlineData("1h", 36_000_000_000)]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("1w", 6_048_000_000_000)]
    [InlineData("1e3ms", 10_000_000)]
    [InlineData("0s", 0)]
    public void A_duration_is_read_with_its_unit(string text, long ticks) =>
        Assert.Equal(new TimeSpan(ticks), Notation.Of(typeof(TimeSpan), null)!.Read(text).Value);

    [Theory]
    [InlineData("128B", 128)]
    [InlineData("1.5kB", 1500)]
    [InlineData("700MB", 700_000_000)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("1K", 1024)]
    [InlineData("1KiB", 1024)]
    [InlineData("2MiB", 2_097_152)]
    [InlineData("1 gibibyte", 1_073_741_824)]
    public void A_size_is_read_with_its_unit(string text, long bytes) =>
        Assert.Equal(new ByteSize(bytes), Notation.Of(typeof(ByteSize), null)!.Read(text).Value);

    [Theory]
    [InlineData("56kbps", 56_000)]
    [InlineData("56 KBPS", 56_000)]
    [InlineData("1.5Mbps", 1_500_000)]
    [InlineData("1gbps", 1e9)]
    [InlineData("300bps", 300)]
    public void A_rate_is_read_with_its_unit_in_any_case(string text, double rate) =>
        Assert.Equal(new BitRate(rate), Notation.Of(typeof(BitRate), null)!.Read(text).Value);

    [Theory]
    [InlineData("MaxPeers", "max-peers")]
    [InlineData("TTL", "ttl")]
    [InlineData("HTTPPort", "http-port")]
    [InlineData("Sha1Hash", "sha1-hash")]
    [InlineData("maxPeers", "max-peers")]
    public void Names_are_written_in_kebab_case(string name, string key) => Assert.Equal(key, KebabCase.Of(name));

    [Theory]
    [InlineData("latency", "latnecy", 1)]
    [InlineData("a", "", 1)]
    [InlineData("abc", "abc", 0)]
    [InlineData("kitten", "sitting", 3)]
    public void Swapped_neighbours_count_as_one_slip(string a, string b, int distance) =>
        Assert.Equal(distance, NearestName.Distance(a, b));
}
