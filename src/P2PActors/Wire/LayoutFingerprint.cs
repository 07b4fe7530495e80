using P2PActors.Engine;
using P2PActors.Wire.Formats;

namespace P2PActors.Wire;

/// <summary>A number that differs when two machines would read the same bytes differently.</summary>
internal sealed class LayoutFingerprint
{
    /// <summary>To be raised when the same fields are written in another way.</summary>
    private const ulong Version = 1;

    private readonly HashSet<Type> _described = [];
    private ulong _hash = 14695981039346656037UL ^ Version;

    public static ulong Of(KnownTypes known, Type[] messages, IForeignCodec? foreign)
    {
        var layout = new LayoutFingerprint();
        foreach (Type type in known.All) layout.Add(type.FullName);
        foreach (Type type in messages) layout.Describe(type);
        layout.Add(foreign?.GetType().FullName);
        return RandomStream.Mix(layout._hash);
    }

    private void Describe(Type type)
    {
        if (!_described.Add(type)) return;
        Add(type.ToString());
        if (type.IsEnum) Describe(type.GetEnumUnderlyingType());
        if (type.HasElementType) Describe(type.GetElementType()!);
        foreach (Type argument in type.GenericTypeArguments) Describe(argument);
        if (!Layout.IsByFields(type)) return;
        foreach (var field in Layout.FieldsOf(type))
        {
            Add(field.Name);
            Add(field.FieldType.ToString());
            Describe(field.FieldType);
        }
    }

    private void Add(string? text)
    {
        foreach (char c in text ?? "") _hash = (_hash ^ c) * 1099511628211UL; // FNV-1a
        _hash = (_hash ^ 0xFFFF) * 1099511628211UL;
    }
}
