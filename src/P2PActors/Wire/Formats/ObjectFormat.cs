using System.Runtime.CompilerServices;

namespace P2PActors.Wire.Formats;

/// <summary>The fields of objects of exactly one type. Compiled when first used: types that never travel cost nothing and may hold anything.</summary>
internal sealed class ObjectFormat<T>(FormatBook book) : ContentFormat
{
    private readonly Lock _lock = new();
    private FieldPlan<T>? _plan;

    public FieldPlan<T> Plan => Volatile.Read(ref _plan) ?? Compile();

    public override void WriteContent(object value, WireWriter to, int depth)
    {
        var own = (T)value;
        Write(ref own, to, depth);
    }

    public override object ReadContent(ref WireReader from, int depth) => Read(ref from, depth)!;

    public void Write(ref T value, WireWriter to, int depth)
    {
        if (depth >= Depth.Most) throw Depth.Exceeded(typeof(T));
        Plan.Write(ref value, to, depth + 1);
    }

    public T Read(ref WireReader from, int depth)
    {
        if (depth >= Depth.Most) throw Depth.Exceeded(typeof(T));
        T value = typeof(T).IsValueType ? default! : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        Plan.Read(ref value, ref from, depth + 1);
        return value;
    }

    private FieldPlan<T> Compile()
    {
        lock (_lock)
        {
            FieldPlan<T> plan = _plan ?? FieldPlan<T>.Compile(book);
            Volatile.Write(ref _plan, plan);
            return plan;
        }
    }
}

/// <summary>How deep objects may stand in objects.</summary>
internal static class Depth
{
    public const int Most = 64;

    public static WireFormatException Exceeded(Type at) =>
        new($"objects stand in objects more than {Most} deep, at {TypeNames.Of(at)}: a cycle? A message is a tree");
}

/// <summary>A struct.</summary>
internal sealed class StructFormat<T>(ObjectFormat<T> content) : ValueFormat<T>
    where T : struct
{
    public override int LeastBytes => Math.Max(1, content.Plan.LeastBytes);

    public override void Write(T value, WireWriter to, int depth)
    {
        content.Write(ref value, to, depth);
        if (content.Plan.LeastBytes == 0) to.Byte(0); // so that a count of them is bounded by what is there
    }

    public override T Read(ref WireReader from, int depth)
    {
        T value = content.Read(ref from, depth);
        if (content.Plan.LeastBytes == 0) from.Byte();
        return value;
    }
}

/// <summary>A sealed class or record, or null.</summary>
internal sealed class ClassFormat<T>(ObjectFormat<T> content) : ValueFormat<T?>
    where T : class
{
    public override void Write(T? value, WireWriter to, int depth)
    {
        to.Flag(value is not null);
        if (value is not null) content.Write(ref value, to, depth);
    }

    public override T? Read(ref WireReader from, int depth) => from.Flag() ? content.Read(ref from, depth) : null;
}

/// <summary>A value or none.</summary>
internal sealed class NullableFormat<T>(ValueFormat<T> format) : ValueFormat<T?>
    where T : struct
{
    public override void Write(T? value, WireWriter to, int depth)
    {
        to.Flag(value.HasValue);
        if (value.HasValue) format.Write(value.GetValueOrDefault(), to, depth);
    }

    public override T? Read(ref WireReader from, int depth) => from.Flag() ? format.Read(ref from, depth) : null;
}
