using System.Collections;
using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>The science database: what was found, on the assimilator's disk.</summary>
internal sealed class ScienceDatabase
{
    /// <summary>Units that were put away: one that is ordered twice counts once.</summary>
    public BitArray Units { get; } = new(1024);

    /// <summary>Signals stored.</summary>
    public long Signals { get; set; }

    /// <summary>Notes a unit.</summary>
    /// <returns>False if it was noted before.</returns>
    public bool Note(long unit)
    {
        if (unit >= Units.Length) Units.Length = (int)Math.Max(unit + 1, 2L * Units.Length);
        if (Units[(int)unit]) return false;
        Units[(int)unit] = true;
        return true;
    }
}

/// <summary>Puts finished units away: their signals go into the science database.</summary>
internal sealed class Assimilator(VolunteerRun run) : ProjectPart(run)
{
    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case AssimilationOrder { Canonical: < 0 } order when Sender == Run.Scheduler:
                Run.Science.Note(order.Unit);
                SendTo(Run.Scheduler, new UnitAssimilated(order.Unit));
                break;
            case AssimilationOrder order when Sender == Run.Scheduler:
                SendTo(Run.DataServer, new OutputsWanted(order.Unit, [order.Canonical]));
                break;
            case StoredOutputs outputs when Sender == Run.DataServer:
                PutAway(outputs);
                break;
        }
    }

    protected override void Describe(StateText text) => text.Say($"{StateText.Count(Run.Science.Signals, "signal")} in the science database");

    private void PutAway(StoredOutputs outputs)
    {
        if (Run.Science.Note(outputs.Unit))
        {
            if (outputs.Outputs is [{ Findings: { } findings }]) Measure(outputs.Unit, findings);
            else Metrics.Add(Run.Metrics.OutputsLost);
        }

        SendTo(Run.Scheduler, new UnitAssimilated(outputs.Unit));
    }

    /// <summary>What the project does not know, and a report of its emulation may: whether the result is right.</summary>
    private void Measure(long unit, Findings findings)
    {
        Run.Science.Signals += findings.Signals.Length;
        Metrics.Add(Run.Metrics.Signals, findings.Signals.Length);
        Analysis truth = Run.Laboratory.Analyse(unit, null);
        if (!SignalComparison.WeaklySimilar(truth.Findings, findings)) Metrics.Add(Run.Metrics.WrongAccepted);
        (int injected, int found) = Run.Laboratory.Sky.Recovered(unit, findings);
        Metrics.Add(Run.Metrics.Injected, injected);
        Metrics.Add(Run.Metrics.Found, found);
        if (Run.Laboratory.Sky.IsReal(unit)) Metrics.Add(Run.Metrics.RealUnits);
    }
}
