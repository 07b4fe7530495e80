using P2PActors.Content;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

public class WholeSystem
{
    [Fact]
    public void Servents_find_each_other_search_and_download()
    {
        ScenarioSettings scenario = GnutellaWorld.Quiet(60, minutes: 20) with
        {
            Network = new NetworkSettings(),
            Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(5), StartAfter = TimeSpan.FromMinutes(2) },
        };
        (SystemRun run, SystemResult result) = GnutellaWorld.Run(scenario, new GnutellaSettings { Ping = new GnutellaPingSettings { Interval = TimeSpan.FromMinutes(5) } });
        Assert.Equal(0, result.Report.ValueOf("handlerFailures"));
        Assert.True(result.Report.ValueOf("giantComponent") > 0.95);
        Assert.InRange(result.Report.ValueOf("degree.mean")!.Value, 5, 9);
        Assert.InRange(result.Report.ValueOf("successRate")!.Value, 0.9, 1); // searches that are still open count neither way
        Assert.True(result.Report.ValueOf("downloads.completed") > 0.5);
        Assert.Equal(0, result.Report.ValueOf("violations"));
    }
}
