namespace P2PActors.Scenarios.Binding;

/// <summary>A settings record that checks what concerns more than one of its settings.</summary>
public interface IValidatedSettings
{
    /// <summary>What is wrong; nothing where all is well. Called only when each setting by itself is.</summary>
    IEnumerable<SettingProblem> Validate();
}

/// <summary>Something wrong with a settings record.</summary>
/// <param name="Key">The key concerned, relative to the record (<c>max</c>, <c>links.up</c>); empty for the whole record.</param>
/// <param name="Message">What was found, what was expected, and what to do.</param>
public sealed record SettingProblem(string Key, string Message);
