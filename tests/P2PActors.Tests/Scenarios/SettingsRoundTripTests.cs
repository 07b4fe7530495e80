using FsCheck;
using FsCheck.Fluent;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Scenarios;

public class SettingsRoundTripTests
{
    private static readonly Gen<TimeSpan> Durations = Gen.OneOf(
        ArbMap.Default.GeneratorFor<int>().Select(ms => TimeSpan.FromMilliseconds(Math.Abs((long)ms))),
        ArbMap.Default.GeneratorFor<long>().Select(ticks => new TimeSpan(ticks & long.MaxValue)),
        Gen.Elements(TimeSpan.Zero, TimeSpan.MaxValue, new TimeSpan(1)));

    private static readonly Gen<BitRate> Rates = ArbMap.Default.GeneratorFor<NormalFloat>()
        .Select(f => new BitRate(Math.Abs(f.Get) + 1000.0));

    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get);

    private static readonly Gen<SampleLatency> Latencies =
        from a in Durations
        from b in Durations
        from uniform in Gen.Elements(true, false)
        select uniform
            ? (SampleLatency)new SampleUniform { Min = a < b ? a : b, Max = a < b ? b : a }
            : new SampleConstant { Delay = a, Extra = b };

    private static readonly Gen<SampleSettings> Settings =
        from name in Texts
        from peers in Gen.Choose(1, 1_000_000)
        from seed in ArbMap.Default.GeneratorFor<long>()
        from factor in ArbMap.Default.GeneratorFor<NormalFloat>()
        from loss in Gen.Choose(0, 1000)
        from warm in Gen.OneOf(Durations.Select(d => (TimeSpan?)d), Gen.Constant((TimeSpan?)null))
        from frame in Gen.Choose(0, 1 << 20)
        from rate in Rates
        from transport in Gen.Elements(Enum.GetValues<SampleTransport>())
        from latency in Latencies
        from backup in Latencies
        from texts in Gen.ListOf(Texts, 3)
        from at in Gen.ListOf(Durations, 2)
        select new SampleSettings
        {
            Name = name,
            MaxPeers = peers,
            Seed = seed,
            Factor = Math.Abs(factor.Get) + 0.1,
            Loss = loss / 1000.0,
            Trace = peers % 2 == 0,
            WarmUp = warm,
            Frame = new ByteSize(frame),
            Uplink = rate,
            Transport = transport,
            Latency = latency,
            Backup = peers % 3 == 0 ? null : backup,
            Regions = [.. texts],
            Faults = [.. at.Select(t => new SampleFault(t, loss / 1000.0))],
            Links = texts.Distinct().ToDictionary(t => t, _ => new SampleLink(rate, peers % 2 == 0 ? null : rate)),
            Weights = texts.Distinct().ToDictionary(t => t, _ => loss / 7.0),
        };

    [Fact]
    public void What_is_rendered_binds_to_an_equal_record() =>
        Prop.ForAll(Arb.From(Settings), settings =>
        {
            var rendered = SettingsBinder.ToHocon(settings);
            var bound = SettingsBinder.Bind<SampleSettings>(HoconDocument.Parse(rendered.ToText(), "rendered"));
            var again = SettingsBinder.Bind<SampleSettings>(SettingsBinder.ToHocon(bound));
            return SettingsBinder.ToHocon(bound).Equals(rendered) && bound.Equals(again)
                && bound.Name == settings.Name && bound.Factor.Equals(settings.Factor) && bound.Uplink == settings.Uplink
                && bound.Latency == settings.Latency && bound.Backup == settings.Backup && bound.WarmUp == settings.WarmUp
                && bound.Regions.SequenceEqual(settings.Regions) && bound.Faults.SequenceEqual(settings.Faults)
                && bound.Links.All(link => link.Value == settings.Links[link.Key]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_variant_by_itself_is_rendered_with_its_name()
    {
        var rendered = SettingsBinder.ToHocon(new SampleUniform());
        Assert.Equal("model = uniform\nextra = 0s\nmin = 10ms\nmax = 100ms\n", rendered.ToText());
        Assert.Equal(new SampleUniform(), SettingsBinder.Bind<SampleLatency>(rendered));
        Assert.Equal(new SampleUniform(), SettingsBinder.Bind<SampleUniform>(rendered));
    }

    [Fact]
    public void What_no_scenario_can_say_cannot_be_rendered() =>
        Assert.Throws<ArgumentException>(() => SettingsBinder.ToHocon(new SampleSettings { Factor = double.NaN }));
}
