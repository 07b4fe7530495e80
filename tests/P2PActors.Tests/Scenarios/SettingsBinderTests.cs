using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

public class SettingsBinderTests
{
    private static SampleSettings Bind(string text) => SettingsBinder.Bind<SampleSettings>(HoconDocument.Parse(text, "s.conf"));

    private static List<ScenarioError> Errors(string text)
    {
        var errors = new List<ScenarioError>();
        Assert.Null(SettingsBinder.Bind<SampleSettings>(HoconDocument.Parse(text, "s.conf"), "", errors));
        return errors;
    }

    [Fact]
    public void What_is_not_given_keeps_its_default()
    {
        var bound = Bind("{}");
        Assert.Equal(100, bound.MaxPeers);
        Assert.Equal(["eu", "us"], bound.Regions);
        Assert.IsType<SampleUniform>(bound.Latency);
        Assert.Null(bound.Backup);
        Assert.Equal(bound, Bind("# nothing"));
    }

    [Fact]
    public void A_preset_named_by_a_year_is_found()
    {
        var bound = SettingsBinder.Bind<NetworkSettings>(HoconDocument.Parse("links = 2001", "s.conf"));
        Assert.Equal(new NetworkSettings().Links.Shares, bound.Links.Shares);
        bound = SettingsBinder.Bind<NetworkSettings>(HoconDocument.Parse("links { preset = 2001 }", "s.conf"));
        Assert.Equal(new NetworkSettings().Links.Shares, bound.Links.Shares);
    }

    [Fact]
    public void Every_type_is_bound()
    {
        var bound = Bind("""
            name = my run
            max-peers = 1e3, seed = 9223372036854775807, factor = 0.5, loss = 30%, trace = on
            duration = 2 hours, warm-up = 5s, frame = 16KiB, uplink = 1.5MBPS, transport = long-lived-stream
            latency { model = constant, delay = 7ms, extra = 1ms }
            backup = lan
            regions = [asia]
            faults = [{ at = 1m, share = 0.1 }, { at = 2m }]
            links { "my link" { up = 1Mbps, down = 2Mbps } }
            weights { a = 1, b = 2.5 }
            """);
        Assert.Equal("my run", bound.Name);
        Assert.Equal(1000, bound.MaxPeers);
        Assert.Equal(long.MaxValue, bound.Seed);
        Assert.Equal(0.5, bound.Factor);
        Assert.Equal(0.3, bound.Loss);
        Assert.True(bound.Trace);
        Assert.Equal(TimeSpan.FromHours(2), bound.Duration);
        Assert.Equal(TimeSpan.FromSeconds(5), bound.WarmUp);
        Assert.Equal(new ByteSize(16384), bound.Frame);
        Assert.Equal(BitRate.FromMbps(1.5), bound.Uplink);
        Assert.Equal(SampleTransport.LongLivedStream, bound.Transport);
        Assert.Equal(new SampleConstant { Delay = TimeSpan.FromMilliseconds(7), Extra = TimeSpan.FromMilliseconds(1) }, bound.Latency);
        Assert.Equal(new SampleConstant { Delay = TimeSpan.FromMilliseconds(1) }, bound.Backup);
        Assert.Equal(["asia"], bound.Regions);
        Assert.Equal([new(TimeSpan.FromMinutes(1), 0.1), new(TimeSpan.FromMinutes(2), 0.5)], bound.Faults);
        Assert.Equal(BitRate.FromMbps(2), bound.Links["my link"].Down);
        Assert.Equal(2.5, bound.Weights["b"]);
    }

    [Theory]
    [InlineData("latency = uniform", 10, 100)]
    [InlineData("latency { max = 200ms }", 10, 200)]
    [InlineData("latency = internet-2002", 40, 100)]
    [InlineData("latency { preset = internet-2002, max = 50ms }", 40, 50)]
    [InlineData("latency { preset = internet-2002, model = uniform }", 40, 100)]
    public void A_choice_is_named_refined_or_preset(string text, int min, int max)
    {
        var latency = Assert.IsType<SampleUniform>(Bind(text).Latency);
        Assert.Equal((min, max), (latency.Min.TotalMilliseconds, latency.Max.TotalMilliseconds));
    }

