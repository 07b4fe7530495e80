using System.CommandLine;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Cli.Commands;

/// <summary>What all commands that take a scenario have in common.</summary>
internal sealed class ScenarioOptions
{
    public Argument<string> File { get; } = new("scenario") { Description = "The scenario file (HOCON), or the name of one in hocon/" };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Put a value in the scenario's place: --set peers=500 (may be repeated)",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<long?> Seed { get; } = new("--seed") { Description = "Seed of the run", HelpName = "N" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(File);
        command.Options.Add(Set);
        command.Options.Add(Seed);
    }

    public static ScenarioLoader Loader => new(KnownProtocols.Registry);

    public Scenario Load(ParseResult parsed) => Loader.Load(PathOf(parsed.GetValue(File)!), Overrides(parsed));

    /// <summary>The command that gives the same result again: what cannot change a result is left out.</summary>
    public string CommandLine(ParseResult parsed)
    {
        var words = new List<string> { "p2p", "run" };
        if (parsed.GetValue(File) is { Length: > 0 } file) words.Add(Quoted(file));
        foreach (string set in parsed.GetValue(Set) ?? []) words.AddRange(["--set", Quoted(set)]);
        if (parsed.GetValue(Seed) is { } seed) words.AddRange(["--seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return string.Join(' ', words);
    }

    public static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "._-/=:%+,".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A name without folder and ending stands for a scenario that comes with the product.</summary>
    public static string PathOf(string given)
    {
        if (System.IO.File.Exists(given) || Directory.Exists(given) || Path.GetFileName(given) != given) return given;
        foreach (string candidate in (string[])[given + ".conf", Path.Combine("hocon", given), Path.Combine("hocon", given + ".conf")])
        {
            if (System.IO.File.Exists(candidate)) return candidate;
        }

        if (!Directory.Exists("hocon")) return given;
        string[] shipped = [.. Directory.GetFiles("hocon", "*.conf").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];
        throw new UsageException($"there is no scenario '{given}'; in hocon/ there are {string.Join(", ", shipped)}");
    }

    public List<HoconOverride> Overrides(ParseResult parsed)
    {
        var overrides = new List<HoconOverride>();
        foreach (string text in parsed.GetValue(Set) ?? [])
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new UsageException($"--set {text}: expected key=value, as in --set peers=500");
            overrides.Add(new HoconOverride(text[..at].Trim(), text[(at + 1)..]));
        }

        if (parsed.GetValue(Seed) is { } seed)
            overrides.Add(new HoconOverride("seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture), "--seed"));
        return overrides;
    }
}
