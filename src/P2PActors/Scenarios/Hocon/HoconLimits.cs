namespace P2PActors.Scenarios.Hocon;

/// <summary>Bounds that no honest scenario meets, so that a broken one ends in one clear message.</summary>
internal static class HoconLimits
{
    public const int FileBytes = 4_000_000;
    public const int Depth = 100;
    public const int IncludedFiles = 1_000;
    public const int SubstitutionChain = 200;
    public const int TextLength = 1_000_000;
    public const int ResolvedValues = 1_000_000;
    public const int ResolveSteps = 2_000_000;
}
