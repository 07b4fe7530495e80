namespace P2PActors.Cli.Tests;

public sealed class ReadmeScenario : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_scenario_in_the_README_is_right()
    {
        string readme = File.ReadAllText(Path.Combine(Cli.RepositoryRoot, "README.md"));
        int from = readme.IndexOf("```hocon\n", StringComparison.Ordinal) + "```hocon\n".Length;
        string scenario = readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
        CliResult result = Cli.Run("validate", _scratch.Write("readme.conf", scenario));
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
    }
}
