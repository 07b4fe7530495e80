using BenchmarkDotNet.Attributes;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Benchmarks;

/// <summary>The search of SETI@home in one unit of the size that runs search really, and the recording of sixteen such units.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class SearchBenchmark
{
    private readonly SearchPlan _plan = SearchPlan.For(16_384, 5);
    private SearchKernel _kernel = null!;
    private byte[] _unit = [];
    private Tone[][] _tones = [];

    /// <summary>Makes a unit with two tones in it.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _kernel = new SearchKernel(_plan);
        _unit = Recording.Single(7, 1, [new Tone(ToneOrigin.Injected, 500, 0, 100), new Tone(ToneOrigin.Injected, 3000, 0, 100)], _plan.Samples, _plan.Longest);
        _tones = new Tone[16][];
        for (int band = 0; band < _tones.Length; band++) _tones[band] = [new Tone(ToneOrigin.Interference, 500, 0, 80)];
    }

    /// <summary>Searches the unit.</summary>
    [Benchmark]
    public int Search() => _kernel.Search(_unit).Findings.Signals.Length;

    /// <summary>Records a band and cuts it into sixteen units.</summary>
    [Benchmark]
    public int Record() => Recording.Split(1, 0, _tones, _plan.Samples, _plan.Longest).Length;
}
