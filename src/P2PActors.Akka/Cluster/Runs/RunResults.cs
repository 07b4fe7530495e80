using System.Globalization;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>The directories of finished runs on this machine.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class RunResults(string folder)
{
    private const int PieceSize = 256 * 1024;

    public string DirectoryOf(long run) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"run-{run}"));

    /// <summary>A piece of a file, or what there is.</summary>
    public object Answer(AskFile ask)
    {
        try
        {
            string directory = DirectoryOf(ask.Run);
            if (!Directory.Exists(directory)) return new Refused($"run {ask.Run} has no results on this machine");
            string[] files = [.. Directory.GetFiles(directory).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
            if (ask.File.Length == 0) return new FilePiece(files, [], 0);
            if (!files.Contains(ask.File, StringComparer.Ordinal)) return new Refused($"run {ask.Run} has no file '{ask.File}'; there are {string.Join(", ", files)}");
            using FileStream stream = File.OpenRead(Path.Combine(directory, ask.File));
            stream.Position = Math.Clamp(ask.From, 0, stream.Length);
            byte[] bytes = new byte[Math.Min(PieceSize, stream.Length - stream.Position)];
            stream.ReadExactly(bytes);
            return new FilePiece(files, bytes, stream.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refused(e.Message);
        }
    }
}
