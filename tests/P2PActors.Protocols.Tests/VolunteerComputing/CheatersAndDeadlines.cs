using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Reports;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>Wrong results and lost copies, against the laws of chance: what the shipped experiments show, with their parts known.</summary>
public sealed class CheatersAndDeadlines
{
    private const int Hosts = 200;

    /// <summary>A fifth of the hosts return the same made-up signals, as fast as others search; quotas do not bind.</summary>
    private static readonly VolunteerSettings Cheated = VolunteerRuns.Quick with
    {
        Cheating = new CheatingSettings { Share = 0.2, Kind = CheatKind.Colluding, Effort = 1 },
        Scheduler = VolunteerRuns.Quick.Scheduler with { DailyQuota = 10_000 },
        Sky = new SkySettings { Compute = Computing.Model, Interference = 4 },
    };

    /// <summary>Each host, by how often it is given a copy: in proportion to its speed.</summary>
    private static readonly (double Share, bool Cheats)[] Urn = Shares();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_the_accepted_results_as_many_are_wrong_as_the_quorum_lets_pass(int quorum)
    {
        SystemResult result = RunWith(new ReplicationSettings { Target = quorum, Quorum = quorum });
        (double one, double two, double split) = Draw();
        // One is believed; of two the third decides where they differ, which a quorum of 3 asks at once.
        double expected = quorum == 1 ? one : two, copies = quorum == 2 ? 2 + split : quorum;
        double units = result.Report.ValueOf("units")!.Value, wrong = result.Report.ValueOf("wrongAccepted")!.Value;

        Assert.InRange(one, 0.15, 0.3);
        Assert.InRange(two / (one * one * (3 - 2 * one)), 0.9, 1.1); // q^2 (3 - 2q) but for hosts not being asked twice
        Assert.True(units > 5000, $"{units} units");
        Assert.Equal(expected, wrong, 4 * Math.Sqrt(expected * (1 - expected) / units));
        // A few of those that need a third copy are still waiting for it at the end.
        Assert.Equal(copies, result.Report.ValueOf("copiesPerUnit")!.Value, quorum == 2 ? 4 * Math.Sqrt(split * (1 - split) / units) + 0.02 * split : 1e-9);
    }

    [Fact]
    public void Adaptive_replication_lets_pass_what_an_urn_of_hosts_with_their_records_lets_pass()
    {
        SystemResult result = RunWith(new ReplicationSettings { Adaptive = true });
        double units = result.Report.ValueOf("units")!.Value, wrong = result.Report.ValueOf("wrongAccepted")!.Value, copies = result.Report.ValueOf("copiesPerUnit")!.Value;
        (double expectedWrong, double expectedCopies) = DrawWithRecords((int)units);

        Assert.True(units > 10_000, $"{units} units");
        // Two samples of so many units each.
        Assert.Equal(expectedWrong, wrong, 4 * Math.Sqrt(2 * expectedWrong * (1 - expectedWrong) / units));
        Assert.Equal(expectedCopies, copies, 0.05 * expectedCopies);
        Assert.True(copies < 2, $"{copies} copies");
    }

