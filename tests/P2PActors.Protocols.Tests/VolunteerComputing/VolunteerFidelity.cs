using System.Numerics;
using P2PActors.Churn;
using P2PActors.Engine;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Protocols.VolunteerComputing.Science;
using P2PActors.Protocols.VolunteerComputing.Wire;
using P2PActors.Reports;
using P2PActors.Scenarios;
using Xunit.Abstractions;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>Published figures and rules of SETI@home and BOINC, found again.</summary>
[Trait("fidelity", "volunteers")]
public sealed class VolunteerFidelity(ITestOutputHelper output)
{
    private void Card(string figure, string expected, FormattableString measured) => output.WriteLine($"{figure} | expected {expected} | measured {FormattableString.Invariant(measured)}");

    [Fact]
    public void Check_1_A_unit_lasts_107_seconds_and_its_file_has_a_third_of_a_megabyte()
    {
        string text = PrintableSamples.Encode(new byte[WorkUnitFile.RawBytes]);
        int printable = text.Count(c => c != '\n');
        Card("seconds; bytes; characters of a unit", "107.374; 262,144; 349,528", $"{WorkUnitFile.Seconds:0.000}; {WorkUnitFile.RawBytes}; {printable}");
        Assert.Equal(107.374, WorkUnitFile.Seconds, 0.001);
        Assert.Equal(262_144, WorkUnitFile.RawBytes);
        // 4 / 3 of the bytes are 349,525.3 characters; the encoder writes whole groups of four for each three bytes begun (xml_util.h).
        Assert.Equal((262_144 + 2) / 3 * 4, printable);
        Assert.Equal(349_528, printable);
        Assert.Equal(text.Length, PrintableSamples.LengthOf(WorkUnitFile.RawBytes));
        Assert.InRange(new VolunteerSettings().Unit.Size.Bytes, 340_000, 361_000);
    }

    [Fact]
    public void Check_2_Noise_fills_the_spectra_as_the_exponential_law_says()
    {
        Complex[] samples = SampleBits.Unpack(Recording.Single(7, 0, [], WorkUnitFile.Samples, SearchPlan.MostLength));
        int above = 0, spikes = 0;
        var block = new Complex[SearchPlan.MostLength];
        for (int b = 0; b < 8; b++)
        {
            Array.Copy(samples, b * block.Length, block, 0, block.Length);
            SearchKernel.Transform(block);
            double mean = block.Skip(1).Average(c => c.Real * c.Real + c.Imaginary * c.Imaginary);
            above += block.Skip(1).Count(c => c.Real * c.Real + c.Imaginary * c.Imaginary > 10 * mean);
            spikes += block.Skip(1).Count(c => c.Real * c.Real + c.Imaginary * c.Imaginary > SearchPlan.SpikeThreshold * mean);
        }

        Card("bins beyond 10 means in 2^20; beyond 24", "47.6 +- 28; 0", $"{above}; {spikes}");
        Assert.InRange(above, 47.6 - 4 * 6.9, 47.6 + 4 * 6.9);
        Assert.Equal(0, spikes);
    }

    [Fact]
    public void Check_3_A_tone_of_60_means_that_drifts_5_Hz_a_second_is_found_at_that_drift_and_at_no_other()
    {
        const double Frequency = 13_422 * WorkUnitFile.SampleRate / SearchPlan.MostLength; // 1,000 Hz
        byte[] data = Recording.Single(7, 1, [new Tone(ToneOrigin.Ringer, Frequency, 5, 60)], WorkUnitFile.Samples, SearchPlan.MostLength);
        Signal[] at5 = new SearchKernel(new SearchPlan(WorkUnitFile.Samples, [SearchPlan.MostLength], 1, 5)).Search(data).Findings.Signals;
        Signal[] at4 = new SearchKernel(new SearchPlan(WorkUnitFile.Samples, [SearchPlan.MostLength], 1, 4)).Search(data).Findings.Signals;
        Signal[] found = [.. at5.Where(s => s.Chirp == 5 && Math.Abs(s.Frequency - 5 * s.Time - Frequency) < 0.01)];

        Card("blocks of 8 with the tone at its drift; 1 Hz/s off", "at least 6; 0", $"{found.Length}, mean power {found.Average(s => s.Peak):0.0}; {at4.Length}");
        Assert.InRange(found.Length, 6, 8);
        Assert.Equal(found.Length, at5.Length);
        Assert.Empty(at4);
    }

