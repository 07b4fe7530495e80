namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// The rules by which units and their copies go from one state to the next (BOINC, sched/transitioner.cpp). It changes rows and
/// says what is to be done; it sends nothing.
/// </summary>
internal sealed class Transitioner(ProjectDatabase database, ReplicationSettings settings, int dailyQuota)
{
    /// <summary>Copies that ended by their deadline in all.</summary>
    public Action<ResultRow> TimedOut { get; init; } = static _ => { };

    /// <summary>A unit was given up.</summary>
    public Action<WorkUnit> GivenUp { get; init; } = static _ => { };

    /// <summary>A copy was made.</summary>
    public Action<ResultRow> Made { get; init; } = static _ => { };

    /// <summary>A copy will not be sent.</summary>
    public Action<ResultRow> Unneeded { get; init; } = static _ => { };

    /// <summary>Ends a copy whose host has not answered in time.</summary>
    public void EndLate(ResultRow result)
    {
        result.State = ServerState.Over;
        result.Outcome = Outcome.NoReply;
        HostRow host = database.HostOf(result.Host);
        host.InProgress.Remove(result);
        Punish(host);
        TimedOut(result);
    }

    /// <summary>A host has failed: it gets one unit a day less, whatever it had earned before, and is trusted no more
    /// (sched_result.cpp, got_bad_result; transitioner.cpp, result_timed_out).</summary>
    public void Punish(HostRow host)
    {
        host.Quota = Math.Max(1, Math.Min(dailyQuota, host.Quota) - 1);
        host.ConsecutiveValid = 0;
    }

    /// <summary>A host has returned a result: its quota grows again (sched_result.cpp, got_good_result).</summary>
    public void Encourage(HostRow host)
    {
        if (host.Quota < dailyQuota) host.Quota = Math.Min(dailyQuota, host.Quota * 2);
    }

    /// <summary>A result was found valid: one unit a day more, beyond the daily quota too (validator.cpp, is_valid).</summary>
    public static void Reward(HostRow host) => host.Quota++;

    /// <summary>A result was found invalid: what was earned beyond the daily quota shrinks, and the host is trusted no more
    /// (validator.cpp, is_invalid).</summary>
    public void Distrust(HostRow host)
    {
        host.ConsecutiveValid = 0;
        if (host.Quota > dailyQuota) host.Quota--;
    }

    /// <summary>Looks at a unit again after something has happened to it.</summary>
    public void Transition(WorkUnit unit)
    {
        int unsent = 0, inProgress = 0, successes = 0, errors = 0, silent = 0, unlooked = 0;
        foreach (ResultRow result in unit.Results)
        {
            switch (result.State)
            {
                case ServerState.Unsent:
                    unsent++;
                    break;
                case ServerState.InProgress:
                    inProgress++;
                    break;
                case ServerState.Over when result.Outcome == Outcome.Success && result.Validation != ValidateState.Invalid:
                    successes++;
                    if (result.Validation == ValidateState.Init) unlooked++;
                    break;
                case ServerState.Over when result.Outcome is Outcome.ClientError or Outcome.ValidateError or Outcome.CouldntSend:
                    errors++;
                    break;
                case ServerState.Over when result.Outcome is Outcome.NoReply or Outcome.ClientDetached:
                    silent++;
                    break;
            }
        }

        if (unit.Errors == UnitErrors.None && unit.Canonical is null)
        {
            if (unlooked > 0 && successes >= unit.Quorum) unit.NeedsValidation = true;
            if (errors > settings.MaxErrors)
            {
                unit.Errors |= UnitErrors.TooManyErrors;
            }
            else
            {
                int needed = unit.Target - unsent - inProgress - successes, allowed = settings.MaxTotal - unit.Results.Count;
                if (needed > 0 && allowed <= 0) unit.Errors |= UnitErrors.TooManyTotal;
                for (int i = 0; i < Math.Min(needed, allowed); i++) Made(database.AddCopy(unit));
                // It fails on this class of hosts, and no host has it that could still return it: another class may try.
                if (errors > 0 && inProgress == 0 && successes == 0 && silent == 0) unit.HostClass = WorkUnit.NoClass;
            }
        }
        else if (unit.Canonical is not null && unlooked > 0)
        {
            unit.NeedsValidation = true;
        }

        if (unit.Errors != UnitErrors.None || unit.Canonical is not null) Settle(unit);
        if (unit.NeedsValidation || unit.Assimilation == AssimilateState.Ready) database.Waiting.TryAdd(unit.Number, unit);
        else database.Waiting.Remove(unit.Number);
        PurgeIfOver(unit);
    }

    /// <summary>Nothing more is needed for a unit: it is finished, or given up.</summary>
    private void Settle(WorkUnit unit)
    {
        foreach (ResultRow result in unit.Results)
        {
            if (result.State == ServerState.Unsent)
            {
                ProjectDatabase.Unqueue(result);
                result.State = ServerState.Over;
                result.Outcome = Outcome.DidntNeed;
                Unneeded(result);
            }

            if (unit.Errors != UnitErrors.None && result.Outcome == Outcome.Success && result.Validation is ValidateState.Init or ValidateState.Inconclusive)
                result.Validation = ValidateState.NoCheck;
        }

        if (unit.Errors != UnitErrors.None) unit.NeedsValidation = false;
        if (unit.Assimilation != AssimilateState.Init) return;
        unit.Assimilation = AssimilateState.Ready;
        unit.AskedAt = null;
        if (unit.Errors != UnitErrors.None) GivenUp(unit);
    }

    private void PurgeIfOver(WorkUnit unit)
    {
        if (unit.Assimilation != AssimilateState.Done || unit.NeedsValidation) return;
        foreach (ResultRow result in unit.Results)
        {
            if (result.State != ServerState.Over) return;
        }

        database.ToDelete.Add(unit.Number);
        database.Purge(unit);
    }
}
