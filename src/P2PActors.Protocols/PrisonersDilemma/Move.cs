using P2PActors.Actors;

namespace P2PActors.Protocols.PrisonersDilemma;

/// <summary>What a player does in a round, said before it knows the other's move.</summary>
/// <param name="Cooperates">Whether it cooperates.</param>
internal sealed record Move(bool Cooperates) : Message
{
    public override int WireSize => 1;
}
