using System.CommandLine;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p list</c>: protocols, scenarios, settings.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "protocols, scenarios or settings", Arity = ArgumentArity.ZeroOrOne };
        what.AcceptOnlyFromAmong("protocols", "scenarios", "settings");
        var markdown = new Option<bool>("--markdown") { Description = "Settings as a page of Markdown" };
        var command = new Command("list", "List protocols, scenarios, or every setting with its type, default and meaning");
        command.Arguments.Add(what);
        command.Options.Add(markdown);
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            string? chosen = parsed.GetValue(what);
            if (chosen is null or "protocols") Protocols(output);
            if (chosen is null) output.WriteLine();
            if (chosen is null or "scenarios") Scenarios(output);
            if (chosen == "settings") Settings(output, parsed.GetValue(markdown));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>All settings, generated from the code.</summary>
    public static IReadOnlyList<SettingRow> SettingRows() => SettingsCatalogue.Describe(
        [("", typeof(ScenarioSettings)), .. KnownProtocols.Registry.All.Select(p => ("systems." + p.Name, p.Settings))]);

    private static void Protocols(TextWriter output)
    {
        output.WriteLine("Protocols (systems { <name> { ... } }):");
        foreach (IProtocol protocol in KnownProtocols.Registry.All) output.WriteLine($"  {protocol.Name,-12} {protocol.Summary}");
    }

    private static void Scenarios(TextWriter output)
    {
        output.WriteLine("Scenarios in hocon/:");
        if (!Directory.Exists("hocon"))
        {
            output.WriteLine("  there is no folder hocon/ here; run p2p from the project's root");
            return;
        }

        foreach (string file in Directory.GetFiles("hocon", "*.conf").Order(StringComparer.Ordinal))
        {
            string title;
            try
            {
                title = HoconDocument.Load(file).Get("title") is HoconScalar text ? text.Text : "";
            }
            catch (ScenarioException e)
            {
                title = e.Errors[0].ToString();
            }

            output.WriteLine($"  {Path.GetFileNameWithoutExtension(file),-20} {title}");
        }
    }

    private static void Settings(TextWriter output, bool markdown)
    {
        if (markdown)
        {
            output.Write(SettingsPage.Render(SettingRows()));
            return;
        }

        string? section = null;
        foreach (SettingRow row in SettingRows())
        {
            if (row.Section != section)
            {
                if (section is not null) output.WriteLine();
                section = row.Section;
                output.WriteLine(section.Length == 0 ? "The scenario" : section);
            }

            string unit = row.Unit.Length == 0 || row.Unit == row.Type ? "" : $" ({row.Unit})";
            string range = row.Range.Length == 0 ? "" : $", {row.Range}";
            string fallback = row.Default.Length == 0 ? "" : $", default {row.Default}";
            output.WriteLine($"  {row.Key}: {row.Type}{unit}{range}{fallback}");
            output.WriteLine($"      {row.Meaning.TrimEnd('.')}.{(row.Variant.Length == 0 ? "" : $" Only with {row.Variant}.")}");
            if (row.Options.Count > 0) output.WriteLine($"      One of: {string.Join(", ", row.Options.Select(o => o.Name))}.");
        }
    }
}
