using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>What a volunteer's computer is like: a function of the seed and the peer.</summary>
/// <param name="Info">What it says of itself.</param>
/// <param name="Speed">Operations per second while it computes.</param>
/// <param name="Life">When it leaves the project for good, since the start of the run.</param>
/// <param name="IsCheater">Whether its user cheats from the beginning.</param>
/// <param name="Team">Team of its user; -1 for none.</param>
internal readonly record struct HostProfile(HostInfo Info, double Speed, TimeSpan Life, bool IsCheater, int Team)
{
    private const ulong Purpose = 0x5345_5449_3034;

    /// <summary>Operating systems (shares are assumptions; Windows was by far the most common).</summary>
    private static readonly (OperatingSystem System, double Share)[] Systems = [(OperatingSystem.Windows, 0.8), (OperatingSystem.Linux, 0.12), (OperatingSystem.MacOs, 0.08)];

    public static HostProfile Of(ulong seed, PeerId peer, VolunteerSettings settings)
    {
        var random = RandomStream.For(seed, Purpose, (ulong)peer.Value);
        HostSettings hosts = settings.Hosts;
        double speed = hosts.Speed * 1e9 * (hosts.Spread > 0 ? Math.Exp(hosts.Spread * random.NextNormal()) : 1);
        double at = random.NextDouble();
        OperatingSystem system = OperatingSystem.MacOs;
        foreach ((OperatingSystem candidate, double share) in Systems)
        {
            if (at < share)
            {
                system = candidate;
                break;
            }

            at -= share;
        }

        ProcessorFamily processor = (ProcessorFamily)(system == OperatingSystem.MacOs ? (int)ProcessorFamily.PowerPcG3 + random.Next(2) : random.Next((int)ProcessorFamily.PowerPcG3));
        TimeSpan life = hosts.Life == TimeSpan.Zero ? TimeSpan.MaxValue : random.NextExponential(hosts.Life);
        bool cheats = random.NextBool(settings.Cheating.Share);
        int team = settings.Teams.Count > 0 && random.NextBool(settings.Teams.Share) ? Zipf(settings.Teams.Count, ref random) : -1;
        return new HostProfile(new HostInfo(system, processor, speed, hosts.Active), speed, life, cheats, team);
    }

    /// <summary>Law with exponent 1, by the inverse of its continuous form.</summary>
    private static int Zipf(int count, ref RandomStream random) => Math.Min(count - 1, (int)(Math.Pow(count + 1, random.NextDouble()) - 1));
}
