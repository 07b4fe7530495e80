using System.Globalization;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Scenarios.Binding;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>
/// Every kind of fault that a scenario knows is a command of its name, with the settings of the scenario file as arguments:
/// what is typed is read, checked and carried out as if it stood in the file at this time.
/// </summary>
internal static class FaultCommands
{
    private const string SearchName = "search";

    /// <summary>Those that a slip of the Enter key must not do to everybody.</summary>
    private static readonly string[] NeedsChoice = ["kill", "outage", "fail"];
    private static readonly string[] NotTyped = ["at", "system", "draw", "when", "every", "times"];

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["kill"] = "kill role=server\nkill 12 17\nkill share=30% role=peer silently=false\nkill top=1% by=degree",
        ["restart"] = "restart role=server\nrestart 12",
        ["outage"] = "outage role=server for=10m\noutage share=20% for=1h",
        ["degrade"] = "degrade loss=5%\ndegrade latency-factor=3 bandwidth=50% share=10% for=10m\ndegrade 12 latency=200ms to-peers=[17]",
        ["restore"] = "restore",
        ["partition"] = "partition share=50%\npartition region=west",
        ["heal"] = "heal",
        ["pollution"] = "pollution share=5%",
        ["sybil"] = "It cannot be typed: identities have to exist when the world is built. A scenario reserves them, and so does a branch: p2p run --from-journal journal.conf --fault \"sybil count=100 at=10m\"\nsybil count=100 hosts=2",
        ["fail"] = "fail 12\nfail share=10% failures=3",
        [SearchName] = "search 12 \"free bird\"",
    };

    public static IReadOnlyList<InspectionCommand> All { get; } = [.. ChoiceSchema.Of(typeof(FaultSettings)).Variants.Select(Command)];

    private static InspectionCommand Command(ChoiceAttribute variant)
    {
        RecordSchema schema = RecordSchema.Of(variant.Variant);
        SettingProperty[] settings = [.. schema.Settings.Where(s => !NotTyped.Contains(s.Key))];
        bool takesPeers = settings.Any(s => s.Key == "peers");
        string name = variant.Name;
        string usage = name == SearchName ? "search PEER \"text\"" : $"{name}{(takesPeers ? " [PEER ...]" : "")}{(settings.Length > 0 ? " [key=value ...]" : "")}";
        return new InspectionCommand(name, usage, SummaryOf(name), Examples.GetValueOrDefault(name, name))
        {
            Settings = [.. settings.Select(s => (s.Key, s.Attribute.Meaning))],
            Do = (session, words) => Carry(session, name, words),
            Next = (session, _) => settings.SelectMany(s => Values(session, s.Key) is { } values ? values.Select(v => $"{s.Key}={CommandWords.Quoted(v)}").Append(s.Key + "=") : [s.Key + "="]),
        };
    }

    private static string SummaryOf(string name) => name switch
    {
        "kill" => "End peers; they do not come back by themselves",
        "restart" => "Begin new sessions of peers that are off line",
        "outage" => "End peers for a while; those that were on line come back",
        "partition" => "Cut the network into two parts",
        "heal" => "End all partitions",
        "degrade" => "Make the network worse: latency, loss, bandwidth",
        "restore" => "End all degradations",
        "pollution" => "Turn peers into polluters",
        "sybil" => "One attacker joins under many identities",
        "fail" => "Let the next handlers of peers throw",
        SearchName => "Let a peer's user search for a text",
        _ => $"What the fault '{name}' of a scenario does, now",
    };

    /// <summary>What may stand as a setting's value; null where anything may.</summary>
    private static IEnumerable<string>? Values(InspectionSession session, string key) => key switch
    {
        "role" => session.World.Roles,
        "status" => session.Plan.System.Protocol.Statuses,
        "region" or "to-region" => session.Plan.System.Scenario.Network.Regions.Keys,
        "by" => PeerGauge.Common.Concat(session.Plan.System.Protocol.PeerGauges),
        "silently" => ["true", "false"],
        _ => null,
    };

    /// <summary>Carries out a fault that was typed.</summary>
    public static Answer Carry(InspectionSession session, string name, IReadOnlyList<string> words)
    {
        if (words.Count == 0 && NeedsChoice.Contains(name))
            throw new CommandException($"that would concern all peers; say whom, such as '{name} 12 17' or '{name} role={session.World.Roles[0]}', or '{name} share=100%' for all of them");
        (int? peers, TimeSpan at, string label) = session.Intervene(name, Read(name, words));
        return peers is { } concerned
            ? Answer.Say($"{label}: {StateText.Count(concerned, "peer")} at {StateText.Moment(at)}")
            : Answer.Say($"{label}: will be done at the end of this window");
    }

    /// <summary>The settings of a fault that was typed: <c>key=value</c> as in a scenario, bare numbers for peers.</summary>
    /// <exception cref="CommandException">A word is neither.</exception>
    public static List<HoconOverride> Read(string name, IReadOnlyList<string> words, bool takesTime = false)
    {
        var settings = new List<HoconOverride> { new("fault", name, name) };
        if (name == SearchName && words is [var asker, var text] && IsNumber(asker) && !text.StartsWith("text=", StringComparison.Ordinal))
        {
            settings.Add(new HoconOverride("peers", $"[{asker}]", name));
            settings.Add(new HoconOverride("text", HoconWriter.Quote(CommandWords.Unquoted(text)), name));
            return settings;
        }

        var peers = new List<string>();
        foreach (string word in words)
        {
            if (IsNumber(word))
            {
                peers.Add(word);
                continue;
            }

            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == word.Length - 1)
                throw new CommandException($"found '{word}', expected {InspectionCommands.Find(name)?.Usage ?? "key=value"}; see: help {name}");
            string key = word[..equals];
            if (!takesTime && key == "at") throw new CommandException("what is typed is done now; 'resume until T' goes to another time first");
            if (!takesTime && NotTyped.Contains(key)) throw new CommandException($"'{key}' is for scenario files; leave it away here");
            settings.Add(new HoconOverride(key, word[(equals + 1)..], name));
        }

        if (peers.Count > 0) settings.Add(new HoconOverride("peers", $"[{string.Join(", ", peers)}]", name));
        return settings;
    }

    private static bool IsNumber(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
