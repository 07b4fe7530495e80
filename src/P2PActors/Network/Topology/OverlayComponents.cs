namespace P2PActors.Network.Topology;

/// <summary>The connected components of a graph, numbered by their smallest node.</summary>
public sealed class OverlayComponents
{
    internal OverlayComponents(int[] of, int[] sizes)
    {
        (Of, Sizes) = (of, sizes);
        Largest = -1;
        for (int i = 0; i < sizes.Length; i++)
            if (Largest < 0 || sizes[i] > sizes[Largest]) Largest = i;
    }

    /// <summary>Number of components.</summary>
    public int Count => Sizes.Count;

    /// <summary>Component of each node; -1 for a removed one.</summary>
    public IReadOnlyList<int> Of { get; }

    /// <summary>Number of nodes of each component.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>The component with the most nodes, the first of equals; -1 if there is none.</summary>
    public int Largest { get; }
}
