using System.Reflection;
using System.Reflection.Emit;

namespace P2PActors.Wire.Formats;

/// <summary>Writes the fields of an object.</summary>
internal delegate void FieldWriter<T>(ref T value, WireWriter to, int depth);

/// <summary>Reads the fields of an object that was just made.</summary>
internal delegate void FieldReader<T>(ref T value, ref WireReader from, int depth);

/// <summary>Code for all fields of a type, those of structs in it included: plain values and texts without a call through a format, nothing boxed.</summary>
/// <param name="Write">Writes them.</param>
/// <param name="Read">Reads them, read-only ones too, which is why this is not an expression tree.</param>
/// <param name="LeastBytes">Bytes they take at least.</param>
internal sealed record FieldPlan<T>(FieldWriter<T> Write, FieldReader<T> Read, int LeastBytes)
{
    public static FieldPlan<T> Compile(FormatBook book)
    {
        var emitter = new FieldEmitter(book, typeof(T));
        foreach (FieldInfo field in Layout.FieldsOf(typeof(T))) emitter.Add(field);
        (Delegate write, Delegate read) = emitter.Finish(typeof(FieldWriter<T>), typeof(FieldReader<T>));
        return new FieldPlan<T>((FieldWriter<T>)write, (FieldReader<T>)read, emitter.LeastBytes);
    }
}

/// <summary>Emits the code of a <see cref="FieldPlan{T}"/>, field by field.</summary>
internal sealed class FieldEmitter
{
    private static readonly MethodInfo WriteText = typeof(WireWriter).GetMethod(nameof(WireWriter.String))!;
    private static readonly MethodInfo ReadText = typeof(WireReader).GetMethod(nameof(WireReader.String))!;

    private readonly FormatBook _book;
    private readonly bool _isClass;
    private readonly DynamicMethod _write;
    private readonly DynamicMethod _read;
    private readonly ILGenerator _toWire;
    private readonly ILGenerator _fromWire;
    private readonly List<object> _formats = [];

    // The fields that lead from the object to the struct whose fields are being added.
    private readonly List<FieldInfo> _owners = [];

    public FieldEmitter(FormatBook book, Type type)
    {
        _book = book;
        _isClass = !type.IsValueType;
        Type reference = type.MakeByRefType(), formats = typeof(object[]);
        _write = new DynamicMethod($"Write {type.Name}", null, [formats, reference, typeof(WireWriter), typeof(int)], typeof(FieldEmitter).Module, skipVisibility: true);
        _read = new DynamicMethod($"Read {type.Name}", null, [formats, reference, typeof(WireReader).MakeByRefType(), typeof(int)], typeof(FieldEmitter).Module, skipVisibility: true);
        (_toWire, _fromWire) = (_write.GetILGenerator(), _read.GetILGenerator());
    }

    public int LeastBytes { get; private set; }

    public void Add(FieldInfo field)
    {
        Type type = field.FieldType;
        if (PlainTypes.Contains(type))
        {
            Type plain = typeof(Plain<>).MakeGenericType(PlainTypes.Underlying(type));
            AddCall(field, plain.GetMethod("Write")!, plain.GetMethod("Read")!, PlainTypes.LeastBytes(type));
        }
        else if (type == typeof(string))
        {
            AddCall(field, WriteText, ReadText, 1);
        }
        else if (type.IsValueType && Layout.IsByFields(type))
        {
            _owners.Add(field);
            foreach (FieldInfo inner in Layout.FieldsOf(type)) Add(inner);
            _owners.RemoveAt(_owners.Count - 1);
        }
        else
        {
            AddFormat(field, _book.FormatOf(type, TypeNames.Of(field)));
        }
    }

    public (Delegate Write, Delegate Read) Finish(Type writer, Type reader)
    {
        _toWire.Emit(OpCodes.Ret);
        _fromWire.Emit(OpCodes.Ret);
        object[] formats = [.. _formats];
        return (_write.CreateDelegate(writer, formats), _read.CreateDelegate(reader, formats));
    }

    private void AddCall(FieldInfo field, MethodInfo write, MethodInfo read, int leastBytes)
    {
        _toWire.Emit(OpCodes.Ldarg_2);
        LoadOwner(_toWire);
        _toWire.Emit(OpCodes.Ldfld, field);
        _toWire.Emit(OpCodes.Call, write);

        LoadOwner(_fromWire);
        _fromWire.Emit(OpCodes.Ldarg_2);
        _fromWire.Emit(OpCodes.Call, read);
        _fromWire.Emit(OpCodes.Stfld, field);
        LeastBytes += leastBytes;
    }

    private void AddFormat(FieldInfo field, ValueFormat format)
    {
        Type declared = typeof(ValueFormat<>).MakeGenericType(field.FieldType);
        LoadFormat(_toWire);
        LoadOwner(_toWire);
        _toWire.Emit(OpCodes.Ldfld, field);
        _toWire.Emit(OpCodes.Ldarg_2);
        _toWire.Emit(OpCodes.Ldarg_3);
        _toWire.Emit(OpCodes.Callvirt, declared.GetMethod("Write")!);

        LoadOwner(_fromWire);
        LoadFormat(_fromWire);
        _fromWire.Emit(OpCodes.Ldarg_2);
        _fromWire.Emit(OpCodes.Ldarg_3);
        _fromWire.Emit(OpCodes.Callvirt, declared.GetMethod("Read")!);
        _fromWire.Emit(OpCodes.Stfld, field);
        _formats.Add(format);
        LeastBytes += format.LeastBytes;
    }

    /// <summary>The format that is added next; what it is was checked when it was made.</summary>
    private void LoadFormat(ILGenerator code)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, _formats.Count);
        code.Emit(OpCodes.Ldelem_Ref);
    }

    private void LoadOwner(ILGenerator code)
    {
        code.Emit(OpCodes.Ldarg_1);
        if (_isClass) code.Emit(OpCodes.Ldind_Ref);
        foreach (FieldInfo owner in _owners) code.Emit(OpCodes.Ldflda, owner);
    }
}
