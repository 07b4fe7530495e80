namespace P2PActors.Protocols.VolunteerComputing;

/// <content>What splitter, validator and assimilator answer.</content>
internal sealed partial class Scheduler
{
    private void OnUnitsMade(UnitsMade made)
    {
        if (made.Batch > _database.LastBatch)
        {
            _database.LastBatch = made.Batch;
            bool single = _settings.Replication.Adaptive;
            foreach (MadeUnit unit in made.Units)
            {
                var row = new WorkUnit(unit, Now, single ? 1 : _settings.Replication.Target, single ? 1 : _settings.Replication.Quorum);
                _database.Add(row);
                Metrics.Add(Run.Metrics.Units);
                _transitioner.Transition(row);
            }
        }

        SendTo(Run.Splitter, new UnitsTaken(made.Batch));
    }

    private static ValidationOrder OrderOf(WorkUnit unit)
    {
        var candidates = new List<Candidate>(unit.Results.Count);
        foreach (ResultRow result in unit.Results)
        {
            bool isOpen = result.Outcome == Outcome.Success && result.Validation is ValidateState.Init or ValidateState.Inconclusive;
            if (isOpen || result == unit.Canonical) candidates.Add(new Candidate(result.Copy, result.Claim));
        }

        return new ValidationOrder(unit.Number, unit.Quorum, unit.Canonical?.Copy ?? -1, unit.CanonicalCredit, [.. candidates]);
    }

    private void OnValidated(UnitValidated validated)
    {
        // An answer to an order that has been answered already, or to a unit that was given up meanwhile, changes nothing.
        if (_database.Find(validated.Unit) is not { NeedsValidation: true } unit) return;
        unit.NeedsValidation = false;
        unit.AskedAt = null;
        bool isFirst = unit.Canonical is null && validated.Canonical >= 0;
        if (isFirst)
        {
            unit.Canonical = unit.Results[validated.Canonical];
            Metrics.Add(Run.Metrics.Done);
            Metrics.Record(Run.Metrics.ToValidation, Now - unit.Created);
            Metrics.Record(Run.Metrics.CopiesOfUnit, unit.Results.Count);
        }

        // What the canonical result was given all others are given, also by an answer to an order that did not know of it yet.
        foreach (Verdict verdict in validated.Verdicts) Judge(unit, verdict, isFirst ? verdict.Credit : unit.CanonicalCredit);
        if (validated.IsSuspicious) Replicate(unit);
        else if (unit.Canonical is null) AskForMore(unit);
        _transitioner.Transition(unit);
    }

    private void Judge(WorkUnit unit, in Verdict verdict, double credit)
    {
        ResultRow result = unit.Results[verdict.Copy];
        if (result.Validation is not (ValidateState.Init or ValidateState.Inconclusive)) return;
        HostRow host = _database.HostOf(result.Host);
        result.Validation = verdict.State;
        switch (verdict.State)
        {
            case ValidateState.Valid:
                // Trust is earned by agreeing with others, not by being believed.
                if (unit.Quorum > 1) host.ConsecutiveValid++;
                Transitioner.Reward(host);
                Metrics.Add(Run.Metrics.Valid);
                Pay(result, host, credit);
                break;
            case ValidateState.Invalid:
                _transitioner.Distrust(host);
                Metrics.Add(Run.Metrics.Invalid);
                break;
            case ValidateState.TooLate:
                Metrics.Add(Run.Metrics.TooLate);
                break;
            case ValidateState.Inconclusive:
                Metrics.Add(Run.Metrics.Inconclusive);
                break;
            case ValidateState.Init:
                // Its output could not be read: as an error of the host (validate_util2.cpp).
                result.Outcome = Outcome.ValidateError;
                host.ConsecutiveValid = 0;
                Metrics.Add(Run.Metrics.ValidateErrors);
                break;
        }
    }

    private void Pay(ResultRow result, HostRow host, double credit)
    {
        if (result.IsCredited)
        {
            Violated(Run.CreditedOnce, FormattableString.Invariant($"{result.Name} was to be credited again"));
            return;
        }

        result.IsCredited = true;
        result.Granted = credit;
        result.Unit.CanonicalCredit = credit;
        host.Credit += credit;
        host.Recent.Add(Now, result.SentAt, credit);
        Run.Ledger.Append(this, new CreditEntry(host.Peer, result.Name.Unit, result.Copy, (long)Math.Round(credit * CreditEntry.PerCobblestone)));
    }

    /// <summary>No agreement: one more result is wanted than there are.</summary>
    private void AskForMore(WorkUnit unit)
    {
        int successes = 0;
        foreach (ResultRow result in unit.Results)
        {
            if (result.Outcome == Outcome.Success && result.Validation != ValidateState.Invalid) successes++;
        }

        if (successes > _settings.Replication.MaxSuccesses) unit.Errors |= UnitErrors.TooManySuccesses;
        else if (successes >= unit.Quorum) unit.Target = Math.Max(unit.Target, successes + 1);
    }

    private void OnAssimilated(UnitAssimilated assimilated)
    {
        if (_database.Find(assimilated.Unit) is not { Assimilation: AssimilateState.Ready } unit) return;
        unit.Assimilation = AssimilateState.Done;
        unit.AskedAt = null;
        _transitioner.Transition(unit);
    }
}
