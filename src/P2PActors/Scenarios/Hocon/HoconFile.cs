using System.Text;

namespace P2PActors.Scenarios.Hocon;

/// <summary>Reads the text of a file, and refuses in one sentence what cannot be a scenario.</summary>
internal static class HoconFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, without byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="includedAt">Where it is included, or null for the file the user named.</param>
    public static string Read(string path, HoconOrigin? includedAt)
    {
        var bytes = ReadBytes(path, includedAt);
        if (Array.IndexOf(bytes, (byte)0) >= 0)
            throw Refuse(path, null, "the file is binary (it holds a zero byte); expected HOCON text in UTF-8");
        string text;
        try
        {
            text = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(path, null, "the file is not UTF-8 text; expected HOCON text in UTF-8");
        }
        if (text.StartsWith('\uFEFF')) text = text[1..];
        return string.IsNullOrWhiteSpace(text)
            ? throw Refuse(path, null, "the file is empty; expected settings (key = value)")
            : text;
    }

    private static byte[] ReadBytes(string path, HoconOrigin? includedAt)
    {
        if (Directory.Exists(path)) throw Refuse(path, includedAt, $"'{path}' is a folder; expected a HOCON file");
        if (!File.Exists(path)) throw Refuse(path, includedAt, $"there is no file '{path}'{Similar(path)}");
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length > HoconLimits.FileBytes) throw TooLong(path, includedAt);
            // Devices tell no length: never read more than one byte past the limit.
            var buffer = new byte[stream.CanSeek && stream.Length > 0 ? stream.Length : HoconLimits.FileBytes + 1];
            var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return count > HoconLimits.FileBytes ? throw TooLong(path, includedAt) : buffer[..count];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refuse(path, includedAt, $"the file '{path}' cannot be read: {e.Message}");
        }
    }

    private static ScenarioException TooLong(string path, HoconOrigin? includedAt) =>
        Refuse(path, includedAt, $"the file '{path}' is larger than 4 MB, the most a scenario may have");

    private static string Similar(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path));
            if (!Directory.Exists(folder)) return $", nor a folder '{Path.GetDirectoryName(path)}'";
            var names = new List<string>();
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                names.Add(Path.GetFileName(file));
                if (names.Count == 1_000) break;
            }
            names.Sort(StringComparer.Ordinal);
            var wanted = Path.GetFileName(path);
            var nearest = NearestName.Of(wanted, names)
                ?? names.Find(name => Path.GetFileNameWithoutExtension(name) == Path.GetFileNameWithoutExtension(wanted));
            return nearest is null ? "" : $"; did you mean '{nearest}'?";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private static ScenarioException Refuse(string path, HoconOrigin? includedAt, string message) =>
        new(includedAt?.ToString() ?? path, "", message);
}
