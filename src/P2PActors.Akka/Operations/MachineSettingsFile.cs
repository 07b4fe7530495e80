using Akka.Configuration;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Akka.Operations;

/// <summary>
/// Reads the file of <c>p2p machine --config</c>. It is HOCON as scenarios are, with includes, and errors with file and line; and
/// it may fetch variables of the environment whose names begin with P2P_ (the token of the control port excepted), which
/// scenarios may not. Akka is given what comes of it. Settings under <c>p2p</c> are checked by name; those of
/// Akka.NET and other products are theirs.
/// </summary>
public static class MachineSettingsFile
{
    private const string Own = "p2p";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ScenarioException">It is no HOCON, or sets something under <c>p2p</c> that does not exist; every such place is named.</exception>
    public static Config Read(string path)
    {
        HoconObject document = HoconDocument.Load(path, Environment());
        HoconObject known = HoconDocument.Parse(Defaults(), "cluster.conf");
        var errors = new List<ScenarioError>();
        Check(document.Get(Own), known.Get(Own), Own, errors);
        if (errors.Count > 0) throw new ScenarioException(errors);
        return ConfigurationFactory.ParseString(document.ToText());
    }

    private static void Check(HoconValue? given, HoconValue? known, string path, List<ScenarioError> errors)
    {
        if (given is not HoconObject section || known is not HoconObject names) return;
        foreach ((string key, HoconValue value) in section.Members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (names.Members.TryGetValue(key, out HoconValue? there)) Check(value, there, $"{path}.{key}", errors);
            else errors.Add(new ScenarioError(value.Origin.ToString(), $"{path}.{key}", $"unknown setting; {NearestName.Hint(key, [.. names.Members.Keys])}"));
        }
    }

    private static IEnumerable<HoconOverride> Environment()
    {
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            if (name.StartsWith("P2P_", StringComparison.Ordinal) && name != "P2P_TOKEN")
                yield return new HoconOverride(name, HoconWriter.Quote((string)variable.Value!), "the environment");
        }
    }

    private static string Defaults()
    {
        using Stream stream = typeof(MachineSettingsFile).Assembly.GetManifestResourceStream("cluster.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
