using P2PActors.Content;

namespace P2PActors.Protocols.Napster;

/// <summary>What a client says of a file it shares; nobody verifies it.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Md5">Fingerprint of its beginning, 32 hexadecimal digits.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="BitRate">Bit rate in kbps.</param>
/// <param name="Frequency">Sampling rate in Hz.</param>
/// <param name="Seconds">Length in seconds.</param>
internal sealed record NapsterFile(string Path, string Md5, long Size, int BitRate, int Frequency, int Seconds)
{
    public void Write(ref WireWriter w)
    {
        w.Quoted(Path);
        w.Word(Md5);
        w.Number(Size);
        w.Number(BitRate);
        w.Number(Frequency);
        w.Number(Seconds);
    }

    public static NapsterFile Read(ref WireReader r) => new(r.Quoted(), r.Word(), r.Number(), r.Int32(), r.Int32(), r.Int32());
}

/// <summary>The files of the catalogue as clients announce them; immutable, one for a run.</summary>
internal sealed class NapsterFiles
{
    private readonly NapsterFile[] _files;
    private readonly Dictionary<string, int> _byPath = new(StringComparer.Ordinal);

    public NapsterFiles(Catalogue catalogue)
    {
        _files = new NapsterFile[catalogue.Count];
        for (int i = 0; i < _files.Length; i++)
        {
            // A quote would end the name on the wire, so clients cannot share such files under their name.
            string path = catalogue.Name(i).Replace('"', '\'');
            _files[i] = new NapsterFile(path, catalogue.ContentHash(i).ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
                catalogue.Size(i).Bytes, catalogue.BitRate(i), catalogue.Frequency(i), catalogue.Seconds(i));
            _byPath.TryAdd(path, i);
        }
    }

    public NapsterFile this[int file] => _files[file];

    /// <summary>Number of a file in the catalogue; -1 if it has no such name.</summary>
    public int Find(string path) => _byPath.TryGetValue(path, out int file) ? file : -1;
}
