using Hyperion;
using P2PActors.Wire;

namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>
/// Carries what the messages of a protocol hold and <see cref="MessageCodec"/> does not write by fields: tables, sets, queues and
/// stacks of .NET. It is the way for a protocol's author who does not care; what is sent often is better a record of arrays,
/// which takes a small part of the time. Comparers do not travel: a table comes back with the usual one.
/// </summary>
/// <param name="protocol">Any type of the protocol's assembly: types of that, of the library and of what lies between are known.</param>
public sealed class HyperionCodec(Type protocol) : IForeignCodec
{
    private readonly ForeignTypes _types = new(protocol);
    private readonly Serializer _serializer = new(new SerializerOptions(
        versionTolerance: false,
        preserveObjectReferences: false,
        surrogates: [],
        serializerFactories: [],
        knownTypes: [],
        ignoreISerializable: true,
        packageNameOverrides: [],
        disallowUnsafeTypes: true,
        typeFilter: new ForeignTypes(protocol)));

    /// <inheritdoc />
    public bool Knows(Type type) => _types.IsCollection(type);

    /// <inheritdoc />
    public byte[] Write(object value)
    {
        using var stream = new MemoryStream();
        _serializer.Serialize(value, stream);
        return stream.ToArray();
    }

    /// <inheritdoc />
    public object Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return _serializer.Deserialize<object>(stream);
    }
}
