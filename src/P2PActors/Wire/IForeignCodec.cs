namespace P2PActors.Wire;

/// <summary>
/// Carries what <see cref="MessageCodec"/> cannot write by fields, such as a dictionary in a message. It is called from several
/// threads, and every machine of a run needs the same one.
/// </summary>
public interface IForeignCodec
{
    /// <summary>Whether it can write objects of a type.</summary>
    bool Knows(Type type);

    /// <summary>An object as bytes. Whatever it throws becomes a <see cref="WireFormatException"/>.</summary>
    byte[] Write(object value);

    /// <summary>
    /// The object again. The bytes may be hostile: only types that it knows are made. Whatever it throws becomes a
    /// <see cref="WireFormatException"/>, and so does an object of a type that was not expected.
    /// </summary>
    object Read(byte[] bytes);
}
