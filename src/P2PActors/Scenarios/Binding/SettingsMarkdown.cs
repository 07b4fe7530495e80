using System.Text;

namespace P2PActors.Scenarios.Binding;

/// <summary>Writes the list of settings as a page of Markdown.</summary>
public static class SettingsMarkdown
{
    /// <summary>A table per section, in the order of the rows.</summary>
    public static string Render(IEnumerable<SettingRow> rows)
    {
        var text = new StringBuilder();
        string? section = null;
        foreach (var row in rows)
        {
            if (row.Section != section)
            {
                if (section is not null) text.Append('\n');
                section = row.Section;
                text.Append("## ").Append(section.Length == 0 ? "The scenario" : Code(section)).Append("\n\n");
                text.Append("| Key | Type | Default | Range | Meaning |\n|---|---|---|---|---|\n");
            }
            var type = row.Unit.Length == 0 || row.Unit == row.Type ? row.Type : $"{row.Type} ({row.Unit})";
            var cells = new[] { Code(row.Key), type, Code(row.Default), row.Range, Meaning(row) };
            text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
        }
        return text.ToString();
    }

    private static string Meaning(SettingRow row)
    {
        var text = new StringBuilder(row.Meaning.TrimEnd('.')).Append('.');
        if (row.Variant.Length > 0) text.Append(" Only with ").Append(Code(row.Variant)).Append('.');
        for (var i = 0; i < row.Options.Count; i++)
        {
            var option = row.Options[i];
            text.Append(i == 0 ? " One of " : ", ").Append(Code(option.Name));
            if (option.Meaning.Length > 0) text.Append(" (").Append(option.Meaning.TrimEnd('.')).Append(')');
        }
        if (row.Options.Count > 0) text.Append('.');
        return text.ToString();
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
