using P2PActors.Actors;

namespace P2PActors.Engine.Machines;

/// <summary>Stands for a long message in the segments before its last one: there only its length counts.</summary>
/// <param name="Bytes">Length of the whole message.</param>
internal sealed record PartOfMessage(int Bytes) : Message
{
    public override int WireSize => Bytes;
}
