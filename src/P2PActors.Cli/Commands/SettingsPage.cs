using P2PActors.Scenarios.Binding;

namespace P2PActors.Cli.Commands;

/// <summary>docs/settings.md, generated: a test compares the file with this.</summary>
internal static class SettingsPage
{
    public static string Render(IEnumerable<SettingRow> rows) =>
        "# Settings\n\nEvery setting of a scenario, generated from the code by `p2p list settings --markdown`.\n" +
        "Durations are written `200ms`, `5m`, `2h`; sizes `16KiB`, `4MB`; rates `33.6kbps`, `1.5Mbps`; shares `0.3` or `30%`.\n\n" +
        SettingsMarkdown.Render(rows);
}
