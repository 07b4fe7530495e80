using System.Collections;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>Records: which variant or preset is meant, then setting by setting.</summary>
internal sealed partial class BindingPass
{
    /// <summary>What a section turned out to be.</summary>
    /// <param name="Type">The record to make.</param>
    /// <param name="Basis">The record whose settings hold where the section gives none.</param>
    /// <param name="Preset">Whether a preset was named, so that nothing is required any more.</param>
    /// <param name="Keys">Keys beside the settings: the discriminator, the preset.</param>
    private sealed record Picked(Type Type, object Basis, bool Preset, IReadOnlyList<string> Keys);

    private object? Record(
        Type type, HoconValue? value, string key, object? basis, HoconOrigin at, IReadOnlySet<string>? alsoAllowed)
    {
        var choice = ChoiceSchema.Of(type);
        var picked = value switch
        {
            null => PickDefault(type, choice, key, basis, at),
            HoconObject section => PickFromSection(type, choice, section, key, basis),
            HoconString name when choice.Names.Count > 0 => PickByName(choice, name, key),
            // A preset may be named by a year: links = 2001.
            HoconNumber year when choice.Preset(year.Text) is not null => PickByName(choice, year, key),
            _ => PickNothing(choice, value, key),
        };
        return picked is null ? Failed : Settings(picked, choice, value as HoconObject, key, at, alsoAllowed);
    }

    private Picked? PickNothing(ChoiceSchema choice, HoconValue value, string key)
    {
        var names = choice.Names.Count > 0 ? " or one of " + string.Join(", ", choice.Names) : "";
        Report(value, key, $"found {Found(value)}, expected a section {{ ... }}{names}");
        return null;
    }

    private Picked? PickDefault(Type type, ChoiceSchema choice, string key, object? basis, HoconOrigin at)
    {
        if (basis is not null) return new Picked(basis.GetType(), basis, false, []);
        if (choice.Variants.Count == 0) return new Picked(type, RecordSchema.Of(type).New(), false, []);
        Report(at, key, $"is required; expected one of {string.Join(", ", choice.Names)}");
        return null;
    }

    private Picked? PickByName(ChoiceSchema choice, HoconScalar name, string key)
    {
        if (choice.Variant(name.Text) is { } variant)
            return new Picked(variant.Variant, RecordSchema.Of(variant.Variant).New(), false, []);
        if (choice.Preset(name.Text) is { } preset) return new Picked(preset.Value.GetType(), preset.Value, true, []);
        ReportName(choice.Names, name, key);
        return null;
    }

    private Picked? PickFromSection(Type type, ChoiceSchema choice, HoconObject section, string key, object? basis)
    {
        var keys = new List<string>();
        Preset? preset = null;
        if (choice.Presets.Count > 0)
        {
            keys.Add(ChoiceSchema.PresetKey);
            if (section.Member(ChoiceSchema.PresetKey) is { } named)
            {
                preset = choice.Preset(NameIn(named));
                if (preset is null)
                {
                    ReportName([.. choice.Presets.Select(p => p.Name)], named, HoconPath.Join(key, ChoiceSchema.PresetKey));
                    return null;
                }
                basis = preset.Value;
            }
        }
        return choice.Variants.Count > 0
            ? PickVariant(choice, section, key, basis, preset, keys)
            : PickPlain(type, section, key, basis, preset, keys);
    }

    private Picked? PickVariant(
        ChoiceSchema choice, HoconObject section, string key, object? basis, Preset? preset, List<string> keys)
    {
        keys.Add(choice.Key);
        var variants = choice.Variants.Select(v => v.Name).ToList();
        if (section.Member(choice.Key) is not { } named)
        {
            if (basis is not null) return new Picked(basis.GetType(), basis, preset is not null, keys);
            Report(section, HoconPath.Join(key, choice.Key), $"is required; expected one of {string.Join(", ", variants)}");
            return null;
        }
        if (choice.Variant(NameIn(named)) is not { } variant)
        {
            ReportName(variants, named, HoconPath.Join(key, choice.Key));
            return null;
        }
        if (preset is not null && preset.Value.GetType() != variant.Variant)
        {
            var own = ChoiceSchema.VariantOf(preset.Value.GetType())?.Name;
            Report(named, HoconPath.Join(key, choice.Key),
                $"found '{variant.Name}', but the preset '{preset.Name}' is of {choice.Key} {own}; leave one of the two out");
            return null;
        }
        var same = basis is not null && basis.GetType() == variant.Variant;
        return new Picked(variant.Variant, same ? basis! : RecordSchema.Of(variant.Variant).New(), preset is not null, keys);
    }

