using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using P2PActors.Akka.Cluster.Exchange;

namespace P2PActors.Akka.Tests;

/// <summary>Parts of batches as they go through the remoting.</summary>
public sealed class BatchesAsBytes() : TestKit(AkkaHosting.Configuration)
{
    private BatchSerializer Serializer => new((ExtendedActorSystem)Sys);

    [Fact]
    public void A_part_is_its_numbers_and_its_bytes()
    {
        // Attempt 1, step 300 (AC 02 as LEB128), from machine 2, part 0 of 129 (81 01), then the bytes as they are.
        var part = new BatchPart(1, 300, 2, 0, 129, new byte[] { 9, 8 });

        Assert.Equal([1, 0xAC, 2, 2, 0, 0x81, 1, 9, 8], Serializer.ToBinary(part));
        Assert.Equal("p", Serializer.Manifest(part));
    }

    [Fact]
    public void A_request_is_its_numbers()
    {
        var again = new SendAgain(1, 300, 2);

        Assert.Equal([1, 0xAC, 2, 2], Serializer.ToBinary(again));
        Assert.Equal("a", Serializer.Manifest(again));
    }

    [Theory]
    [InlineData(1, 1, 0, 0, 1, 0)]
    [InlineData(long.MaxValue, long.MaxValue, int.MaxValue, 4095, 4096, 100_000)]
    public void What_is_written_is_read_again(long attempt, long step, int from, int number, int parts, int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var part = new BatchPart(attempt, step, from, number, parts, bytes);
        var again = new SendAgain(attempt, step, from);

        var back = Assert.IsType<BatchPart>(Serializer.FromBinary(Serializer.ToBinary(part), Serializer.Manifest(part)));

        Assert.Equal((attempt, step, from, number, parts), (back.Attempt, back.Step, back.From, back.Part, back.Parts));
        Assert.Equal(bytes, back.Bytes.ToArray());
        Assert.Equal(again, Serializer.FromBinary(Serializer.ToBinary(again), Serializer.Manifest(again)));
    }

    [Fact]
    public void A_part_that_is_cut_off_in_its_numbers_is_refused()
    {
        byte[] bytes = Serializer.ToBinary(new BatchPart(1, 300, 2, 0, 129, ReadOnlyMemory<byte>.Empty));
        for (int length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<SerializationException>(() => Serializer.FromBinary(bytes[..length], "p"));
            Assert.StartsWith("A part of a batch cannot be read: ", e.Message, StringComparison.Ordinal);
        }

        byte[] again = Serializer.ToBinary(new SendAgain(1, 300, 2));
        for (int length = 0; length < again.Length; length++) Assert.Throws<SerializationException>(() => Serializer.FromBinary(again[..length], "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P2PActors.Akka.Cluster.Exchange.BatchPart")]
    public void An_unknown_manifest_is_refused(string manifest)
    {
        var e = Assert.Throws<SerializationException>(() => Serializer.FromBinary([1, 1, 1, 0, 1], manifest));
        Assert.Contains($"found a message of kind '{manifest}', expected 'p' or 'a'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_behind_the_last_is_refused() =>
        Assert.Contains("found part 2 of 2", Assert.Throws<SerializationException>(() => Serializer.FromBinary([1, 1, 1, 2, 2], "p")).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_else_is_written() => Assert.Throws<ArgumentException>(() => Serializer.ToBinary("a text"));
}
