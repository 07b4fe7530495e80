using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// Compares the results of a unit by what is in them. It keeps nothing: an order that is lost on the way is given again.
/// </summary>
internal sealed class Validator(VolunteerRun run) : ProjectPart(run)
{
    private readonly Dictionary<long, ValidationOrder> _orders = [];

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case ValidationOrder order when Sender == Run.Scheduler:
                _orders[order.Unit] = order;
                SendTo(Run.DataServer, new OutputsWanted(order.Unit, Array.ConvertAll(order.Candidates, static c => c.Copy)));
                break;
            case StoredOutputs outputs when Sender == Run.DataServer:
                if (!_orders.TryGetValue(outputs.Unit, out ValidationOrder? known) || !Answers(known, outputs)) break;
                _orders.Remove(outputs.Unit);
                SendTo(Run.Scheduler, Validate(known, outputs));
                break;
        }
    }

    protected override void Describe(StateText text) => text.Say($"waits for the outputs of {StateText.Count(_orders.Count, "unit")}");

    /// <summary>Whether these are the outputs that the latest order asks for; an answer to an older one is passed over.</summary>
    private static bool Answers(ValidationOrder order, StoredOutputs outputs)
    {
        if (order.Candidates.Length != outputs.Outputs.Length) return false;
        for (int i = 0; i < outputs.Outputs.Length; i++)
        {
            if (order.Candidates[i].Copy != outputs.Outputs[i].Copy) return false;
        }

        return true;
    }

    private UnitValidated Validate(ValidationOrder order, StoredOutputs outputs)
    {
        var verdicts = new List<Verdict>(order.Candidates.Length);
        var readable = new List<(Candidate Candidate, Findings Findings)>(order.Candidates.Length);
        Findings? canonical = null;
        Signal? ringer = Run.Laboratory.Sky.RingerOf(order.Unit);
        for (int i = 0; i < outputs.Outputs.Length; i++)
        {
            Candidate candidate = order.Candidates[i];
            Findings? findings = outputs.Outputs[i].Findings;
            if (candidate.Copy == order.Canonical) canonical = findings;
            else if (findings is null) verdicts.Add(new Verdict(candidate.Copy, ValidateState.Init, 0));
            else if (ringer is { } planted && !SkyModel.Holds(findings, in planted)) verdicts.Add(new Verdict(candidate.Copy, ValidateState.Invalid, 0));
            else readable.Add((candidate, findings));
        }

        if (order.Canonical >= 0)
        {
            JudgeLate(order, canonical, readable, verdicts);
            return new UnitValidated(order.Unit, order.Canonical, false, [.. verdicts]);
        }

        if (readable.Count < order.Quorum) return new UnitValidated(order.Unit, -1, false, [.. verdicts]);
        // A single result that is believed without others must not look odd (adaptive replication).
        if (order.Quorum == 1 && readable.Count == 1 && Run.Settings.Replication.Adaptive && readable[0].Findings.Overflows)
        {
            verdicts.Add(new Verdict(readable[0].Candidate.Copy, ValidateState.Inconclusive, 0));
            return new UnitValidated(order.Unit, -1, true, [.. verdicts]);
        }

        return new UnitValidated(order.Unit, Agree(order, readable, verdicts), false, [.. verdicts]);
    }

    private void JudgeLate(ValidationOrder order, Findings? canonical, List<(Candidate Candidate, Findings Findings)> readable, List<Verdict> verdicts)
    {
        foreach ((Candidate candidate, Findings findings) in readable)
        {
            ValidateState state = canonical is null ? ValidateState.TooLate
                : Consensus.IsValid(canonical, findings, Run.Settings.Replication.Compare) ? ValidateState.Valid : ValidateState.Invalid;
            verdicts.Add(new Verdict(candidate.Copy, state, order.CanonicalCredit));
        }
    }

    private int Agree(ValidationOrder order, List<(Candidate Candidate, Findings Findings)> readable, List<Verdict> verdicts)
    {
        ResultComparison comparison = Run.Settings.Replication.Compare;
        int right = Consensus.Canonical(readable.ConvertAll(static r => r.Findings), order.Quorum, comparison);
        if (right < 0)
        {
            foreach ((Candidate candidate, _) in readable) verdicts.Add(new Verdict(candidate.Copy, ValidateState.Inconclusive, 0));
            return -1;
        }

        var claims = new List<double>(readable.Count);
        foreach ((Candidate candidate, Findings findings) in readable)
        {
            if (Consensus.IsValid(readable[right].Findings, findings, comparison)) claims.Add(candidate.Claim);
        }

        double credit = Credit.Granted(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(claims));
        foreach ((Candidate candidate, Findings findings) in readable)
        {
            bool isValid = Consensus.IsValid(readable[right].Findings, findings, comparison);
            verdicts.Add(new Verdict(candidate.Copy, isValid ? ValidateState.Valid : ValidateState.Invalid, isValid ? credit : 0));
        }

        return readable[right].Candidate.Copy;
    }
}
