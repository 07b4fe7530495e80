namespace P2PActors.Cli.Tests;

/// <summary>Runs p2p inside the test, with its output caught.</summary>
internal static class Cli
{
    public static CliResult Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = CommandLine.Invoke(args, output, errors);
        return new CliResult(code, output.ToString(), errors.ToString());
    }

    public static string RepositoryRoot { get; } = FindRoot();

    public static string Shipped(string scenario) => Path.Combine(RepositoryRoot, "hocon", scenario + ".conf");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "P2PActors.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

internal sealed record CliResult(int Code, string Output, string Errors);

/// <summary>A folder of its own for one test.</summary>
public sealed class Scratch : IDisposable
{
    public Scratch() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "p2pactors-" + Path.GetRandomFileName());

    public string this[string name] => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
