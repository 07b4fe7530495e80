using Akka.Actor;
using Akka.Serialization;
using P2PActors.Wire;

namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>Writes the parts of batches as they are: a few numbers and the bytes. Named in <c>cluster.conf</c>.</summary>
public sealed class BatchSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string PartManifest = "p", AgainManifest = "a";

    /// <inheritdoc />
    public override int Identifier => 4_747;

    /// <inheritdoc />
    public override string Manifest(object o) => o is BatchPart ? PartManifest : AgainManifest;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        var writer = new WireWriter(obj is BatchPart sized ? sized.Bytes.Length + 40 : 40);
        switch (obj)
        {
            case BatchPart part:
                writer.Unsigned((ulong)part.Attempt);
                writer.Unsigned((ulong)part.Step);
                writer.Unsigned((uint)part.From);
                writer.Unsigned((uint)part.Part);
                writer.Unsigned((uint)part.Parts);
                writer.Raw(part.Bytes.Span);
                break;
            case SendAgain again:
                writer.Unsigned((ulong)again.Attempt);
                writer.Unsigned((ulong)again.Step);
                writer.Unsigned((uint)again.To);
                break;
            default:
                throw new ArgumentException($"Batches and requests for them are written here, not {obj.GetType()}.", nameof(obj));
        }

        return writer.Written.ToArray();
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            var reader = new WireReader(bytes);
            long attempt = (long)reader.Unsigned(), step = (long)reader.Unsigned();
            int machine = reader.Int();
            if (manifest == AgainManifest) return new SendAgain(attempt, step, machine);
            if (manifest != PartManifest) throw new WireFormatException($"found a message of kind '{manifest}', expected '{PartManifest}' or '{AgainManifest}'");
            int part = reader.Int(), parts = reader.Int();
            if (part >= parts) throw new WireFormatException($"found part {part} of {parts}");
            return new BatchPart(attempt, step, machine, part, parts, bytes.AsMemory(reader.Position));
        }
        catch (WireFormatException e)
        {
            throw new System.Runtime.Serialization.SerializationException($"A part of a batch cannot be read: {e.Message}", e);
        }
    }
}
