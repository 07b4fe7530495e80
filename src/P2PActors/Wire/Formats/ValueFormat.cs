namespace P2PActors.Wire.Formats;

/// <summary>How values of one declared type stand on the wire.</summary>
internal abstract class ValueFormat
{
    /// <summary>Bytes that one value takes at least, from 1: it bounds how many a hostile count can claim.</summary>
    public virtual int LeastBytes => 1;
}

/// <inheritdoc />
internal abstract class ValueFormat<T> : ValueFormat
{
    public abstract void Write(T value, WireWriter to, int depth);

    public abstract T Read(ref WireReader from, int depth);
}

/// <summary>How an object, known to be there and of exactly one type, stands on the wire.</summary>
internal abstract class ContentFormat
{
    public abstract void WriteContent(object value, WireWriter to, int depth);

    public abstract object ReadContent(ref WireReader from, int depth);
}

/// <summary>A value that stands in a field declared as object or as an interface.</summary>
internal sealed class BoxedFormat<T>(ValueFormat<T> format) : ContentFormat
{
    public override void WriteContent(object value, WireWriter to, int depth) => format.Write((T)value, to, depth);

    public override object ReadContent(ref WireReader from, int depth) =>
        format.Read(ref from, depth) ?? throw new WireFormatException($"found nothing at byte {from.Position}, expected {TypeNames.Of(typeof(T))}");
}
