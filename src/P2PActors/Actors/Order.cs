namespace P2PActors.Actors;

/// <summary>
/// What a person or the timeline of a scenario tells one peer to do. It does not travel through the network: it is given
/// between two windows, straight to <see cref="PeerActor.OnOrder"/>.
/// </summary>
public abstract record Order
{
    /// <summary>What is ordered, in words, such as <c>search for "free bird"</c>.</summary>
    public abstract string Text { get; }
}

/// <summary>The peer's user searches for a text, as if it had been typed in.</summary>
/// <param name="Words">The text; never empty.</param>
public sealed record SearchOrder(string Words) : Order
{
    /// <inheritdoc />
    public override string Text => $"search for \"{Words}\"";
}

/// <summary>The peer's <see cref="Engine.PeerTraits"/> have changed; whoever acts by them looks again.</summary>
public sealed record TraitsChanged : Order
{
    /// <summary>The only one: it carries nothing.</summary>
    public static TraitsChanged Instance { get; } = new();

    /// <inheritdoc />
    public override string Text => "look at your traits again";
}
