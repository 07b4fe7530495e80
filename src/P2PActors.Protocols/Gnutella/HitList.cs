using System.Text;
using P2PActors.Actors;
using P2PActors.Content;

namespace P2PActors.Protocols.Gnutella;

/// <summary>
/// The payload of a QUERYHIT, made once and shared by all hops: who answers, with which files, and the trailer that says
/// whether it needs a PUSH. Immutable.
/// </summary>
internal sealed class HitList
{
    public const int MostHits = 255;

    /// <summary>Count, port, address and speed before the hits, servent id after them.</summary>
    private const int FixedSize = 11 + DescriptorId.Size;

    /// <summary>Vendor code, size of the open data (2), two bytes of flags.</summary>
    public const int TrailerSize = 7;

    /// <summary>Index, size, two NULs around no extensions.</summary>
    private const int FixedPerHit = 10;

    private readonly int[] _files;

    public HitList(PeerId source, DescriptorId servent, int kbps, bool isFirewalled, bool isBusy, int[] files, Catalogue catalogue)
    {
        if (files.Length is 0 or > MostHits) throw new ArgumentOutOfRangeException(nameof(files), files.Length, "A QUERYHIT has 1 to 255 hits.");
        (Source, Servent, Kbps, IsFirewalled, IsBusy, _files) = (source, servent, kbps, isFirewalled, isBusy, files);
        PayloadSize = FixedSize + TrailerSize;
        foreach (int file in files) PayloadSize += FixedPerHit + Encoding.UTF8.GetByteCount(catalogue.Name(file));
    }

    public PeerId Source { get; }

    public DescriptorId Servent { get; }

    public int Kbps { get; }

    public bool IsFirewalled { get; }

    public bool IsBusy { get; }

    public ReadOnlySpan<int> Files => _files;

    public int PayloadSize { get; }
}
