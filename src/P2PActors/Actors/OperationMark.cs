namespace P2PActors.Actors;

/// <summary>On behalf of which traced operation something was put aside; none unless somebody traces one.</summary>
public readonly record struct OperationMark
{
    internal OperationMark(int trace, int step) => (Trace, Step) = (trace, step);

    /// <summary>Which trace, from 1; 0 for none.</summary>
    internal int Trace { get; }

    /// <summary>The step of it; negative for none.</summary>
    internal int Step { get; }
}
