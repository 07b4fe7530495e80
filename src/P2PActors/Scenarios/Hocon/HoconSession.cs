namespace P2PActors.Scenarios.Hocon;

/// <summary>What the files of one scenario share while they are read: the chain of includes, the errors, the order.</summary>
/// <param name="firstOrder">Position of its first value in the order of reading.</param>
internal sealed class HoconSession(int firstOrder = 0)
{
    /// <summary>Overrides come after all files.</summary>
    public const int OrderOfOverrides = 1 << 30;

    private readonly List<(string Full, string Shown)> _chain = [];
    private readonly List<ScenarioError> _errors = [];
    private int _order = firstOrder;
    private int _files;

    public HoconOrigin Origin(string source, int line) => new(source, line, _order++);

    /// <summary>Reads the file the user named.</summary>
    public RawObject ReadFile(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new ScenarioException("", "", "no scenario file was named");
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ScenarioException("", "", "the name of the scenario file holds a zero character");
        var root = new RawObject(Origin(path, 1));
        Read(path, root, [[]], 0, null);
        return root;
    }

    public RawObject ReadText(string text, string name)
    {
        if (text.StartsWith('\uFEFF')) text = text[1..];
        if (string.IsNullOrWhiteSpace(text))
            throw new ScenarioException(name, "", "the text is empty; expected settings (key = value)");
        var root = new RawObject(Origin(name, 1));
        new HoconParser(text, name, this, null).ParseRoot(root);
        return root;
    }

    /// <summary>Reads an included file into an object; its errors are kept, so that the including file is read on.</summary>
    public void Include(string includingFile, string name, RawObject target, IReadOnlyList<string[]> scopes, int depth,
        HoconOrigin at)
    {
        if (++_files > HoconLimits.IncludedFiles)
            throw new ScenarioException(at.ToString(), "", $"more than {HoconLimits.IncludedFiles} includes");
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            throw new ScenarioException(at.ToString(), "", "expected the name of a file to include");
        try
        {
            Read(Locate(includingFile, name), target, scopes, depth, at);
        }
        catch (ScenarioException e)
        {
            _errors.AddRange(e.Errors);
        }
    }

    public void ThrowIfErrors()
    {
        if (_errors.Count > 0) throw new ScenarioException(_errors);
    }

    private void Read(string path, RawObject target, IReadOnlyList<string[]> scopes, int depth, HoconOrigin? at)
    {
        var full = Path.GetFullPath(path);
        var first = _chain.FindIndex(file => file.Full == full);
        if (first >= 0)
        {
            var chain = string.Join(" -> ", _chain.Skip(first).Select(file => file.Shown).Append(path));
            throw new ScenarioException(at?.ToString() ?? path, "", $"files include each other in a circle: {chain}");
        }
        var text = HoconFile.Read(path, at);
        _chain.Add((full, path));
        try
        {
            new HoconParser(text, path, this, path, scopes, depth).ParseRoot(target);
        }
        catch (ScenarioException e) when (at is null && _errors.Count > 0)
        {
            _errors.AddRange(e.Errors);
            ThrowIfErrors();
        }
        finally
        {
            _chain.RemoveAt(_chain.Count - 1);
        }
    }

    /// <summary>The included file, relative to the including one, in the shortest notation of the same kind. Without an
    /// extension, <c>.conf</c> is tried too.</summary>
    private static string Locate(string includingFile, string name)
    {
        var full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(includingFile))!, name));
        if (!File.Exists(full) && !Path.HasExtension(full) && File.Exists(full + ".conf")) full += ".conf";
        var rooted = Path.IsPathRooted(includingFile) || Path.IsPathRooted(name);
        return rooted ? full : Path.GetRelativePath(Directory.GetCurrentDirectory(), full).Replace('\\', '/');
    }
}