    [Fact]
    public void Check_4_The_step_of_the_drift_rates_is_that_of_the_client()
    {
        double seconds = SearchPlan.MostLength / WorkUnitFile.SampleRate, step = SearchPlan.StepFor(seconds, seconds);
        Card("step of drift rates for spectra of 131,072", "0.001849 Hz/s", $"{step:0.000000}");
        Assert.Equal(0.001849, step, 0.000001);
        Assert.Equal(step, SearchPlan.For(WorkUnitFile.Samples, 5).DriftStep);
    }

    [Fact]
    public void Check_5_With_5_percent_of_errors_a_unit_takes_2_105_copies()
    {
        SystemResult result = VolunteerRuns.Run(
            VolunteerRuns.Scenario with { Peers = 60, Duration = TimeSpan.FromHours(30) },
            VolunteerRuns.Quick with { Hosts = VolunteerRuns.Quick.Hosts with { CrashRate = 0.05 } });
        double copies = result.Value("copiesPerUnit"), units = result.Value("units");
        Card("copies of a unit, 5 % of errors", "2 / 0.95 = 2.105", $"{copies:0.000} of {units} units");
        Assert.True(units > 1500, $"{units} units");
        // The standard deviation of the number of copies is sqrt(2 * 0.05) / 0.95 = 0.33.
        Assert.Equal(2 / 0.95, copies, 4 * 0.33 / Math.Sqrt(units));
        // Four errors before two successes: 5 * 0.05^4 * ..., 3e-5 a unit.
        Assert.InRange(result.Value("units.givenUp"), 0, 3);
    }

    [Fact]
    public void Check_6_Units_of_which_a_copy_is_lost_wait_for_the_delay_bound()
    {
        // Both copies of a unit are sent at once; each is lost with probability f.
        const double Lost = 0.1;
        const int Units = 5000;
        var random = new RandomStream(1);
        var database = new ProjectDatabase();
        int timedOut = 0, waiting = 0;
        var transitioner = new Transitioner(database, new ReplicationSettings(), 100) { TimedOut = _ => timedOut++ };
        HostRow[] hosts = [database.HostAt(1, 100), database.HostAt(2, 100)];
        for (int i = 0; i < Units; i++)
        {
            var unit = new WorkUnit(new MadeUnit(i, 1, 0), default, 2, 2);
            database.Add(unit);
            transitioner.Transition(unit);
            Assert.Equal(2, unit.Results.Count);
            foreach (ResultRow result in unit.Results.ToArray())
            {
                (result.State, result.Host) = (ServerState.InProgress, hosts[result.Copy].Id);
                if (random.NextBool(Lost)) continue;
                (result.State, result.Outcome) = (ServerState.Over, Outcome.Success);
            }

            transitioner.Transition(unit);
            // Nothing replaces a lost copy before its time.
            Assert.Equal(2, unit.Results.Count);
            if (unit.NeedsValidation) continue;
            waiting++;
            int missing = unit.Results.Count(r => r.State == ServerState.InProgress);
            foreach (ResultRow result in unit.Results.Where(r => r.State == ServerState.InProgress).ToArray()) transitioner.EndLate(result);
            transitioner.Transition(unit);
            Assert.Equal(2 + missing, unit.Results.Count);
        }

        Card("units that wait for the delay bound, 10 % of copies lost", "1 - 0.9^2 = 19 %", $"{100.0 * waiting / Units:0.0} %");
        Assert.Equal(1 - Math.Pow(1 - Lost, 2), (double)waiting / Units, 4 * Math.Sqrt(0.19 * 0.81 / Units));
        Assert.True(timedOut >= waiting);
    }