    [Theory]
    [InlineData("max-peers = 0", "max-peers", "found 0, expected a whole number from 1 to 1000000 (peers)")]
    [InlineData("max-peers = 99999999999999999999", "max-peers", "expected a whole number from 1 to 1000000")]
    [InlineData("max-peers = 1e300", "max-peers", "expected a whole number from 1 to 1000000")]
    [InlineData("max-peers = 1.5", "max-peers", "found 1.5, which has a fraction, expected a whole number")]
    [InlineData("max-peers = many", "max-peers", "found 'many', expected a whole number")]
    [InlineData("max-peers = [1]", "max-peers", "found a list, expected a whole number")]
    [InlineData("max-peers = null", "max-peers", "found null, expected a whole number")]
    [InlineData("seed = 9223372036854775808", "seed", "from -9223372036854775808 to 9223372036854775807")]
    [InlineData("factor = NaN", "factor", "found 'NaN', expected a number")]
    [InlineData("factor = Infinity", "factor", "found 'Infinity', expected a number")]
    [InlineData("factor = 1e999", "factor", "found 1e999, expected a number of at least 0.1")]
    [InlineData("factor = 30%", "factor", "found '30%', expected a number")]
    [InlineData("loss = 101%", "loss", "expected a share such as 0.3 or 30% from 0 to 1")]
    [InlineData("loss = -0.1", "loss", "from 0 to 1")]
    [InlineData("trace = maybe", "trace", "expected true or false")]
    [InlineData("duration = 30", "duration", "found 30 without a unit, expected a duration such as 200ms or 5m (units ns, us, ms, s, m, h, d, w) from 1s to 30d")]
    [InlineData("duration = 10 fortnights", "duration", "with an unknown unit")]
    [InlineData("duration = 31d", "duration", "from 1s to 30d")]
    [InlineData("duration = 99999999999999999999d", "duration", "from 1s to 30d")]
    [InlineData("warm-up = -1s", "warm-up", "of at least 0s")]
    [InlineData("warm-up = 1ns", "warm-up", "expected a duration")]
    [InlineData("frame = 1500", "frame", "found 1500 without a unit, expected a size")]
    [InlineData("frame = -1kB", "frame", "expected a size")]
    [InlineData("frame = 2MiB", "frame", "of at most 1MiB")]
    [InlineData("uplink = 0bps", "uplink", "expected a data rate")]
    [InlineData("uplink = 10MB", "uplink", "with an unknown unit")]
    [InlineData("transport = datagramm", "transport", "expected one of datagram, long-lived-stream; did you mean 'datagram'?")]
    [InlineData("maxPeers = 1", "maxPeers", "did you mean 'max-peers'?")]
    [InlineData("max_peers = 1", "max_peers", "did you mean 'max-peers'?")]
    [InlineData("max-pears = 1", "max-pears", "did you mean 'max-peers'?")]
    [InlineData("something-else-entirely = 1", "something-else-entirely", "expected one of: name, max-peers, seed")]
    [InlineData("latency = 5", "latency", "found 5, expected a section { ... } or one of constant, uniform, lan, internet-2002")]
    [InlineData("latency = unifrom", "latency", "did you mean 'uniform'?")]
    [InlineData("latency { model = warp }", "latency.model", "found 'warp', expected one of constant, uniform")]
    [InlineData("latency { preset = lam }", "latency.preset", "did you mean 'lan'?")]
    [InlineData("latency { preset = lan, model = uniform }", "latency.model", "the preset 'lan' is of model constant")]
    [InlineData("latency { model = constant, delay = 1ms, max = 1s }", "latency.max", "belongs to model = uniform, but model = constant is chosen")]
    [InlineData("latency { delay = 1ms }", "latency.delay", "belongs to model = constant, but model = uniform is chosen")]
    [InlineData("latency { model = constant }", "latency.delay", "is required; expected a duration")]
    [InlineData("latency { max = 1ms }", "latency.max", "found less than min")]
    [InlineData("backup { extra = 1ms }", "backup.model", "is required; expected one of constant, uniform")]
    [InlineData("regions = eu", "regions", "found 'eu', expected a list [ ... ]")]
    [InlineData("regions = [eu, [us]]", "regions[1]", "found a list, expected a text")]
    [InlineData("faults = [{ share = 1 }]", "faults[0].at", "is required")]
    [InlineData("faults = [{ at = 1s, shares = 1 }]", "faults[0].shares", "did you mean 'share'?")]
    [InlineData("links = 5", "links", "expected a section")]
    [InlineData("links { \"a b\" { up = x } }", "links.\"a b\".up", "expected a data rate")]
    [InlineData("weights { a = -1 }", "weights.a", "of at least 0")]
    public void A_wrong_setting_is_one_error_that_says_what_was_found_and_expected(string text, string key, string message)
    {
        var error = Assert.Single(Errors(text));
        Assert.Equal("s.conf:1", error.Place);
        Assert.Equal(key, error.Key);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_at_once_in_file_order()
    {
        var errors = Errors("weights { a = x }\nlatency {\n  max = 1\n  mni = 1s\n}\nmax-peers = 0\nfoo = 1");
        Assert.Equal(["s.conf:1", "s.conf:3", "s.conf:4", "s.conf:6", "s.conf:7"], errors.Select(e => e.Place));
    }

    [Fact]
    public void A_section_is_bound_by_its_path_and_the_full_key_is_named()
    {
        var root = HoconDocument.Parse("systems { chord {\n min = 1 \n} }", "s.conf");
        var errors = new List<ScenarioError>();
        Assert.Null(SettingsBinder.Bind<SampleUniform>(root, "systems.chord", errors));
        Assert.Equal(("s.conf:2", "systems.chord.min"), (errors[0].Place, errors[0].Key));
        Assert.Equal(new SampleUniform(), SettingsBinder.Bind<SampleUniform>(root, "systems.napster"));
        errors.Clear();
        Assert.Null(SettingsBinder.Bind<SampleUniform>(root, "systems.chord.min.deeper", errors));
        Assert.Equal("systems.chord.min", Assert.Single(errors).Key);
    }

    [Fact]
    public void Keys_that_others_judge_are_left_alone()
    {
        var errors = new List<ScenarioError>();
        var root = HoconDocument.Parse("systems { x = 1 }", "s.conf");
        Assert.NotNull(SettingsBinder.Bind<SampleSettings>(root, "", errors, new HashSet<string> { "systems" }));
        Assert.Empty(errors);
    }

    [Fact]
    public void A_choice_can_be_bound_by_its_abstract_record()
    {
        var root = HoconDocument.Parse("l { model = constant, delay = 1s }", "s.conf");
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<SampleConstant>(SettingsBinder.Bind<SampleLatency>(root, "l")).Delay);
        Assert.Throws<ScenarioException>(() => SettingsBinder.Bind<SampleLatency>(root, "m"));
    }

