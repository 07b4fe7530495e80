using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// Checks that no unit is lost: each that was cut from the tape is in the database, and each in the database is put away, or
/// somebody or something is still to act on it, and in time.
/// </summary>
internal sealed class UnitsCheck(VolunteerRun run) : IInvariantCheck
{
    public const string Rule = "every unit that was made is put away, or has a copy to be sent, a copy on a host with a deadline, or is to be validated or assimilated (transitioner.cpp)";

    /// <summary>What is due is done at once while the scheduler is on line.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public string Name => "no unit lost";

    public void Check(World world, Action<PeerId, string> violated)
    {
        // The database is the scheduler's, on its machine only.
        if (!world.IsHere(run.Scheduler)) return;
        ProjectDatabase database = run.Database;
        if (database.Created != database.Purged + database.Live)
            violated(run.Scheduler, FormattableString.Invariant($"{database.Created} units made, {database.Purged} put away, {database.Live} under way"));
        TapePosition tape = run.Tape;
        if (world.IsHere(run.Splitter) && database.Created != tape.Next && database.Created != tape.Next + tape.Units)
            violated(run.Scheduler, $"{database.Created} units taken, {tape.Next} to {tape.Next + tape.Units} cut from the tape");
        TimeSpan? now = world.IsOnline(run.Scheduler) ? world.Now : null;
        long lost = long.MaxValue;
        foreach (WorkUnit unit in database.Units)
        {
            if (!IsCaredFor(unit, now)) lost = Math.Min(lost, unit.Number);
        }

        if (lost < long.MaxValue) violated(run.Scheduler, $"nobody cares for unit {UnitName.Of(lost)}");
    }

    private bool IsCaredFor(WorkUnit unit, TimeSpan? now)
    {
        if (unit.NeedsValidation || unit.Assimilation == AssimilateState.Ready)
        {
            bool isForgotten = now - unit.AskedAt > 2 * Scheduler.Patience * run.Settings.Scheduler.DaemonPeriod + Slack;
            return !isForgotten && run.Database.Waiting.ContainsKey(unit.Number);
        }

        foreach (ResultRow result in unit.Results)
        {
            if (result.State == ServerState.Unsent && result.InLine is not null || result.State == ServerState.InProgress && !(now > result.Deadline + Slack)) return true;
        }

        return false;
    }
}
