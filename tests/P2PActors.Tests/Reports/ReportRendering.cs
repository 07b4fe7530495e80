using P2PActors.Reports;

namespace P2PActors.Tests.Reports;

/// <summary>Writes the sample reports to the folder named by P2PACTORS_REPORT_SAMPLES, for a look at them; nowhere else.</summary>
public sealed class ReportRendering
{
    [Theory]
    [InlineData("single", 1, false)]
    [InlineData("repeated", 5, false)]
    [InlineData("sweep", 4, true)]
    public void Sample_reports_are_written_for_a_look(string name, int seeds, bool swept)
    {
        string? folder = Environment.GetEnvironmentVariable("P2PACTORS_REPORT_SAMPLES");
        DirectoryInfo? temporary = folder is null ? Directory.CreateTempSubdirectory("p2pactors-report-") : null;
        string directory = Path.Combine(folder ?? temporary!.FullName, name);
        RunDirectory.Write(directory, ReportModelSamples.TwoSystems(seeds, swept ? ["2", "3", "4", "5", "6", "7"] : null), ReportModelSamples.Command, "0.1.0");

        Assert.True(new FileInfo(Path.Combine(directory, "report.html")).Length > 10_000);
        temporary?.Delete(recursive: true);
    }
}