    private sealed record Unbindable
    {
        [Setting("A list that could be changed.")] public List<int> Numbers { get; init; } = [];
    }

    private sealed record BadBound
    {
        [Setting("A duration.", Min = "soon")] public TimeSpan After { get; init; }
    }

    [Theory]
    [InlineData(typeof(Unbindable))]
    [InlineData(typeof(BadBound))]
    public void A_record_described_wrongly_is_its_author_s_error(Type type) =>
        Assert.Throws<InvalidOperationException>(() => SettingsBinder.Bind(type, HoconDocument.Parse("{}", "s.conf"), "", []));

    [Fact]
    public void A_setting_that_may_be_none_takes_null() => Assert.Null(Bind("warm-up = 1s\nwarm-up = null").WarmUp);

    [Fact]
    public void Errors_of_overrides_come_after_those_of_the_file()
    {
        var root = HoconDocument.Parse("seed = x\nmax-peers = 5\nfactor = y", "s.conf").With("name", "[1]");
        var errors = new List<ScenarioError>();
        SettingsBinder.Bind<SampleSettings>(root, "", errors);
        Assert.Equal(["s.conf:1", "s.conf:3", "--set"], errors.Select(e => e.Place));
    }

    [Fact]
    public void An_override_is_named_as_the_place() =>
        Assert.Equal("--set", Assert.Throws<ScenarioException>(() => SettingsBinder.Bind<SampleSettings>(
            HoconDocument.Parse("max-peers = 5", "s.conf").With("max-peers", "many"))).Errors[0].Place);
}
