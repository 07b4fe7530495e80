using System.CommandLine;
using System.Globalization;
using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p uuhash</c>: how KaZaA would have named files, and how much of them it would not have looked at.</summary>
internal static class UuHashCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Files to hash", Arity = ArgumentArity.OneOrMore };
        var command = new Command("uuhash", "Hash files as KaZaA did: UUHash, kzhash, checksum, and the share of bytes that the UUHash never sees");
        command.Arguments.Add(files);
        command.SetAction(parsed =>
        {
            int code = ExitCodes.Done;
            foreach (string file in parsed.GetValue(files)!)
            {
                if (Print(file, parsed.InvocationConfiguration.Output) is not { } wrong) continue;
                parsed.InvocationConfiguration.Error.WriteLine("p2p: " + wrong);
                code = ExitCodes.Wrong;
            }

            return code;
        });
        return command;
    }

    /// <summary>Hashes one file; what is wrong with it if that cannot be done.</summary>
    private static string? Print(string path, TextWriter output)
    {
        if (Directory.Exists(path)) return $"{path}: found a folder, expected a file";
        if (!File.Exists(path)) return $"{path}: there is no such file";
        UuHash hash;
        byte[] root;
        long size;
        try
        {
            using FileStream file = File.OpenRead(path);
            if (!file.CanSeek) return $"{path}: found a stream without an end, expected a file; write it to disk first";
            size = file.Length;
            hash = UuHash.Of(file);
            file.Position = 0;
            root = KzHash.Of(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: cannot be read: {e.Message}";
        }

        output.WriteLine(path);
        output.WriteLine($"  UUHash    {hash}");
        output.WriteLine($"  kzhash    {hash}{Convert.ToHexStringLower(root)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  checksum  {hash.Checksum}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  hashed    {UuHashSamples.HashedBytes(size):N0} of {size:N0} bytes"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  unhashed  {UuHashSamples.UnhashedShare(size) * 100:0.0} % of the bytes can be changed without changing the UUHash"));
        return null;
    }
}
