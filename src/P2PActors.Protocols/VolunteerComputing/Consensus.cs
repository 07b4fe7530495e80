using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// Finds the result that enough others agree with (BOINC, sched/validate_util2.cpp). SETI@home asks for strong similarity for
/// the canonical result and for weak similarity of the others (validate.cpp).
/// </summary>
internal static class Consensus
{
    /// <summary>Results that must agree: more than half of the quorum.</summary>
    public static int Needed(int quorum) => quorum / 2 + 1;

    /// <summary>The first result with which enough agree, itself included; -1 if there is none.</summary>
    public static int Canonical(IReadOnlyList<Findings> results, int quorum, ResultComparison comparison)
    {
        int needed = Needed(quorum);
        for (int i = 0; i < results.Count; i++)
        {
            int matches = 0;
            for (int j = 0; j < results.Count; j++)
            {
                if (i == j || Agree(results[i], results[j], comparison)) matches++;
            }

            if (matches >= needed) return i;
        }

        return -1;
    }

    /// <summary>Whether a result is valid beside the canonical one.</summary>
    public static bool IsValid(Findings canonical, Findings other, ResultComparison comparison) => comparison == ResultComparison.Bitwise
        ? SignalComparison.Identical(canonical, other)
        : SignalComparison.WeaklySimilar(canonical, other);

    private static bool Agree(Findings a, Findings b, ResultComparison comparison) => comparison == ResultComparison.Bitwise
        ? SignalComparison.Identical(a, b)
        : SignalComparison.StronglySimilar(a, b);
}