    /// <summary>A record that is no choice. One that is a variant of a choice may still carry the name it has there.</summary>
    private Picked? PickPlain(Type type, HoconObject section, string key, object? basis, Preset? preset, List<string> keys)
    {
        basis ??= RecordSchema.Of(type).New();
        if (ChoiceSchema.VariantOf(type) is { } self && RecordSchema.Of(type).Find(self.Key) is null)
        {
            keys.Add(self.Key);
            if (section.Member(self.Key) is { } named && NameIn(named) != self.Name)
            {
                ReportName([self.Name], named, HoconPath.Join(key, self.Key));
                return null;
            }
        }
        return new Picked(basis.GetType(), basis, preset is not null, keys);
    }

    private object Settings(Picked picked, ChoiceSchema choice, HoconObject? section, string key, HoconOrigin at,
        IReadOnlySet<string>? alsoAllowed)
    {
        var schema = RecordSchema.Of(picked.Type);
        var errorsBefore = _errors.Count;
        var changes = new Dictionary<SettingProperty, object?>();
        foreach (var setting in schema.Settings)
        {
            var settingKey = HoconPath.Join(key, setting.Key);
            var bound = section?.Member(setting.Key) is { } value
                ? Given(setting, value, settingKey, picked.Basis)
                : NotGiven(setting, settingKey, picked, section?.Origin ?? at);
            if (bound != Failed) changes.Add(setting, bound);
        }
        if (section is not null) RefuseUnknown(schema, picked, choice, section, key, alsoAllowed);
        if (_errors.Count > errorsBefore) return Failed;
        var record = schema.With(picked.Basis, changes);
        return Validated(record, section, key, section?.Origin ?? at) ? record : Failed;
    }

    private object? Given(SettingProperty setting, HoconValue value, string key, object basis) =>
        value is HoconNull && setting.Nullable ? null : Value(setting.Shape, value, key, setting.Of(basis));

    private object? NotGiven(SettingProperty setting, string key, Picked picked, HoconOrigin at)
    {
        var current = setting.Of(picked.Basis);
        if (setting.Required && !picked.Preset && Equals(current, setting.Of(RecordSchema.Of(picked.Type).New())))
            return Report(at, key, "is required; expected " + Expected(setting.Shape));
        return (setting.Shape, current) switch
        {
            (RecordShape, null) when setting.Nullable => null,
            (RecordShape record, _) => Record(record.Type, null, key, current, at, null),
            (ListShape list, IEnumerable items) => Activator.CreateInstance(list.ListType, items),
            (MapShape map, IEnumerable items) => Activator.CreateInstance(map.MapType, SettingsRenderer.Entries(items)),
            _ => current,
        };
    }

    private void RefuseUnknown(RecordSchema schema, Picked picked, ChoiceSchema choice, HoconObject section, string key,
        IReadOnlySet<string>? alsoAllowed)
    {
        foreach (var (name, value) in section.Members)
        {
            if (schema.Find(name) is not null || picked.Keys.Contains(name) || alsoAllowed?.Contains(name) == true) continue;
            var full = HoconPath.Join(key, name);
            var owners = choice.Variants.Where(v => RecordSchema.Of(v.Variant).Find(name) is not null).Select(v => v.Name).ToList();
            var chosen = choice.Variants.FirstOrDefault(v => v.Variant == picked.Type)?.Name;
            List<string> known = [.. picked.Keys, .. schema.Settings.Select(s => s.Key)];
            if (alsoAllowed is not null) known.AddRange(alsoAllowed.Order(StringComparer.Ordinal));
            Report(value, full, owners.Count > 0
                ? $"belongs to {choice.Key} = {string.Join(" or ", owners)}, but {choice.Key} = {chosen} is chosen"
                : $"unknown key '{name}'; {NearestName.Hint(name, known)}");
        }
    }

    private bool Validated(object record, HoconObject? section, string key, HoconOrigin at)
    {
        if (record is not IValidatedSettings validated) return true;
        var sound = true;
        foreach (var problem in validated.Validate())
        {
            sound = false;
            var place = section?.Get(problem.Key)?.Origin ?? at;
            var full = key.Length == 0 || problem.Key.Length == 0 ? key + problem.Key : $"{key}.{problem.Key}";
            Report(place, full, problem.Message);
        }
        return sound;
    }

    private void ReportName(IReadOnlyList<string> names, HoconValue found, string key)
    {
        var hint = NearestName.Of(NameIn(found), names) is { } near ? $"; did you mean '{near}'?" : "";
        Report(found, key, $"found {Found(found)}, expected one of {string.Join(", ", names)}{hint}");
    }

    private static string NameIn(HoconValue value) => value is HoconString or HoconNumber ? ((HoconScalar)value).Text : "";

    private static string Expected(ValueShape shape) => shape switch
    {
        ScalarShape scalar => scalar.Expected(beyondType: false),
        ListShape => "a list [ ... ]",
        RecordShape record when ChoiceSchema.Of(record.Type).Names is { Count: > 0 } names => "one of " + string.Join(", ", names),
        _ => "a section { ... }",
    };
}
