using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// What the parts of the project say to each other. In BOINC they share a database and a file system; what these would carry
/// over the wire is not documented, and the sizes here are those of rows and files.
/// </summary>
internal static class ProjectSizes
{
    /// <summary>A statement of SQL and its answer, without rows.</summary>
    public const int Statement = 100;

    /// <summary>A row of the tables of units or results.</summary>
    public const int Row = 200;
}

/// <summary>The scheduler wants more units.</summary>
internal sealed record UnitsWanted(int Count) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement;
}

/// <summary>A unit as the splitter has made it.</summary>
internal readonly record struct MadeUnit(long Unit, int Bytes, UInt128 Checksum);

/// <summary>The splitter has made units whose input is stored. Batches are numbered: one that comes twice counts once.</summary>
internal sealed record UnitsMade(int Batch, MadeUnit[] Units) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement + ProjectSizes.Row * Units.Length;

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"UnitsMade {{ batch {Batch}: {StateText.Count(Units.Length, "unit")} }}");
}

/// <summary>The scheduler has the units of a batch.</summary>
internal sealed record UnitsTaken(int Batch) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement;
}

/// <summary>The splitter stores the inputs of a batch on the data server.</summary>
internal sealed record StoreInputs(int Batch, InputFile[] Files) : Message
{
    /// <inheritdoc />
    public override int WireSize
    {
        get
        {
            long bytes = ProjectSizes.Statement;
            foreach (InputFile file in Files) bytes += file.Bytes;
            return (int)Math.Min(bytes, int.MaxValue);
        }
    }

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"StoreInputs {{ batch {Batch}: {StateText.Count(Files.Length, "file")} }}");
}

/// <summary>The data server has stored the inputs of a batch.</summary>
internal sealed record InputsStored(int Batch) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement;
}

/// <summary>A result that is to be validated.</summary>
/// <param name="Copy">Which copy of the unit.</param>
/// <param name="Claim">Credit it asks for.</param>
internal readonly record struct Candidate(int Copy, double Claim);

/// <summary>The scheduler wants results of a unit compared.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Quorum">Results needed.</param>
/// <param name="Canonical">The copy that was already found right; -1 for none.</param>
/// <param name="CanonicalCredit">Credit it was given.</param>
/// <param name="Candidates">What to compare, the canonical one included.</param>
internal sealed record ValidationOrder(long Unit, int Quorum, int Canonical, double CanonicalCredit, Candidate[] Candidates) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement + ProjectSizes.Row * (1 + Candidates.Length);

    /// <inheritdoc />
    public override string ToString() => $"ValidationOrder {{ {UnitName.Of(Unit)}, copies {string.Join(' ', Candidates.Select(static c => c.Copy))}{(Canonical >= 0 ? $", canonical {Canonical}" : "")} }}";
}

/// <summary>What the validator says of one copy.</summary>
internal readonly record struct Verdict(int Copy, ValidateState State, double Credit);

/// <summary>The validator's answer.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Canonical">The copy that is right; -1 if there is no agreement.</param>
/// <param name="IsSuspicious">A single result was not believed: others are to be asked.</param>
/// <param name="Verdicts">What was found of each copy.</param>
internal sealed record UnitValidated(long Unit, int Canonical, bool IsSuspicious, Verdict[] Verdicts) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement + ProjectSizes.Row * (1 + Verdicts.Length);

    /// <inheritdoc />
    public override string ToString() => $"UnitValidated {{ {UnitName.Of(Unit)}, {string.Join(", ", Verdicts.Select(static v => $"{v.Copy} {v.State}"))}{(Canonical >= 0 ? $", canonical {Canonical}" : "")} }}";
}

/// <summary>Validator or assimilator wants output files of a unit.</summary>
internal sealed record OutputsWanted(long Unit, int[] Copies) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement * (1 + Copies.Length);

    /// <inheritdoc />
    public override string ToString() => $"OutputsWanted {{ {UnitName.Of(Unit)}, copies {string.Join(' ', Copies)} }}";
}

/// <summary>An output file; no findings where there is none.</summary>
internal readonly record struct StoredOutput(int Copy, Findings? Findings);

/// <summary>The output files of a unit.</summary>
internal sealed record StoredOutputs(long Unit, StoredOutput[] Outputs) : Message
{
    /// <inheritdoc />
    public override int WireSize
    {
        get
        {
            int bytes = ProjectSizes.Statement;
            foreach (StoredOutput output in Outputs) bytes += output.Findings is { } findings ? OutputFile.SizeOf(findings) : ProjectSizes.Statement;
            return bytes;
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"StoredOutputs {{ {UnitName.Of(Unit)}, {string.Join(", ", Outputs.Select(static o => o.Findings is { } f ? $"{o.Copy} with {StateText.Count(f.Signals.Length, "signal")}" : $"{o.Copy} missing"))} }}";
}

/// <summary>The scheduler has a unit that is finished, or given up.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Canonical">The copy that is right; -1 if the unit is given up.</param>
internal sealed record AssimilationOrder(long Unit, int Canonical) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement + ProjectSizes.Row;

    /// <inheritdoc />
    public override string ToString() => $"AssimilationOrder {{ {UnitName.Of(Unit)}, {(Canonical >= 0 ? $"canonical {Canonical}" : "given up")} }}";
}

/// <summary>The assimilator has put a unit away.</summary>
internal sealed record UnitAssimilated(long Unit) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement;

    /// <inheritdoc />
    public override string ToString() => $"UnitAssimilated {{ {UnitName.Of(Unit)} }}";
}

/// <summary>The files of units are not needed any more.</summary>
internal sealed record DeleteFiles(long[] Units) : Message
{
    /// <inheritdoc />
    public override int WireSize => ProjectSizes.Statement * (1 + Units.Length);

    /// <inheritdoc />
    public override string ToString() => $"DeleteFiles {{ {UnitName.List(Units.Select(UnitName.Of), Units.Length)} }}";
}
