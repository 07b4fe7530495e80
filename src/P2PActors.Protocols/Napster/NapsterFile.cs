using System.Globalization;
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
    private readonly Catalogue _catalogue;
    private readonly int _badHashes;
    private readonly NapsterFile[] _files;
    private readonly Dictionary<string, int> _byPath = new(StringComparer.Ordinal);

    /// <summary>The files of a catalogue.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="badHashes">How many hashes of bad versions of one file there may be.</param>
    public NapsterFiles(Catalogue catalogue, int badHashes = 0)
    {
        (_catalogue, _badHashes) = (catalogue, badHashes);
        _files = new NapsterFile[catalogue.Count];
        for (int i = 0; i < _files.Length; i++)
        {
            // A quote would end the name on the wire, so clients cannot share such files under their name.
            string path = catalogue.Name(i).Replace('"', '\'');
            _files[i] = new NapsterFile(path, Digits(catalogue.ContentHash(i)),
                catalogue.Size(i).Bytes, catalogue.BitRate(i), catalogue.Frequency(i), catalogue.Seconds(i));
            _byPath.TryAdd(path, i);
        }
    }

    public NapsterFile this[int file] => _files[file];

    /// <summary>A file as somebody announces it whose copy has a given hash; 0 is the true one.</summary>
    public NapsterFile this[int file, int hash] => hash == 0 ? _files[file] : _files[file] with { Md5 = Digits(_catalogue.ContentHash(file, hash)) };

    /// <summary>Which hash of a file an announced one is: 0 for the true one, -1 for one that nobody made here.</summary>
    public int HashOf(int file, string md5)
    {
        if (md5 == _files[file].Md5) return 0;
        if (!UInt128.TryParse(md5, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 wanted)) return -1;
        for (int hash = 1; hash <= _badHashes; hash++)
        {
            if (_catalogue.ContentHash(file, hash) == wanted) return hash;
        }

        return -1;
    }

    private static string Digits(UInt128 hash) => hash.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Number of a file in the catalogue; -1 if it has no such name.</summary>
    public int Find(string path) => _byPath.TryGetValue(path, out int file) ? file : -1;
}
