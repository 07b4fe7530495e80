namespace P2PActors.Content;

/// <summary>When a word of a search is found in a name.</summary>
public enum KeywordMatch
{
    /// <summary>The name has the word as a whole word.</summary>
    Words,

    /// <summary>
    /// As OpenNap 0.36 does: every word must be a whole word of some name; then the names that have the rarest word as a whole
    /// word and all others at least as a part of a word (search.c).
    /// </summary>
    OpenNap,

    /// <summary>The name has the word anywhere, also inside another word.</summary>
    Substring,
}
