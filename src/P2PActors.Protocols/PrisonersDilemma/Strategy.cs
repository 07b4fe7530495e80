using P2PActors.Engine;

namespace P2PActors.Protocols.PrisonersDilemma;

/// <summary>How a player plays.</summary>
public enum Strategy
{
    /// <summary>Cooperates first, then does what the other did.</summary>
    TitForTat,

    /// <summary>Cooperates until the other defects, and never again.</summary>
    Grim,

    /// <summary>Defects, cooperates, defects, ...</summary>
    Alternator,

    /// <summary>Cooperates if both did the same in the last round: stays with what went well, changes what did not.</summary>
    Pavlov,

    /// <summary>Always cooperates.</summary>
    AllC,

    /// <summary>Defects after two defections.</summary>
    TitForTwoTats,

    /// <summary>Always defects.</summary>
    AllD,

    /// <summary>Tosses a coin.</summary>
    Random,
}

/// <summary>A player in one match: what it does next follows from what both have done.</summary>
/// <param name="strategy">How it plays.</param>
internal sealed class Memory(Strategy strategy)
{
    private bool _own, _others, _othersBefore = true, _betrayed;
    private int _rounds;

    /// <summary>The next move: whether it cooperates.</summary>
    public bool Next(ref RandomStream random) => strategy switch
    {
        Strategy.AllC => true,
        Strategy.AllD => false,
        Strategy.Alternator => _rounds % 2 == 1,
        Strategy.Random => random.NextBool(0.5),
        _ when _rounds == 0 => true,
        Strategy.TitForTat => _others,
        Strategy.Grim => !_betrayed,
        Strategy.Pavlov => _own == _others,
        _ => _others || _othersBefore,
    };

    /// <summary>What both have done.</summary>
    public void Note(bool own, bool others)
    {
        _othersBefore = _rounds == 0 || _others;
        (_own, _others) = (own, others);
        _betrayed |= !others;
        _rounds++;
    }
}
