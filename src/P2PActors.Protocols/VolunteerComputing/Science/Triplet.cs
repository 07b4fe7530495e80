namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>Three equally spaced rises of the power in one bin, with a fall between each two of them (pulsefind.cpp, find_triplets).</summary>
/// <param name="Centre">The middle one, in points.</param>
/// <param name="Period">Points from one to the next.</param>
/// <param name="Peak">Power of the greatest of the three, in means.</param>
/// <param name="Mean">Mean power.</param>
internal readonly record struct Triplet(double Centre, double Period, double Peak, double Mean)
{
    /// <summary>Points above the threshold that are looked at; noise has one in five thousand.</summary>
    private const int MostHigh = 64;

    /// <summary>Looks for triplets.</summary>
    /// <param name="course">Power over time.</param>
    /// <param name="operations">What it took is added here.</param>
    /// <param name="best">The one with the greatest peak.</param>
    public static bool TryFind(ReadOnlySpan<double> course, ref double operations, out Triplet best)
    {
        best = default;
        double sum = 0;
        foreach (double power in course) sum += power;
        double mean = sum / course.Length, threshold = SearchPlan.TripletThreshold * mean;
        Span<int> high = stackalloc int[MostHigh];
        int count = 0;
        for (int i = 0; i < course.Length && count < MostHigh; i++)
        {
            if (course[i] >= threshold) high[count++] = i;
        }

        operations += 10 + course.Length + 10.0 * count * count;
        for (int i = 0; i < count - 2; i++)
        {
            for (int n = i + 2; n < count; n++)
            {
                int first = high[i], last = high[n];
                // Between two bins in the middle either will do.
                for (int middle = (first + last) / 2; middle <= (first + last + 1) / 2; middle++)
                {
                    if (course[middle] < threshold || !Falls(course, first, middle, threshold) || !Falls(course, middle, last, threshold)) continue;
                    double peak = Math.Max(course[middle], Math.Max(course[first], course[last])) / mean;
                    if (peak > best.Peak) best = new Triplet(0.5 * (first + last), 0.5 * (last - first), peak, mean);
                }
            }
        }

        return best.Peak > 0;
    }

    private static bool Falls(ReadOnlySpan<double> course, int from, int to, double below)
    {
        for (int i = from + 1; i < to; i++)
        {
            if (course[i] < below) return true;
        }

        return false;
    }
}
