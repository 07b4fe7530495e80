using System.Text;

namespace P2PActors.Scenarios.Binding;

/// <summary>Lists the settings there are, in the order of their declaration.</summary>
public static class SettingsCatalogue
{
    /// <summary>The settings of some sections, the nested ones after the one that holds them.</summary>
    /// <param name="sections">The path and the settings record of each.</param>
    public static IReadOnlyList<SettingRow> Describe(IEnumerable<(string Path, Type Type)> sections)
    {
        var rows = new List<SettingRow>();
        foreach (var (path, type) in sections) new Walk(path, rows).Section(path, type);
        return rows;
    }

    private sealed class Walk(string section, List<SettingRow> rows)
    {
        private readonly Stack<Type> _open = new();

        /// <summary>A section that can be given by a name has a row of its own, since no setting holds it.</summary>
        public void Section(string path, Type type)
        {
            var shape = new RecordShape(type);
            if (Options(shape) is { Count: > 0 } options)
                rows.Add(new SettingRow(section, path, "", TypeName(shape), "", "", "", "The whole section.", options));
            Record(path, type, null, "");
        }

        private void Record(string path, Type type, object? basis, string variant)
        {
            // A record that holds its own kind is listed once.
            if (_open.Contains(type)) return;
            _open.Push(type);
            var choice = ChoiceSchema.Of(type);
            if (choice.Variants.Count == 0) Settings(path, type, basis, variant, _ => true);
            else Variants(path, type, basis, variant, choice);
            _open.Pop();
        }

        /// <summary>What all variants share is listed once, then what each has of its own.</summary>
        private void Variants(string path, Type type, object? basis, string variant, ChoiceSchema choice)
        {
            var shown = basis?.GetType() ?? choice.Variants[0].Variant;
            Settings(path, shown, basis, variant, IsShared);
            var first = rows.Count;
            foreach (var option in choice.Variants)
            {
                var same = basis?.GetType() == option.Variant ? basis : null;
                var name = $"{choice.Key} = {option.Name}";
                var start = rows.Count;
                Settings(path, option.Variant, same, variant.Length == 0 ? name : $"{variant}, {name}", s => !IsShared(s));
                Merge(first, start, option.Name);
            }

            bool IsShared(SettingProperty setting) => setting.Property.DeclaringType!.IsAssignableFrom(type);
        }

        /// <summary>What several variants have alike, such as by which peers a fault chooses, is one row: <c>fault = kill, restart</c>.</summary>
        private void Merge(int first, int start, string option)
        {
            for (var i = start; i < rows.Count;)
            {
                var same = rows.FindIndex(first, start - first, known => IsAlike(known, rows[i]));
                if (same < 0)
                {
                    i++;
                    continue;
                }
                rows[same] = rows[same] with { Variant = $"{rows[same].Variant}, {option}" };
                rows.RemoveAt(i);
            }
        }

        private static bool IsAlike(SettingRow a, SettingRow b) =>
            a with { Variant = "", Options = [] } == b with { Variant = "", Options = [] } && a.Options.SequenceEqual(b.Options);

        private void Settings(string path, Type type, object? basis, string variant, Func<SettingProperty, bool> wanted)
        {
            var schema = RecordSchema.Of(type);
            basis ??= schema.New();
            foreach (var setting in schema.Settings)
            {
                if (!wanted(setting)) continue;
                var key = path.Length == 0 ? setting.Key : $"{path}.{setting.Key}";
                var value = setting.Of(basis);
                rows.Add(Row(key, variant, setting, value));
                Inside(key, setting.Shape, value, variant);
            }
        }

        private void Inside(string key, ValueShape shape, object? value, string variant)
        {
            switch (shape)
            {
                case RecordShape record:
                    Record(key, record.Type, value, variant);
                    break;
                case ListShape list:
                    Inside(key + "[]", list.Item, null, variant);
                    break;
                case MapShape map:
                    Inside(key + ".<name>", map.Item, null, variant);
                    break;
            }
        }

        private SettingRow Row(string key, string variant, SettingProperty setting, object? value)
        {
            var innermost = Innermost(setting.Shape);
            return new SettingRow(
                section, key, variant, TypeName(setting.Shape), setting.Attribute.Unit ?? "", Default(setting, value),
                innermost is ScalarShape scalar ? scalar.Range.Text : "", setting.Attribute.Meaning, Options(innermost));
        }

        private static ValueShape Innermost(ValueShape shape) => shape switch
        {
            ListShape list => Innermost(list.Item),
            MapShape map => Innermost(map.Item),
            _ => shape,
        };

        private static string TypeName(ValueShape shape) => shape switch
        {
            ScalarShape scalar => scalar.Notation.TypeName,
            ListShape list => $"list of {TypeName(list.Item)}",
            MapShape map => $"by name: {TypeName(map.Item)}",
            RecordShape record when ChoiceSchema.Of(record.Type) is { Variants.Count: > 0 } choice => $"section, chosen by {choice.Key}",
            _ => "section",
        };

        private static string Default(SettingProperty setting, object? value)
        {
            if (setting.Required) return "required";
            return (setting.Shape, value) switch
            {
                (_, null) => "none",
                (RecordShape, _) => ChoiceSchema.VariantOf(value.GetType())?.Name ?? "",
                _ => OneLine(SettingsRenderer.Render(setting.Shape, value).ToString()),
            };
        }

        /// <summary>HOCON with commas in place of line ends.</summary>
        private static string OneLine(string text)
        {
            var line = new StringBuilder();
            foreach (var part in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var comma = line.Length > 0 && line[^1] is not ('{' or '[') && part is not ("}" or "]");
                line.Append(comma ? ", " : line.Length > 0 ? " " : "").Append(part);
            }
            return line.ToString();
        }

        private static List<SettingOption> Options(ValueShape shape)
        {
            var options = new List<SettingOption>();
            if (shape is ScalarShape scalar)
            {
                foreach (var name in scalar.Notation.Names) options.Add(new(name, ""));
            }
            else if (shape is RecordShape record)
            {
                var choice = ChoiceSchema.Of(record.Type);
                foreach (var variant in choice.Variants) options.Add(new(variant.Name, ""));
                foreach (var preset in choice.Presets) options.Add(new(preset.Name, preset.Meaning));
            }
            return options;
        }
    }
}
