namespace P2PActors.Tests;

/// <summary>Where the public data sets are: the folder named by P2PACTORS_DATA, else <c>shared/data</c> beside a parent folder.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string PathOf(string file) =>
        Path.Combine(Folder ?? throw new InvalidOperationException("No data folder; mark the test [SharedDataFact]."), file);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("P2PACTORS_DATA");
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}

/// <summary>A test that needs a file of the data folder; reported as skipped where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] files)
    {
        string? missing = SharedData.Folder is null
            ? "the folder shared/data"
            : Array.Find(files, file => !File.Exists(SharedData.PathOf(file)));
        if (missing is not null)
            Skip = $"Needs {missing}, which is not here; set P2PACTORS_DATA to the folder of the data sets (SNAP p2p-Gnutella: snap.stanford.edu/data).";
    }
}
