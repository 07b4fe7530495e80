using P2PActors.Engine;
using P2PActors.Scenarios;

namespace P2PActors.Content;

/// <summary>
/// All files that exist in a world, each by a number from 0; a made-up catalogue is numbered by popularity. Immutable and
/// shared by all peers: about 150 bytes per file, most of them for the name.
/// </summary>
public sealed class Catalogue
{
    private readonly string[] _names;
    private readonly long[] _sizes;
    private readonly int[] _seconds;
    private readonly ushort[] _bitRates;
    private readonly ushort[] _frequencies;
    private readonly FileKind[] _kinds;
    private readonly double[]? _weights;

    /// <summary>A catalogue of the given files, numbered in their order.</summary>
    /// <param name="files">The files; their names differ.</param>
    /// <param name="weights">How often each is wanted, relative to the others; none if a popularity law says so.</param>
    public Catalogue(IReadOnlyList<FileSpec> files, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0) throw new ArgumentException("A catalogue needs at least one file.", nameof(files));
        if (weights is not null && weights.Count != files.Count) throw new ArgumentException("Each file needs a weight.", nameof(weights));
        int count = files.Count;
        (_names, _sizes, _seconds) = (new string[count], new long[count], new int[count]);
        (_bitRates, _frequencies, _kinds) = (new ushort[count], new ushort[count], new FileKind[count]);
        for (int i = 0; i < count; i++)
        {
            FileSpec file = files[i];
            (_names[i], _sizes[i], _seconds[i], _kinds[i]) = (file.Name, file.Size.Bytes, file.Seconds, file.Kind);
            _bitRates[i] = checked((ushort)file.BitRate);
            _frequencies[i] = (ushort)Math.Min(file.Frequency, ushort.MaxValue);
        }
        _weights = weights?.ToArray();
    }

    /// <summary>The catalogue of a scenario: made up from the seed, or read from a file.</summary>
    /// <exception cref="ScenarioException">The file cannot be read or lines of it are not files.</exception>
    public static Catalogue Create(CatalogueSettings settings, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.File.Length > 0 ? CatalogueFile.Load(settings.File) : CatalogueGenerator.Generate(settings, seed);
    }

    /// <summary>How many files there are.</summary>
    public int Count => _names.Length;

    /// <summary>How often each file is wanted, if the catalogue's file says so; in no particular unit.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The file's name, with extension; no two are equal.</summary>
    public string Name(int file) => _names[file];

    /// <summary>The file's size.</summary>
    public ByteSize Size(int file) => new(_sizes[file]);

    /// <summary>What kind of file it is.</summary>
    public FileKind Kind(int file) => _kinds[file];

    /// <summary>Rate at which it plays, in kbps; 0 where it does not play.</summary>
    public int BitRate(int file) => _bitRates[file];

    /// <summary>Sampling rate in Hz (at most 65,535); 0 where there is none.</summary>
    public int Frequency(int file) => _frequencies[file];

    /// <summary>How long it plays, in seconds.</summary>
    public int Seconds(int file) => _seconds[file];

    /// <summary>All of it together.</summary>
    public FileSpec this[int file] => new(_names[file], Size(file), _kinds[file], _bitRates[file], _frequencies[file], _seconds[file]);

    /// <summary>
    /// A fingerprint of the content. It follows from name, size and version, so that the same file is recognised in every
    /// world. Version 0 is the true file; others are different contents under the same name, as polluters offer them.
    /// </summary>
    public UInt128 ContentHash(int file, int version = 0)
    {
        ulong upper = RandomStream.Mix((ulong)_sizes[file] ^ 0x9E3779B97F4A7C15UL), lower = RandomStream.Mix((ulong)version + 0x632BE59BD9B4E019UL);
        foreach (char c in _names[file])
        {
            upper = RandomStream.Mix(upper ^ c);
            lower = RandomStream.Mix(lower + c);
        }
        return new UInt128(RandomStream.Mix(upper + lower), RandomStream.Mix(lower ^ (upper << 1)));
    }

    /// <summary>What to draw wanted files from: the weights of the catalogue's file, else the law over the file numbers.</summary>
    public PopularitySampler Popularity(PopularityLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        return _weights is null ? new PopularitySampler(law, Count) : new PopularitySampler(_weights);
    }
}
