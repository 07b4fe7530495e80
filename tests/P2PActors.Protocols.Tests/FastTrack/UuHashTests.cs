using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Protocols.Tests.FastTrack;

public sealed class UuHashTests
{
    private const int KiB = 1024, MiB = 1024 * KiB;

    // Made with the hash of giFT-FastTrack; byte i is (31 i + 17 (i >> 8) + 7 (i >> 16)) mod 256.
    [Theory]
    [InlineData(0, "d41d8cd98f00b204e9800998ecf8427effffffff", "d41d8cd98f00b204e9800998ecf8427e", 10881)]
    [InlineData(1000, "e2e6b3917abb0e5e23842ca048228bc317fcffff", "4a5e80568e9171fa9177adccf74d50f4", 10294)]
    [InlineData(307200, "0b781e82dd17724cffa9c8a53c736c1dff4ffbff", "28ac0e7a4b3796471ae9432766f33765", 3203)]
    [InlineData(307201, "0b781e82dd17724cffa9c8a53c736c1de82e2bbf", "54f573e1292cfadbea5d930d5f34086d", 14257)]
    [InlineData(1048576, "0b781e82dd17724cffa9c8a53c736c1d6cd1432d", "d69e5346217c5b4a9d4902a96ecaf4ad", 3683)]
    [InlineData(1662976, "0b781e82dd17724cffa9c8a53c736c1dba292165", "2b71b68938e96dfc8d2cb06ef3f4a6ba", 12174)]
    [InlineData(5242880, "0b781e82dd17724cffa9c8a53c736c1d6d572f3e", "de5ebf4d14eec44ad9b27371f777a5af", 7480)]
    public void The_vectors_of_the_original_client_come_out_bit_for_bit(int length, string uuHash, string root, int checksum)
    {
        byte[] file = Pattern(length);
        UuHash hash = UuHash.Of(file);
        Assert.Equal(uuHash, hash.ToString());
        Assert.Equal(checksum, hash.Checksum);
        Assert.Equal(hash, UuHash.Of(new MemoryStream(file)));
        Assert.Equal(root, Convert.ToHexStringLower(KzHash.Of(new MemoryStream(file))));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData((300 * KiB) - 1, true)]
    [InlineData(300 * KiB, false)]
    [InlineData(MiB - 1, false)]
    [InlineData(MiB, true)]
    [InlineData(1_100_000, true)]
    [InlineData(MiB + (300 * KiB), false)]
    [InlineData((5 * MiB) - (300 * KiB) - 1, false)]
    [InlineData((5 * MiB) - (300 * KiB), true)]
    [InlineData((5 * MiB) - 1, true)]
    public void Only_a_flipped_byte_of_a_sample_changes_the_hash(int at, bool changes)
    {
        byte[] file = Pattern(5 * MiB);
        UuHash before = UuHash.Of(file);
        file[at] ^= 1;
        Assert.Equal(changes, UuHash.Of(file) != before);
    }

    [Fact]
    public void Two_songs_of_4_MiB_that_differ_in_71_percent_of_their_bytes_have_one_hash_and_another_tree()
    {
        byte[] good = Pattern(4 * MiB), bad = Pattern(4 * MiB);
        int differing = 0;
        for (int i = 0; i < bad.Length; i++)
        {
            if (UuHashSamples.IsHashed(i, bad.Length)) continue;
            bad[i] ^= 0xFF;
            differing++;
        }

        Assert.Equal(UuHash.Of(good), UuHash.Of(bad));
        Assert.Equal(0.71, (double)differing / bad.Length, 0.005);
        Assert.NotEqual(KzHash.Of(new MemoryStream(good)), KzHash.Of(new MemoryStream(bad)));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(600 * KiB, 600 * KiB, 0)]
    [InlineData(4L * MiB, 1200 * KiB, 0.71)]
    [InlineData(100L * MiB, 2700 * KiB, 0.974)]
    [InlineData(700L * MiB, 3600 * KiB, 0.995)]
    public void The_larger_the_file_the_less_of_it_is_hashed(long size, long hashed, double unhashed)
    {
        Assert.Equal(hashed, UuHashSamples.HashedBytes(size));
        Assert.Equal(unhashed, UuHashSamples.UnhashedShare(size), 0.0005 + (size == 4 * MiB ? 0.005 : 0));
    }

    [Fact]
    public void Of_the_bytes_of_a_film_of_700_MiB_99_5_percent_can_be_corrupted_one_by_one_unseen()
    {
        const long Size = 700L * MiB;
        var film = new VirtualFile(Size);
        UuHash before = UuHash.Of(film);
        var random = new RandomStream(7);
        int unseen = 0;
        const int Draws = 20_000;
        for (int i = 0; i < Draws; i++)
        {
            long at = (long)(random.NextDouble() * Size);
            bool isHashed = UuHashSamples.IsHashed(at, Size);
            if (!isHashed) unseen++;
            if (i % 100 != 0 && (!isHashed || i % 7 != 0)) continue; // hashing 3.6 MiB takes a while: some of them are done in full
            Assert.Equal(isHashed, UuHash.Of(new VirtualFile(Size, at)) != before);
        }

        Assert.Equal(0.995, (double)unseen / Draws, 0.0015); // 3 s.e. of 20,000 draws
        Assert.True(film.BytesRead == 3600 * KiB, "more was read than is hashed");
    }

    [Fact]
    public void A_byte_counts_exactly_if_it_lies_in_a_range_that_is_hashed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            long size = (long)Math.Pow(2, random.NextDouble() * 50), at = (long)(random.NextDouble() * size);
            if (random.NextBool(0.3)) at = Math.Clamp((1L << random.Next(50)) + random.Next(-2, 3) + (random.NextBool(0.5) ? UuHashSamples.SampleSize : 0), 0, size);
            bool inRange = UuHashSamples.Of(size).Any(r => at >= r.Start && at < r.Start + r.Length);
            return UuHashSamples.IsHashed(at, size) == inRange;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ranges_never_overlap_and_stay_within_the_file() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            long size = (long)Math.Pow(2, random.NextDouble() * 62), end = 0;
            foreach (HashedRange range in UuHashSamples.Of(size))
            {
                if (range.Start < end) return false;
                end = range.Start + range.Length;
            }

            return end == size;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_20_bytes_are_read_as_they_were_written() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var hash = new UuHash(new UInt128(random.NextBits(), random.NextBits()), (uint)random.NextBits());
            byte[] bytes = new byte[UuHash.Size];
            hash.Write(bytes);
            return UuHash.Read(bytes) == hash && hash.ToString() == Convert.ToHexStringLower(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stream_that_cannot_seek_is_refused_with_the_reason()
    {
        var pipe = new System.IO.Compression.DeflateStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);
        Assert.Contains("can seek", Assert.Throws<ArgumentException>(() => UuHash.Of(pipe)).Message, StringComparison.Ordinal);
    }

    private static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((31 * i) + (17 * (i >> 8)) + (7 * (i >> 16)));
        return bytes;
    }

    /// <summary>A file of zeroes that takes no room, with at most one other byte.</summary>
    private sealed class VirtualFile(long length, long flipped = -1) : Stream
    {
        public long BytesRead { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = (int)Math.Min(buffer.Length, length - Position);
            buffer[..read].Clear();
            if (flipped >= Position && flipped < Position + read) buffer[(int)(flipped - Position)] = 1;
            Position += read;
            BytesRead += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
    }
}
