namespace P2PActors.Scenarios.Hocon;

/// <summary>A setting given beside the file, as by <c>--set path=value</c>.</summary>
/// <param name="Path">Where, as in <c>network.loss</c>.</param>
/// <param name="Value">The value in HOCON notation.</param>
/// <param name="Origin">What errors name as the place.</param>
public sealed record HoconOverride(string Path, string Value, string Origin = "--set");

/// <summary>
/// Reads HOCON as the public specification describes it (github.com/lightbend/config, HOCON.md), with these differences:
/// a missing included file is an error, since nothing is silent here; only files can be included; substitutions never look
/// at environment variables; an object with numeric keys is not taken for a list; and within one file a section
/// cannot take the place of a text, since that would silently lose the name of a preset.
/// </summary>
public static class HoconDocument
{
    /// <summary>Reads a file and all that it includes, and resolves the substitutions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Settings that take the place of the file's, applied before substitutions are resolved.</param>
    /// <exception cref="ScenarioException">The file cannot be read or is not HOCON; holds what was found wrong.</exception>
    public static HoconObject Load(string path, IEnumerable<HoconOverride>? overrides = null)
    {
        var session = new HoconSession();
        var root = session.ReadFile(path);
        session.ThrowIfErrors();
        return Resolve(root, overrides ?? []);
    }

    /// <summary>Reads a text, which cannot include files.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What errors name as the file.</param>
    /// <param name="overrides">Settings that take the place of the text's, applied before substitutions are resolved.</param>
    /// <exception cref="ScenarioException">The text is not HOCON.</exception>
    public static HoconObject Parse(string text, string name, IEnumerable<HoconOverride>? overrides = null)
    {
        var root = new HoconSession().ReadText(text, name);
        return Resolve(root, overrides ?? []);
    }

    internal static HoconObject Resolve(RawObject root, IEnumerable<HoconOverride> overrides)
    {
        var source = root.Copy();
        var errors = new List<ScenarioError>();
        foreach (var given in overrides)
        {
            try
            {
                Apply(source, given);
            }
            catch (ScenarioException e)
            {
                errors.AddRange(e.Errors);
            }
        }
        if (errors.Count > 0) throw new ScenarioException(errors);
        return new HoconResolver(source).Resolve();
    }

    private static void Apply(RawObject root, HoconOverride given)
    {
        string[] path;
        try
        {
            path = HoconPath.Parse(given.Path);
        }
        catch (FormatException e)
        {
            throw new ScenarioException(given.Origin, given.Path, e.Message);
        }
        if (path.Length == 0)
            throw new ScenarioException(given.Origin, "", "found no key before '='; expected a path such as network.loss");
        root.Add(path, HoconParser.ParseOverride(given, path));
    }
}
