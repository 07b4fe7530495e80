using P2PActors.Engine;

namespace P2PActors.Invariants;

/// <summary>Checks the invariants of the whole world at regular times.</summary>
/// <param name="schema">The invariants, as declared.</param>
/// <param name="interval">Virtual time between two checks.</param>
public sealed class InvariantProbe(InvariantSchema schema, TimeSpan interval) : IProbe
{
    /// <inheritdoc />
    public TimeSpan Interval => interval;

    /// <summary>How often the world was looked at.</summary>
    public long Checks { get; private set; }

    /// <inheritdoc />
    public void Observe(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        Checks++;
        foreach (IInvariantCheck check in schema.Checks)
        {
            var id = new InvariantId(schema.Declared.Index().First(i => i.Item.Name == check.Name).Index);
            check.Check(world, (peer, what) => world.Violated(id, peer, what));
        }
    }
}