    [Fact]
    public void Units_wait_for_the_delay_bound_if_one_of_their_copies_is_lost_or_both()
    {
        const double Lost = 0.3, Day = 86400;
        const int Pairs = 60, Each = 10, Units = Pairs * Each;
        (int early, int all, int lost) = (0, 0, 0);
        foreach (double days in (double[])[6.9, 8])
        {
            var random = new RandomStream(7);
            var stage = new ProjectStage(2 * Pairs + 4 * Pairs, ProjectStage.Plain with { Scheduler = ProjectStage.Plain.Scheduler with { Ready = 2 * Units } });
            lost = 0;
            for (int i = 0; i < 2 * Pairs; i++)
            {
                stage.Hosts[i].AsksAt(60 + i, 85_000);
                for (int task = 0; task < Each; task++)
                {
                    if (random.NextBool(Lost)) lost++;
                    else stage.Hosts[i].ReturnsAt(1000 + 10 * i + task / 2.0, task);
                }
            }

            // Others take what is to be repeated when the time of all is over.
            for (int i = 2 * Pairs; i < stage.Hosts.Length; i++)
            {
                stage.Hosts[i].AsksAt(7 * Day + 300 + 5 * i, 85_000);
                for (int task = 0; task < Each; task++) stage.Hosts[i].ReturnsAt(7 * Day + 2000 + 10 * i + task / 2.0, task);
            }

            stage.Play(days * Day);
            if (days < 7) early = (int)stage["units"];
            else all = (int)stage["units"];
            Assert.Equal(days < 7 ? 0 : lost, stage["copies.timedOut"]);
        }

        Assert.True(all >= Units, $"{all} units");
        double expected = 1 - (1 - Lost) * (1 - Lost);
        Assert.Equal(expected, 1 - (double)early / Units, 4 * Math.Sqrt(expected * (1 - expected) / Units));
    }

    private static SystemResult RunWith(ReplicationSettings replication) =>
        VolunteerRuns.Run(VolunteerRuns.Scenario with { Peers = Hosts, Duration = TimeSpan.FromHours(14) }, Cheated with { Replication = replication });

    private static (double Share, bool Cheats)[] Shares()
    {
        HostProfile[] hosts = [.. Enumerable.Range(0, Hosts).Select(i => HostProfile.Of(1, new PeerId(i), Cheated))];
        double speed = hosts.Sum(h => h.Speed);
        return [.. hosts.Select(h => (h.Speed / speed, h.IsCheater))];
    }

    /// <summary>Chances, if a unit goes to one host after another and never to one twice: that the first cheats, that two of the
    /// first three do, and that the first two differ.</summary>
    private static (double One, double Two, double Split) Draw()
    {
        double cheating = Urn.Sum(h => h.Cheats ? h.Share : 0), two = 0, split = 0;
        for (int i = 0; i < Hosts; i++)
        {
            for (int j = 0; j < Hosts; j++)
            {
                if (i == j) continue;
                double both = Urn[i].Share * Urn[j].Share / (1 - Urn[i].Share);
                double cheatingOfTwo = (Urn[i].Cheats ? Urn[i].Share : 0) + (Urn[j].Cheats ? Urn[j].Share : 0);
                if (Urn[i].Cheats != Urn[j].Cheats)
                {
                    split += both;
                    two += both * (cheating - cheatingOfTwo) / (1 - Urn[i].Share - Urn[j].Share);
                }
                else if (Urn[i].Cheats)
                {
                    two += both;
                }
            }
        }

        return (cheating, two, split);
    }

    /// <summary>Units drawn one after the other by the rules of adaptive replication: nothing but an urn and a record of each host.</summary>
    private static (double Wrong, double Copies) DrawWithRecords(int units)
    {
        var random = new Random(1);
        int[] valid = new int[Hosts];
        int wrong = 0, copies = 0;
        for (int unit = 0; unit < units; unit++)
        {
            int first = Another(-1, -1);
            if (valid[first] >= 10 && random.NextDouble() < 1 - 1.0 / valid[first])
            {
                copies++;
                wrong += Urn[first].Cheats ? 1 : 0;
                continue;
            }

            int second = Another(first, -1), third = Urn[first].Cheats == Urn[second].Cheats ? -1 : Another(first, second);
            bool accepted = third < 0 ? Urn[first].Cheats : Urn[third].Cheats;
            wrong += accepted ? 1 : 0;
            foreach (int host in (int[])[first, second, third])
            {
                if (host < 0) continue;
                copies++;
                valid[host] = Urn[host].Cheats == accepted ? valid[host] + 1 : 0;
            }
        }

        return ((double)wrong / units, (double)copies / units);

        int Another(int not, int nor)
        {
            while (true)
            {
                double at = random.NextDouble();
                int host = 0;
                while (host < Hosts - 1 && (at -= Urn[host].Share) >= 0) host++;
                if (host != not && host != nor) return host;
            }
        }
    }
}
