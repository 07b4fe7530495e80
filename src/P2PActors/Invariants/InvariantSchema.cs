namespace P2PActors.Invariants;

/// <summary>Names an invariant of a run.</summary>
/// <param name="Index">Dense number.</param>
public readonly record struct InvariantId(int Index);

/// <summary>Something that must always hold.</summary>
/// <param name="Name">A few words, such as <c>descriptor age</c>.</param>
/// <param name="Rule">What must hold, one sentence, with its source.</param>
public sealed record InvariantInfo(string Name, string Rule);

/// <summary>The invariants of one run, declared by the protocol before the run begins.</summary>
public sealed class InvariantSchema
{
    private readonly List<InvariantInfo> _declared = [];
    private readonly List<IInvariantCheck> _checks = [];

    /// <summary>What was declared so far.</summary>
    public IReadOnlyList<InvariantInfo> Declared => _declared;

    /// <summary>Those that are checked between windows.</summary>
    public IReadOnlyList<IInvariantCheck> Checks => _checks;

    /// <summary>Declares an invariant that peers check in their handlers (<see cref="Actors.PeerActor"/>.Violated).</summary>
    public InvariantId Declare(string name, string rule)
    {
        if (_declared.Exists(i => i.Name == name)) throw new ArgumentException($"The invariant '{name}' is declared twice.", nameof(name));
        _declared.Add(new InvariantInfo(name, rule));
        return new InvariantId(_declared.Count - 1);
    }

    /// <summary>Declares an invariant that is checked on the whole world at regular times.</summary>
    public InvariantId Declare(string name, string rule, IInvariantCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        _checks.Add(check);
        return Declare(name, rule);
    }
}

/// <summary>Checks an invariant on the whole world, between two windows; changes nothing.</summary>
public interface IInvariantCheck
{
    /// <summary>Name of the invariant, as declared.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    /// <param name="world">The world.</param>
    /// <param name="violated">To be told of each violation: the peer concerned and what was found.</param>
    void Check(Engine.World world, Action<Actors.PeerId, string> violated);
}
