namespace P2PActors.Content;

/// <summary>What kind of file it is, by the size law it follows.</summary>
public enum FileKind : byte
{
    /// <summary>A song: median 4 MB.</summary>
    Audio,

    /// <summary>An album or a program: 10-100 MB.</summary>
    Medium,

    /// <summary>A film: median 500 MB.</summary>
    Video,
}
