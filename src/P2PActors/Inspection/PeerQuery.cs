using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>Which peers to list, in which order: <c>role=server degree&gt;10 order by messages limit 5</c>. One pass over all peers.</summary>
internal sealed partial class PeerQuery
{
    private const int UsualLimit = 20, GreatestLimit = 10_000;
    private static readonly string[] States = [.. Enum.GetNames<PeerState>().Select(n => n.ToLowerInvariant())];
    private readonly List<(string Metric, string Operator, double Value)> _filters = [];
    private int _role = -1;
    private PeerState? _state;

    private readonly IReadOnlyList<string> _known;
    private readonly IReadOnlyList<string> _statuses;
    private string _region = "", _status = "";

    private PeerQuery(IReadOnlyList<string> known, IReadOnlyList<string> statuses) => (_known, _statuses) = (known, statuses);

    /// <summary>What all peers can be told apart and ordered by: the gauges that faults know, and some more.</summary>
    public static IReadOnlyList<string> Common { get; } = [.. PeerGauge.Common, "messages", "bytes", "failures", "timers"];

    public string OrderBy { get; private set; } = "";

    public bool IsAscending { get; private set; }

    public int Limit { get; private set; } = UsualLimit;

    /// <exception cref="CommandException">A word makes no sense.</exception>
    public static PeerQuery Parse(World world, IProtocol protocol, IReadOnlyList<string> words)
    {
        var query = new PeerQuery([.. Common, .. protocol.PeerGauges], protocol.Statuses);
        var rest = new Queue<string>(Joined(words));
        while (rest.TryDequeue(out string? word))
        {
            if (word == "order") query.ReadOrder(rest);
            else if (word == "limit") query.ReadLimit(rest);
            else query.ReadFilter(world, word);
        }

        return query;
    }

    /// <summary>The peers that fit, of all machines: the first by number, or those at the top of the order; and how many fit in all.</summary>
    public (IReadOnlyList<PeerRow> Listed, int All) Run(World world)
    {
        (IReadOnlyList<PeerId> here, int all) = RunHere(world);
        var neighbours = new List<PeerId>();
        var rows = new List<PeerRow>(here.Count);
        foreach (PeerId peer in here)
        {
            rows.Add(new PeerRow(peer.Value, Of("degree"), Of("messagesReceived"), Of("messagesSent"), Of("sessions"), OrderBy.Length > 0 ? Of(OrderBy) : 0));

            double Of(string metric) => ValueOf(world, peer, metric, neighbours) ?? double.NaN;
        }

        if (world.Team is not { } team) return (rows, all);
        IEnumerable<PeerRow> everywhere = team.GatherAll<PeerRow>(CollectionsMarshal.AsSpan(rows));
        everywhere = OrderBy.Length == 0 ? everywhere.OrderBy(r => r.Peer)
            : IsAscending ? everywhere.OrderBy(r => r.Order).ThenBy(r => r.Peer)
            : everywhere.OrderByDescending(r => r.Order).ThenBy(r => r.Peer);
        return ([.. everywhere.Take(Limit)], world.Sum(all));
    }

    private (IReadOnlyList<PeerId> Listed, int All) RunHere(World world)
    {
        int all = 0;
        var neighbours = new List<PeerId>();
        var first = new List<PeerId>();
        // The worst of those kept comes out first; among equals the one with the greatest number.
        var top = new PriorityQueue<PeerId, (double, int)>();
        for (int i = 0; i < world.PeerCount; i++)
        {
            var peer = new PeerId(i);
            if (!world.IsHere(peer) || !Fits(world, peer, neighbours)) continue;
            all++;
            if (OrderBy.Length == 0)
            {
                if (first.Count < Limit) first.Add(peer);
                continue;
            }

            if (ValueOf(world, peer, OrderBy, neighbours) is not { } value) continue;
            top.Enqueue(peer, (IsAscending ? -value : value, -i));
            if (top.Count > Limit) top.Dequeue();
        }

        if (OrderBy.Length == 0) return (first, all);
        var listed = new List<PeerId>(top.Count);
        while (top.TryDequeue(out PeerId peer, out _)) listed.Add(peer);
        listed.Reverse();
        return (listed, all);
    }

    /// <summary>One number of one peer.</summary>
    public static double? ValueOf(World world, PeerId peer, string metric, List<PeerId> neighbours)
    {
        ref PeerSlot slot = ref world.SlotOf(peer);
        return metric switch
        {
            "degree" => DegreeOf(in slot, neighbours),
            "messages" => slot.MessagesIn + slot.MessagesOut,
            "bytes" => slot.BytesIn + slot.BytesOut,
            "failures" => slot.Restarts,
            "timers" => slot.Actor?.ActiveTimers?.Count ?? 0,
            _ => PeerGauge.Of(world, peer, metric),
        };
    }

