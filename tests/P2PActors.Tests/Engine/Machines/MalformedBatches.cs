using System.Text;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Wire;

namespace P2PActors.Tests.Engine.Machines;

/// <summary>What is not what a machine sent ends the attempt, with a text that says where; never in another result.</summary>
public class MalformedBatches
{
    private static readonly Script Talkative = new()
    {
        Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(20)),
        Receive = (me, message) =>
        {
            if (me.From == PeerId.None) me.Say((me.Self.Value + 3) % 6, new Note(me.State++));
        },
    };

    private static World Build(MachineLink? link) => new(
        new WorldPlan
        {
            PeerCount = 6,
            Seed = 1,
            Duration = Lab.Ms(500),
            Network = Lab.Network(),
            Create = (_, _) => new Scripted(Talkative),
            Codec = () => MessageCodec.For(typeof(Note)),
        },
        new RunOptions { Threads = 1, Cohorts = 2, Link = link });

    private static string Run(MachineLink? link)
    {
        World world = Build(link);
        LocalEngine.Run(world, new RunOptions { Threads = 1, Cohorts = 2, Link = link });
        return world.Digest();
    }

    private static readonly Lazy<string> Alone = new(() => Run(null));

    private static void EndsAsLost((string? Digest, Exception? Failure)[] ends, int at, string because)
    {
        var lost = Assert.IsType<MachineLostException>(ends[at].Failure);
        Assert.StartsWith($"what machine {1 - at} sent cannot be read: ", lost.Message, StringComparison.Ordinal);
        Assert.Contains(because, lost.Message, StringComparison.Ordinal);
        Assert.IsType<MachineLostException>(ends[1 - at].Failure);
    }

    [Fact]
    public void Nothing_that_is_not_damaged_is_refused() =>
        Assert.All(Fleet.Run(2, Run, link => new Damaged(link, static (_, _, bytes) => bytes)), digest => Assert.Equal(Alone.Value, digest));

    [Fact]
    public void A_single_wrong_bit_anywhere_is_found()
    {
        var random = RandomStream.For(7, 1);
        for (int i = 0; i < 60; i++)
        {
            int at = random.Next(2), step = 1 + random.Next(40), place = random.Next(int.MaxValue);
            (string? Digest, Exception? Failure)[] ends = Fleet.Ends(2, Run, link => new Damaged(link, (s, _, bytes) =>
            {
                if (s == step && link.Machine == at) bytes[place % (8 * bytes.Length) / 8] ^= (byte)(1 << place % 8);
                return bytes;
            }));

            EndsAsLost(ends, at, "were damaged on their way");
        }
    }

    [Fact]
    public void Bytes_that_are_missing_or_too_many_are_found()
    {
        var random = RandomStream.For(8, 1);
        for (int i = 0; i < 40; i++)
        {
            int at = random.Next(2), step = 1 + random.Next(40), place = random.Next(int.MaxValue);
            bool isLonger = random.Next(4) == 0;
            (string? Digest, Exception? Failure)[] ends = Fleet.Ends(2, Run, link => new Damaged(link, (s, _, bytes) =>
                s != step || link.Machine != at ? bytes : isLonger ? [.. bytes, 0] : bytes[..(place % bytes.Length)]));

            EndsAsLost(ends, at, "checksum");
        }
    }

    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        // The check value that catalogues of CRCs give for it, and two vectors of RFC 3720, appendix B.4.
        Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Checksum.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Checksum.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
    }

    /// <summary>A batch by hand: whether to stop, 1 + the next window (0 for none), events handled, what persons want done, changes, events.</summary>
    private static byte[] Batch(ReadOnlySpan<byte> afterTheChanges, ReadOnlySpan<byte> changes = default, ulong next = 0, byte stop = 0)
    {
        var writer = new WireWriter();
        writer.Byte(stop);
        writer.Unsigned(next);
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Raw(changes.IsEmpty ? [0] : changes);
        writer.Raw(afterTheChanges);
        Checksum.Seal(writer);
        return writer.Written.ToArray();
    }

    private static string WhyRefused(byte[] batch)
    {
        World world = Build(new Spoken(2, (_, _) => batch));
        return Assert.Throws<MachineLostException>(() => LocalEngine.Run(world, new RunOptions { Threads = 1, Cohorts = 2 })).Message;
    }

    [Theory]
    [InlineData(new byte[] { 1, 0x05, 0, 3, 0, 4, 0 }, "from peer 3 to peer 4")] // neither is of machine 0, which reads
    [InlineData(new byte[] { 1, 0x05, 0, 1, 0, 2, 0 }, "from peer 1 to peer 2")] // the sender is its own
    [InlineData(new byte[] { 1, 0x05, 0, 6, 0, 1, 0 }, "found peer 6 before byte")]
    [InlineData(new byte[] { 1, 0x02, 0, 3, 0, 1, 0 }, "which cannot come from another machine")]
    [InlineData(new byte[] { 2, 0x05, 0, 3, 0, 1, 0 }, "found a count of 2 at byte")]
    [InlineData(new byte[] { 0, 0 }, "1 bytes are left over at byte")]
    public void Events_that_did_not_have_to_come_here_are_refused(byte[] events, string because) =>
        Assert.Contains(because, WhyRefused(Batch(events)), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 1, 1, 1 }, "found peer 1 in state 1")] // a peer of machine 0
    [InlineData(new byte[] { 1, 6, 1 }, "found peer 6 in state 1")]
    [InlineData(new byte[] { 1, 3, 5 }, "found peer 3 in state 5")] // no such state
    public void A_machine_tells_only_of_its_own_peers(byte[] changes, string because) =>
        Assert.Contains(because, WhyRefused(Batch([0], changes)), StringComparison.Ordinal);

    [Fact]
    public void A_window_that_cannot_be_is_refused() =>
        Assert.Contains("found something to do in window 9223372036854775808", WhyRefused(Batch([0], next: (1UL << 63) + 1)), StringComparison.Ordinal);

    [Fact]
    public void A_window_that_is_over_is_refused()
    {
        World world = Build(new Spoken(2, (step, _) => Batch([0], next: step < 5 ? 0UL : 2)));

        var lost = Assert.Throws<MachineLostException>(() => LocalEngine.Run(world, new RunOptions { Threads = 1, Cohorts = 2 }));

        Assert.Contains("found something to do in window 1, expected none before", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flag_that_is_neither_yes_nor_no_is_refused() =>
        Assert.Contains("found 2 at byte 0, expected 0 or 1", WhyRefused(Batch([0], stop: 2)), StringComparison.Ordinal);

    [Fact]
    public void What_comes_to_the_wrong_place_altogether_is_refused() =>
        Assert.Contains("checksum", WhyRefused(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n")), StringComparison.Ordinal);
}