    [Fact]
    public void Check_7_Ten_valid_results_earn_trust_of_nine_tenths_and_a_hundred_of_99_hundredths()
    {
        Card("trust after 9, 10, 20, 100 valid results", "0, 0.9, 0.95, 0.99", $"{Scheduler.TrustOf(9)}, {Scheduler.TrustOf(10)}, {Scheduler.TrustOf(20)}, {Scheduler.TrustOf(100)}");
        Assert.Equal([0, 0.9, 0.95, 0.99], new[] { 9, 10, 20, 100 }.Select(Scheduler.TrustOf));
    }

    [Fact]
    public void Check_7_Adaptive_replication_makes_do_with_little_more_than_one_copy_of_a_unit()
    {
        VolunteerSettings settings = VolunteerRuns.Quick with { Replication = new ReplicationSettings { Adaptive = true }, Hosts = VolunteerRuns.Quick.Hosts with { CrashRate = 0 } };
        SystemResult result = VolunteerRuns.Run(VolunteerRuns.Scenario with { Peers = 20, Duration = TimeSpan.FromHours(48) }, settings);
        // Each host begins with ten results that others repeat, and is then checked once in v results, v being its results that were
        // checked: v = 10, 11, 12, ... after 10, 11, 12, ... more units. With 2 copies of the checked and 1 of the others:
        double each = result.Value("copies.returned") / 20, checkedUnits = 10, v = 10;
        for (double units = 10; units < each; units += v, v++) checkedUnits++;
        double expected = 1 + checkedUnits / each / (2 - checkedUnits / each);
        Card("copies of a unit with adaptive replication", FormattableString.Invariant($"about {expected:0.00}"), $"{result.Value("copiesPerUnit"):0.00}, {each:0} results a host");
        Assert.InRange(result.Value("copiesPerUnit"), 1 + 0.6 * (expected - 1), 1 + 1.5 * (expected - 1));
    }

    [Fact]
    public void Check_8_A_host_of_one_GFLOPS_earns_200_cobblestones_in_a_day_of_computing()
    {
        VolunteerSettings settings = VolunteerRuns.Quick with { Hosts = VolunteerRuns.Quick.Hosts with { Speed = 1, Spread = 0, CrashRate = 0 } };
        SystemResult result = VolunteerRuns.Run(VolunteerRuns.Scenario with { Peers = 6, Duration = TimeSpan.FromHours(24) }, settings);
        double valid = result.Value("copies.valid"), credit = result.Value("credit");
        // What was computed and found valid, by its operations.
        double days = valid * settings.Unit.Flops / 1e9 / 86400;
        Card("cobblestones of a day at 1 GFLOPS", "200", $"{credit / days:0.00}");
        Assert.Equal(200, credit / days, 0.1);
    }

    [Fact]
    public void Check_9_One_server_could_feed_the_volunteers_of_2002()
    {
        // 4 million clients, one unit in 17.6 hours each; 8.8 million dispatches a day by one server (e-Science 2005).
        double units = 4e6 / TimeSpan.FromHours(17.6).TotalSeconds, speed = new VolunteerSettings().Unit.Flops / TimeSpan.FromHours(17.6).TotalSeconds;
        Card("units a second of 4 million clients; dispatches a day; speed of a host", "63; below 8.8 million; 100 to 300 MFLOPS", $"{units:0}; {units * 86400 / 1e6:0.0} million; {speed / 1e6:0} MFLOPS");
        Assert.Equal(63, units, 0.5);
        Assert.True(units * 86400 < 8.8e6);
        Assert.InRange(speed / 1e6, 100, 300);
    }
}