    /// <summary>Links of a peer in its overlay; where the protocol keeps none, its connections.</summary>
    private static int DegreeOf(in PeerSlot slot, List<PeerId> neighbours)
    {
        if (slot.Actor is not IOverlayNode node) return slot.Net?.Connections.Count ?? 0;
        neighbours.Clear();
        node.CollectNeighbours(neighbours);
        return neighbours.Count;
    }

    private bool Fits(World world, PeerId peer, List<PeerId> neighbours)
    {
        ref PeerSlot slot = ref world.SlotOf(peer);
        if (_role >= 0 && slot.Role != _role || _state is { } state && slot.State != state) return false;
        if (_region.Length > 0 && world.Network.RegionOf(peer.Value) != _region) return false;
        if (_status.Length > 0 && (slot.Actor as IPeerStatus)?.Status != _status) return false;
        foreach ((string metric, string op, double bound) in _filters)
        {
            double? value = ValueOf(world, peer, metric, neighbours);
            bool fits = op switch { ">" => value > bound, "<" => value < bound, ">=" => value >= bound, "<=" => value <= bound, "!=" => value != bound, _ => value == bound };
            if (!fits) return false;
        }

        return true;
    }

    private void ReadOrder(Queue<string> rest)
    {
        if (!rest.TryDequeue(out string? by) || by != "by" || !rest.TryDequeue(out string? metric)) throw new CommandException("expected 'order by' and one of " + string.Join(", ", _known));
        OrderBy = Known(metric);
        if (rest.TryPeek(out string? direction) && direction is "asc" or "desc") IsAscending = rest.Dequeue() == "asc";
    }

    private void ReadLimit(Queue<string> rest)
    {
        if (!rest.TryDequeue(out string? text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit is < 1 or > GreatestLimit)
            throw new CommandException($"expected 'limit' and a number from 1 to {StateText.Number(GreatestLimit)}");
        Limit = limit;
    }

    private void ReadFilter(World world, string word)
    {
        if (Filter().Match(word) is not { Success: true } match)
            throw new CommandException($"found '{word}', expected role=..., state=..., status=..., region=..., a comparison such as degree>10, 'order by' or 'limit'");
        (string name, string op, string value) = (match.Groups[1].Value, match.Groups[2].Value, CommandWords.Unquoted(match.Groups[3].Value));
        switch (name)
        {
            case "role" when op == "=":
                _role = world.Roles.ToList().IndexOf(value);
                if (_role < 0) throw new CommandException($"there is no role '{value}'; {NearestName.Hint(value, [.. world.Roles])}");
                break;
            case "state" when op == "=":
                int state = Array.IndexOf(States, value);
                if (state < 0) throw new CommandException($"there is no state '{value}'; {NearestName.Hint(value, States)}");
                _state = (PeerState)state;
                break;
            case "status" when op == "=":
                if (!_statuses.Contains(value))
                    throw new CommandException(_statuses.Count == 0 ? "no peer of this system has a status" : $"there is no status '{value}'; {NearestName.Hint(value, [.. _statuses])}");
                _status = value;
                break;
            case "region" when op == "=":
                if (world.Network.Regions?.Names.Contains(value) != true) throw new CommandException(world.Network.Regions is { } regions ? $"there is no region '{value}'; {NearestName.Hint(value, [.. regions.Names])}" : "this world has no regions; a scenario divides it by network.regions");
                _region = value;
                break;
            default:
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double bound)) throw new CommandException($"found '{value}' in '{word}', expected a number");
                _filters.Add((Known(name), op, bound));
                break;
        }
    }

    private string Known(string metric) =>
        _known.Contains(metric) ? metric : throw new CommandException($"there is no number '{metric}' of a peer; {NearestName.Hint(metric, [.. _known])}");

    /// <summary>The words with comparisons in one piece, however they were spaced; what stands in quotes is left alone.</summary>
    private static IEnumerable<string> Joined(IReadOnlyList<string> words)
    {
        string line = string.Join(' ', words.Select(w => w.Contains('"', StringComparison.Ordinal) ? w.Replace(' ', Blank) : w));
        return Spaced().Replace(line, "$1").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Replace(Blank, ' '));
    }

    private const char Blank = '\u00a0';

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9.-]*)(<=|>=|!=|=|<|>)(.+)$")]
    private static partial Regex Filter();

    [GeneratedRegex(@"\s*(<=|>=|!=|=|<|>)\s*")]
    private static partial Regex Spaced();
}

/// <summary>What is listed of one peer; not a number where it has no such thing.</summary>
internal readonly record struct PeerRow(int Peer, double Degree, double In, double Out, double Sessions, double Order);
