namespace P2PActors.Cli.Tests;

/// <summary><c>p2p uuhash</c>.</summary>
public sealed class UuHashes : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_file_is_shown_with_hash_tree_checksum_and_what_is_not_hashed()
    {
        // The vector of 5 MiB of the original client.
        byte[] bytes = new byte[5_242_880];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)((31 * i) + (17 * (i >> 8)) + (7 * (i >> 16)));
        string file = _scratch["song.mp3"];
        File.WriteAllBytes(file, bytes);
        CliResult result = Cli.Run("uuhash", file);
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
        const string Hash = "0b781e82dd17724cffa9c8a53c736c1d6d572f3e";
        Assert.Equal(
            [
                file,
                "  UUHash    " + Hash,
                "  kzhash    " + Hash + "de5ebf4d14eec44ad9b27371f777a5af",
                "  checksum  7480",
                // Head, 1 MiB, 2 MiB, 4 MiB and tail of 307,200 bytes each.
                "  hashed    1,536,000 of 5,242,880 bytes",
                "  unhashed  70.7 % of the bytes can be changed without changing the UUHash",
            ],
            result.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void An_empty_file_has_a_hash_too()
    {
        CliResult result = Cli.Run("uuhash", _scratch.Write("empty", ""));
        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Contains("d41d8cd98f00b204e9800998ecf8427effffffff", result.Output, StringComparison.Ordinal);
        Assert.Contains("0.0 %", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_hashed_is_one_message_each_and_the_others_are_hashed_all_the_same()
    {
        string file = _scratch.Write("a.txt", "a");
        CliResult result = Cli.Run("uuhash", _scratch["none"], file, _scratch.Folder);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        string[] errors = result.Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, errors.Length);
        Assert.Contains("no such file", errors[0], StringComparison.Ordinal);
        Assert.Contains("folder", errors[1], StringComparison.Ordinal);
        Assert.Contains("0cc175b9c0f1b6a831c399e269772661", result.Output, StringComparison.Ordinal); // MD5 of "a" (RFC 1321, A.5)
    }

    [Fact]
    public void Without_a_file_the_usage_is_wrong() => Assert.Equal(ExitCodes.Wrong, Cli.Run("uuhash").Code);
}
