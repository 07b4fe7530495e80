using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Scenarios;
using P2PActors.Tests.Engine;
using Xunit.Abstractions;

namespace P2PActors.Tests.Network;

public sealed class LatencyModels(ITestOutputHelper output) : IDisposable
{
    private const int Peers = 200;
    private readonly string _file = Path.GetTempFileName();

    private static LatencyModel Model(int kind, ulong seed) => kind switch
    {
        0 => new ConstantLatency(Lab.Ms(7)),
        1 => new UniformLatency(Lab.Ms(3), Lab.Ms(40)),
        2 => new LogNormalLatency(seed, Lab.Ms(67), 0.6, Lab.Ms(5)),
        _ => new CoordinateLatency(seed, Peers, Lab.Ms(110), Lab.Ms(4), peer => Lab.Ms(1 + peer % 5)),
    };

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void No_draw_is_below_the_minimum_and_pairs_are_symmetric_where_the_model_says_so() =>
        Prop.ForAll(Gen.Choose(0, 3).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (kind, seed) =>
        {
            LatencyModel model = Model(kind, (ulong)seed);
            var random = new RandomStream((ulong)seed);
            for (int i = 0; i < 200; i++)
            {
                int a = random.Next(Peers), b = (a + 1 + random.Next(Peers - 1)) % Peers;
                ulong draw = i switch { 0 => 0, 1 => ulong.MaxValue, _ => random.NextBits() };
                long there = model.OneWay(a, b, draw), back = model.OneWay(b, a, draw);
                if (there < model.Minimum || model.Minimum < 1) return false;
                if (kind == 1 && there > Lab.Ms(40).Ticks) return false;
                if (there != back || kind != 1 && there != model.OneWay(a, b, ~draw)) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_uniform_latency_reaches_both_its_bounds()
    {
        var model = new UniformLatency(Lab.Ms(3), Lab.Ms(40));
        Assert.Equal(Lab.Ms(3).Ticks, model.OneWay(0, 1, 0));
        Assert.Equal(Lab.Ms(40).Ticks, model.OneWay(0, 1, ulong.MaxValue));
    }

    [Fact]
    public void A_log_normal_latency_has_its_median_over_the_pairs()
    {
        var model = new LogNormalLatency(9, Lab.Ms(67.5), 0.6, Lab.Ms(2));
        double[] oneWay = [.. Enumerable.Range(0, 20_000).Select(i => model.OneWay(i, i + 1, 0) / 10_000.0)];
        Samples.AssertWithin(67.5, Samples.Median(oneWay), 0.02);
        Samples.AssertWithin(67.5 * Math.Exp(0.6 * 1.2816), Samples.Quantile(oneWay, 0.9), 0.03);
    }

    [Fact]
    public void The_default_coordinates_come_within_a_tenth_of_the_median_of_PlanetLab_for_campus_hosts()
    {
        var mix = new LinkMix(new LinkMixSettings());
        TimeSpan[] access = new TimeSpan[2000];
        var random = new RandomStream(4);
        for (int i = 0; i < access.Length; i++) access[i] = mix.Sample(ref random).Delay;
        LatencyModel model = new CoordinateLatencySettings().Create(1, access.Length, peer => access[peer], []);
        LatencyModel campus = new CoordinateLatencySettings().Create(1, access.Length, _ => Lab.Ms(1), []);
        LatencyModel bare = new CoordinateLatencySettings { AccessDelay = false }.Create(1, access.Length, peer => access[peer], []);
        double Median(LatencyModel m) => Samples.Median([.. Enumerable.Range(0, 40_000).Select(i => 2 * m.OneWay(i % 1999, (i * 7919 + 1 + i) % 2000, 0) / 10_000.0)]);

        output.WriteLine($"median RTT {Median(campus):0.0} ms for campus hosts, {Median(model):0.0} ms for the default mix of access links, {Median(bare):0.0} ms without access delays; PlanetLab 135.0 ms");
        Assert.InRange(Median(campus), 135 * 0.9, 135 * 1.1);
        Assert.True(Median(model) > Median(campus));
    }

    [SharedDataFact("planetlab/PlanetLabData_1")]
    [Trait("duration", "long")]
    [Trait("fidelity", "workloads")]
    public void The_PlanetLab_matrix_has_its_published_figures_after_loading()
    {
        LatencyMatrix matrix = LatencyMatrix.Load(SharedData.PathOf("planetlab/PlanetLabData_1"));
        int n = matrix.Hosts;
        var values = new List<double>();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (i != j) values.Add(matrix.RoundTrip(i, j));
            }
        }

        double[] all = [.. values];
        long violations = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double direct = matrix.RoundTrip(i, j);
                if (i == j) continue;
                for (int k = 0; k < n; k++)
                {
                    if (k != i && k != j && matrix.RoundTrip(i, k) + matrix.RoundTrip(k, j) < direct) violations++;
                }
            }
        }

