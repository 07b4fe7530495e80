using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace P2PActors.Scenarios.Binding;

/// <summary>One setting of a settings record.</summary>
internal sealed class SettingProperty(
    string key, PropertyInfo property, SettingAttribute attribute, ValueShape shape, bool nullable, bool required)
{
    public string Key { get; } = key;

    public PropertyInfo Property { get; } = property;

    public SettingAttribute Attribute { get; } = attribute;

    public ValueShape Shape { get; } = shape;

    public bool Nullable { get; } = nullable;

    public bool Required { get; } = required;

    public object? Of(object record) => Property.GetValue(record);
}

/// <summary>What a settings record looks like, in the order of its declaration, and how to make one.</summary>
internal sealed class RecordSchema
{
    private static readonly ConcurrentDictionary<Type, RecordSchema> Known = new();
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly MethodInfo Clone =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly Type _type;
    private readonly ConstructorInfo? _constructor;
    private readonly List<SettingProperty> _settings = [];

    private RecordSchema(Type type)
    {
        _type = type;
        _constructor = Constructor(type);
        var hierarchy = new Stack<Type>();
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType) hierarchy.Push(level);
        var seen = new Dictionary<string, int>();
        foreach (var level in hierarchy)
        {
            foreach (var property in level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (property.GetCustomAttribute<SettingAttribute>() is not { } attribute) continue;
                var setting = Describe(property, attribute);
                // An overriding property takes the place of the one it overrides.
                if (seen.TryAdd(setting.Key, _settings.Count)) _settings.Add(setting);
                else _settings[seen[setting.Key]] = setting;
            }
        }
    }

    public IReadOnlyList<SettingProperty> Settings => _settings;

    public static RecordSchema Of(Type type) => Known.GetOrAdd(type, static t => new RecordSchema(t));

    public SettingProperty? Find(string key) => _settings.Find(setting => setting.Key == key);

    /// <summary>A record with all defaults.</summary>
    public object New()
    {
        if (_type.IsAbstract) throw new InvalidOperationException($"{_type} is abstract and names no variant");
        var arguments = _constructor?.GetParameters().Select(Default).ToArray();
        return _constructor is null ? RuntimeHelpers.GetUninitializedObject(_type) : Invoke(arguments!);
    }

    /// <summary>A copy of a record with some settings changed.</summary>
    public object With(object basis, IReadOnlyDictionary<SettingProperty, object?> changes)
    {
        var readOnly = changes.Keys.Any(setting => !setting.Property.CanWrite);
        var copy = readOnly ? Construct(basis, changes) : Clone.Invoke(basis, null)!;
        foreach (var (setting, value) in changes)
            if (setting.Property.CanWrite) setting.Property.SetValue(copy, value);
        return copy;
    }

    private object Construct(object basis, IReadOnlyDictionary<SettingProperty, object?> changes)
    {
        var arguments = _constructor!.GetParameters().Select(parameter =>
        {
            var setting = _settings.Find(s => Names(parameter, s.Property));
            return setting is null ? Default(parameter) : changes.TryGetValue(setting, out var value) ? value : setting.Of(basis);
        });
        var made = Invoke([.. arguments]);
        foreach (var setting in _settings)
            if (setting.Property.CanWrite) setting.Property.SetValue(made, setting.Of(basis));
        return made;
    }

    private object Invoke(object?[] arguments) =>
        _constructor!.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private SettingProperty Describe(PropertyInfo property, SettingAttribute attribute)
    {
        var underlying = Nullable.GetUnderlyingType(property.PropertyType);
        bool nullable;
        lock (Nullability)
            nullable = underlying is not null
                || !property.PropertyType.IsValueType && Nullability.Create(property).ReadState == NullabilityState.Nullable;
        var parameter = _constructor?.GetParameters().FirstOrDefault(p => Names(p, property));
        if (!property.CanWrite && parameter is null)
            throw new InvalidOperationException($"{_type}.{property.Name}: a setting needs 'init' or a constructor parameter");
        var required = attribute.Required
            || property.IsDefined(typeof(RequiredMemberAttribute))
            || !nullable && parameter is { HasDefaultValue: false };
        var shape = ValueShape.Of(underlying ?? property.PropertyType, attribute, property);
        return new SettingProperty(KebabCase.Of(property.Name), property, attribute, shape, nullable, required);
    }

    private static bool Names(ParameterInfo parameter, PropertyInfo property) =>
        string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase);

    private static object? Default(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue && parameter.DefaultValue is { } value)
            return parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, value) : value;
        return parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType)
            : null;
    }

    /// <summary>The constructor without parameters, else the longest one; never the copy constructor of a record.</summary>
    private static ConstructorInfo? Constructor(Type type) => type
        .GetConstructors(BindingFlags.Public | BindingFlags.Instance)
        .Where(c => c.GetParameters() is not [var only] || only.ParameterType != type)
        .OrderBy(c => c.GetParameters().Length == 0 ? int.MinValue : -c.GetParameters().Length)
        .FirstOrDefault();
}
