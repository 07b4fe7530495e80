using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// What polluters of one run agree on: the titles, and which bad version of a title each of them offers. Follows from the seed
/// alone, and is worked out when the first polluter asks.
/// </summary>
internal sealed class PollutionPlan
{
    private const ulong TargetsPurpose = 0x504F_4C31, VersionPurpose = 0x504F_4C32;
    private readonly SystemContext _context;
    private readonly PollutionSettings _settings;
    private readonly Lazy<int[]> _targets;

    public PollutionPlan(SystemContext context, PollutionSettings settings)
    {
        (_context, _settings) = (context, settings);
        _targets = new Lazy<int[]>(ChooseTargets);
    }

    /// <summary>The titles, sorted.</summary>
    public int[] Targets => _targets.Value;

    /// <summary>Whether polluters send what they advertise.</summary>
    public bool IsServed => _settings.Kind != PollutionKind.Poison;

    /// <summary>The bad version that a polluter offers, from 1.</summary>
    public int VersionOf(PeerId polluter, int file) =>
        1 + RandomStream.For(_context.Seed, VersionPurpose, (ulong)polluter.Value, (ulong)file).Next(_settings.Versions);

    /// <summary>What the hash of a version looks like to others: 0 is the true one.</summary>
    public int HashOf(int version) => _settings.Kind == PollutionKind.Corrupt ? 0 : version;

    private int[] ChooseTargets()
    {
        int files = _context.Content.Catalogue.Count;
        int[] all = new int[files];
        for (int i = 0; i < files; i++) all[i] = i;
        if (_settings.Which == PollutionTargets.Random)
        {
            var random = RandomStream.For(_context.Seed, TargetsPurpose);
            random.Shuffle<int>(all);
        }
        else
        {
            PopularitySampler wanted = _context.Content.Wanted;
            Array.Sort(all, (a, b) => wanted.Probability(b).CompareTo(wanted.Probability(a)) is var order && order != 0 ? order : a.CompareTo(b));
        }

        int[] targets = all[..Math.Min(files, _settings.Titles)];
        Array.Sort(targets);
        return targets;
    }
}
