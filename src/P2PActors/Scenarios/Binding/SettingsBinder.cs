using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>
/// Makes immutable settings records from a HOCON tree, by the <see cref="SettingAttribute"/>s of their properties, and back.
/// A setting's type is int, long, double, bool, string, TimeSpan, ByteSize, BitRate, an enum, a settings record, or an
/// IReadOnlyList or IReadOnlyDictionary (with string keys) of these. Values that are not given keep their defaults.
/// </summary>
public static class SettingsBinder
{
    /// <summary>Binds the section at a path.</summary>
    /// <typeparam name="T">The settings record.</typeparam>
    /// <param name="root">The whole scenario.</param>
    /// <param name="path">The section's path in the scenario; empty for the scenario itself. A section that is not there is
    /// bound with all defaults.</param>
    /// <param name="errors">Takes everything that is wrong, in file order.</param>
    /// <param name="alsoAllowed">Keys of the section that are somebody else's to judge.</param>
    /// <returns>The record, or null where errors were added.</returns>
    public static T? Bind<T>(
        HoconObject root, string path, ICollection<ScenarioError> errors, IReadOnlySet<string>? alsoAllowed = null)
        where T : class => (T?)Bind(typeof(T), root, path, errors, alsoAllowed);

    /// <summary>Binds the section at a path, or throws all that is wrong with it.</summary>
    /// <typeparam name="T">The settings record.</typeparam>
    /// <param name="root">The whole scenario.</param>
    /// <param name="path">The section's path in the scenario; empty for the scenario itself.</param>
    /// <exception cref="ScenarioException">Settings are wrong.</exception>
    public static T Bind<T>(HoconObject root, string path = "")
        where T : class
    {
        var errors = new List<ScenarioError>();
        return Bind<T>(root, path, errors) ?? throw new ScenarioException(errors);
    }

    /// <summary>Binds the section at a path to a type known only at run time.</summary>
    /// <param name="type">The settings record.</param>
    /// <param name="root">The whole scenario.</param>
    /// <param name="path">The section's path in the scenario; empty for the scenario itself.</param>
    /// <param name="errors">Takes everything that is wrong, in file order.</param>
    /// <param name="alsoAllowed">Keys of the section that are somebody else's to judge.</param>
    /// <returns>The record, or null where errors were added.</returns>
    public static object? Bind(
        Type type, HoconObject root, string path, ICollection<ScenarioError> errors, IReadOnlySet<string>? alsoAllowed = null)
    {
        var pass = new BindingPass();
        var bound = pass.Section(type, root, path, alsoAllowed);
        foreach (var error in pass.ErrorsInFileOrder()) errors.Add(error);
        return bound;
    }

    /// <summary>A bound record as the HOCON that binds to an equal one, every setting written out.</summary>
    public static HoconObject ToHocon(object settings) => SettingsRenderer.Render(settings);
}
