namespace P2PActors.Content;

/// <summary>Which peers share a file: the reverse of a <see cref="SharedLibrary"/>; immutable, four bytes per copy and file.</summary>
public sealed class FileHolders
{
    private readonly int[] _first;
    private readonly int[] _peers;

    internal FileHolders(SharedLibrary library)
    {
        _first = new int[library.CatalogueCount + 1];
        for (int peer = 0; peer < library.Population; peer++)
            foreach (int file in library.Of(peer).Span) _first[file + 1]++;
        for (int i = 1; i < _first.Length; i++) _first[i] += _first[i - 1];
        _peers = new int[library.Copies];
        int[] next = [.. _first];
        for (int peer = 0; peer < library.Population; peer++)
            foreach (int file in library.Of(peer).Span) _peers[next[file]++] = peer;
    }

    /// <summary>The peers that share the file, online or not, in order of their numbers.</summary>
    public ReadOnlySpan<int> Of(int file) => _peers.AsSpan(_first[file].._first[file + 1]);

    /// <summary>How many peers share it.</summary>
    public int CountOf(int file) => _first[file + 1] - _first[file];
}
