namespace P2PActors.Scenarios.Binding;

/// <summary>One line of the list of settings.</summary>
/// <param name="Section">The section it was described with.</param>
/// <param name="Key">Full key; <c>[]</c> stands for the elements of a list, <c>&lt;name&gt;</c> for free keys.</param>
/// <param name="Variant">The variant the key belongs to, as <c>model = uniform</c>; empty where it belongs to all.</param>
/// <param name="Type">Its type in words.</param>
/// <param name="Unit">Unit of a plain number; empty where there is none.</param>
/// <param name="Default">The default in the notation of a scenario; empty for sections, <c>required</c> where there is none.</param>
/// <param name="Range">The values allowed, in words; empty where all are.</param>
/// <param name="Meaning">What the setting does, one sentence.</param>
/// <param name="Options">Names that may be given: of an enum, variants, presets.</param>
public sealed record SettingRow(
    string Section, string Key, string Variant, string Type, string Unit, string Default, string Range, string Meaning,
    IReadOnlyList<SettingOption> Options);

/// <summary>A name that may be given as a setting's value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Meaning">What it stands for; empty where the name says it.</param>
public sealed record SettingOption(string Name, string Meaning);
