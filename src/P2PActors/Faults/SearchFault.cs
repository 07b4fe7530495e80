using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Users search for a text. No fault, but a thing done to the world on purpose: a query as a peer.</summary>
public sealed record SearchFault : PeerFault
{
    /// <summary>What they search for.</summary>
    [Setting("What they search for", Required = true)]
    public string Text { get; init; } = "";

    private protected override string Label => $"{Who} search for \"{Text}\"";

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        int asked = 0;
        foreach (PeerId peer in Select(world, occasion, online: true))
        {
            if (world.Order(peer, new SearchOrder(Text))) asked++;
        }

        return world.Sum(asked);
    }

    /// <inheritdoc />
    public override IEnumerable<SettingProblem> Validate()
    {
        foreach (SettingProblem problem in base.Validate()) yield return problem;
        if (Text.Trim().Length == 0) yield return new SettingProblem("text", "found nothing to search for, expected a text");
    }
}