        double share = violations / ((double)n * (n - 1) * (n - 2));
        output.WriteLine($"{n} hosts, median {Samples.Median(all):0.00}, p90 {Samples.Quantile(all, 0.9):0.00}, mean {all.Average():0.00}, violations {share:P2}");
        Assert.Equal(490, n);
        Assert.Equal(135.0, Samples.Median(all), 0.1);
        Assert.Equal(290.7, Samples.Quantile(all, 0.9), 0.1);
        Assert.Equal(146.8, all.Average(), 0.1);
        Assert.InRange(share, 0.057, 0.061);
    }

    [Fact]
    public void A_matrix_is_read_with_any_separators_comments_and_blank_lines()
    {
        File.WriteAllText(_file, "# three hosts\n0 10\t20\r\n\n10,0,30.5\n  20 30.5 0  \n");
        LatencyMatrix matrix = LatencyMatrix.Load(_file);

        Assert.Equal(3, matrix.Hosts);
        Assert.Equal(30.5, matrix.RoundTrip(1, 2));
        var model = new MatrixLatency(matrix, 1, 50, Lab.Ms(1), _ => Lab.Ms(2));
        for (int i = 0; i < 49; i++)
        {
            Assert.Contains(model.OneWay(i, i + 1, 0), (long[])[50_000, 90_000, 140_000, 192_500]);
            Assert.True(model.OneWay(i, i + 1, 0) >= model.Minimum);
        }
    }

    [Theory]
    [InlineData("", ":0", "holds no matrix")]
    [InlineData("# nothing\n", ":1", "holds no matrix")]
    [InlineData("0 1\n", ":1", "1 rows, but 2 columns")]
    [InlineData("0 1\n1 0\n1 1\n", ":3", "more than 2 rows")]
    [InlineData("0 1\n1\n", ":2", "1 values, expected 2")]
    [InlineData("0 1\n1 x\n", ":2", "'x' in column 2")]
    [InlineData("0 -1\n1 0\n", ":1", "'-1' in column 2")]
    [InlineData("0 NaN\n1 0\n", ":1", "'NaN' in column 2")]
    [InlineData("0 1e9\n1 0\n", ":1", "'1e9' in column 2")]
    public void A_bad_matrix_is_refused_with_file_line_and_reason(string text, string line, string reason)
    {
        File.WriteAllText(_file, text);
        ScenarioException error = Assert.Throws<ScenarioException>(() => LatencyMatrix.Load(_file));

        Assert.Contains(_file + line, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_matrix_says_where_it_can_be_had()
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => LatencyMatrix.Load(_file + ".none"));
        Assert.Contains("github.com/uofa-rzhu3/NetLatency-Data", error.Message, StringComparison.Ordinal);

        var warnings = new List<string>();
        new MatrixLatencySettings { File = _file + ".none", IfMissing = MissingFile.Synthetic }.Create(1, 10, _ => TimeSpan.Zero, warnings);
        Assert.Single(warnings);
    }
}
