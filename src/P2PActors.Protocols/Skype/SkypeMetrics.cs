using P2PActors.Metrics;

namespace P2PActors.Protocols.Skype;

/// <summary>The way the voice of a call takes.</summary>
internal enum MediaPath : byte
{
    /// <summary>UDP, at least one side with a public address and the call not reversed.</summary>
    Direct,
    /// <summary>UDP, after the callee behind a NAT was told to call back.</summary>
    Reversed,
    /// <summary>UDP through holes in the NATs of both sides.</summary>
    Punched,
    /// <summary>TCP between the two.</summary>
    Tcp,
    /// <summary>UDP by way of a relay.</summary>
    Relayed,
    /// <summary>By way of a relay that at least one side reaches by TCP only.</summary>
    RelayedTcp,
}

/// <summary>What Skype measures.</summary>
internal sealed class SkypeMetrics
{
    /// <summary>The paths as names of results, by <see cref="MediaPath"/>.</summary>
    public static readonly string[] PathNames = ["direct", "reversed", "punched", "tcp", "relayed", "relayedTcp"];

    /// <summary>The same for a reader.</summary>
    public static readonly string[] PathWords = ["direct", "direct, called back", "direct, holes punched", "direct, over TCP", "by a relay", "by a relay, over TCP"];

    /// <summary>What clients find out about their NATs, for a reader, by <see cref="ClientNat"/>.</summary>
    public static readonly string[] NatWords = ["not known yet", "none: a public address", "full cone", "restricted cone", "port-restricted cone", "symmetric", "a firewall before a public address", "no datagrams pass"];

    /// <summary>Mean opinion scores are recorded in thousandths.</summary>
    public const double ScoreScale = 1000;

    public SkypeMetrics(MetricSchema schema, int maxBatches)
    {
        LoginsBegun = schema.Counter("login.begun", "log-ins", "sessions that set out to log in");
        LoginsDone = schema.Counter("login.done", "log-ins", "log-ins completed");
        LoginsFailed = schema.Counter("login.failed", "log-ins", "log-ins given up after all cycles, or for want of the login server");
        LoginsBusy = schema.Counter("login.busy", "log-ins", "log-ins that the login server refused because too many waited");
        LoginsDenied = schema.Counter("login.denied", "log-ins", "log-ins under a name of somebody else");
        LoginTime = schema.Histogram("login.time", "us", "time from the start of a session until the client is on line: logged in, its NAT known, its supernode told");
        Announcements = schema.Counter("login.announced", "datagrams", "supernodes told of a log-in");
        ServerWait = schema.Histogram("login.serverWait", "us", "time that log-ins waited at the login server");
        Probes = schema.Counter("probe.sent", "probes", "supernodes asked by UDP whether they have room");
        ProbesRefused = schema.Counter("probe.refused", "probes", "of these, answered that they are full");
        TcpFallbacks = schema.Counter("probe.tcp", "connections", "connections to supernodes tried without an answer by UDP");
        SupernodesFound = schema.Counter("supernode.found", "clients", "times that a client found a supernode");
        SupernodesLost = schema.Counter("supernode.lost", "clients", "times that a client lost its supernode");
        ClientsRefused = schema.Counter("supernode.refused", "connections", "clients that a full supernode turned away");
        Rehomed = schema.Histogram("supernode.rehomed", "us", "time from the loss of a supernode to the next");
        Promotions = schema.Counter("promotions", "promotions", "clients that became supernodes");
        PromotionsRefused = schema.Counter("promotions.refused", "requests", "clients that were asked and did not");
        Protected = schema.Counter("supernode.shutdowns", "supernodes", "supernodes that shut themselves down because of too many requests");
        Overloaded = schema.Counter("supernode.overload", "requests", "requests that a supernode did not answer because it had too many");
        NatTests = schema.Counter("nat.tests", "datagrams", "binding requests sent");
        NatKinds = [.. Enum.GetNames<ClientNat>().Select(n => schema.Counter($"nat.found.{char.ToLowerInvariant(n[0])}{n[1..]}", "clients", $"clients that found themselves to be {n}"))];
        Searches = schema.Counter("searches", "searches", "searches for a user");
        SearchesFound = schema.Counter("search.found", "searches", "searches that found the user");
        SearchesAbsent = schema.Counter("search.absent", "searches", "searches that ended in 'does not exist'");
        SearchesKnown = schema.Counter("search.known", "searches", "searches for somebody whom the client itself had found before");
        SearchesRemembered = schema.Counter("search.remembered", "searches", "searches that the own supernode answered with what another client had found");
        SearchesLost = schema.Counter("search.lost", "searches", "searches given up for want of a supernode");
        SearchesReal = schema.Counter("search.real", "searches", "ended searches for users that exist and were on line within the directory's memory");
        SearchesRealFound = schema.Counter("search.realFound", "searches", "of these, found");
        SearchesForged = schema.Counter("search.forged", "answers", "answers thrown away because the login server had not signed them");
        SearchTime = schema.Histogram("search.time", "us", "time of a search that found the user");
        SearchAsked = schema.Histogram("search.asked", "supernodes", "supernodes asked by a search");
        ByBatch = [.. Enumerable.Range(1, maxBatches).Select(i => schema.Counter($"search.batch.{i}", "searches", $"searches that needed {i} steps to find the user"))];
        Published = schema.Counter("directory.published", "records", "records sent to the supernodes of a slot");
        Expired = schema.Counter("directory.expired", "records", "records dropped because their user had not been seen for so long");
        Copied = schema.Counter("directory.copied", "records", "records copied to a new supernode of a slot");
        Signals = schema.Counter("signal.sent", "signals", "signals by way of supernodes");
        SignalsFailed = schema.Counter("signal.failed", "signals", "signals whose receiver was not where it was thought to be");
        StatusNotices = schema.Counter("presence.notices", "notices", "notices of presence to buddies");
        Chats = schema.Counter("chat.sent", "texts", "text messages that users sent");
        ChatsDelivered = schema.Counter("chat.delivered", "texts", "text messages whose receipt came");
        ChatsKept = schema.Counter("chat.kept", "texts", "text messages kept until the buddy is on line");
        ChatTime = schema.Histogram("chat.time", "us", "time from a text message to its receipt, of those that were not kept");
        Calls = schema.Counter("calls", "calls", "calls that users made");
        CallsAbsent = schema.Counter("call.absent", "calls", "calls to somebody who was not on line or not to be found");
        CallsBusy = schema.Counter("call.busy", "calls", "calls to somebody in a call");
        CallsSilent = schema.Counter("call.unanswered", "calls", "calls that nothing was heard of");
        CallsNoPath = schema.Counter("call.noPath", "calls", "calls answered for which no path was found");
        CallsTalked = schema.Counter("call.connected", "calls", "calls in which voice began");
        CallsDropped = schema.Counter("call.dropped", "calls", "calls that ended because voice came no more");
        CallsRerouted = schema.Counter("call.rerouted", "calls", "calls that went on over another relay");
        ByPath = [.. PathNames.Select(n => schema.Counter($"call.path.{n}", "calls", $"connected calls with path {n}"))];
        SetUp = [.. PathNames.Select(n => schema.Histogram($"call.setUp.{n}", "us", $"time from dialling to voice, path {n}"))];
        Scores = [.. PathNames.Select(n => schema.Histogram($"call.mos.{n}", "MOS/1000", $"mean opinion score of a side of a call, path {n}"))];
        MouthToEar = [.. PathNames.Select(n => schema.Histogram($"call.delay.{n}", "us", $"mean delay from mouth to ear of a side of a call, path {n}"))];
        Lost = [.. PathNames.Select(n => schema.Histogram($"call.loss.{n}", "packets per million", $"packets of a call not played, path {n}"))];
        TalkTime = schema.Counter("call.seconds", "s", "seconds of voice, of both sides of calls together");
        VoiceStray = schema.Counter("call.stray", "packets", "voice that came for a call which is over, or not passed on any more");
        VoiceJitter = schema.Histogram("call.jitter", "us", "mean jitter of a side of a call");
        RelaySessions = schema.Counter("relay.sessions", "calls", "calls that relays took");
        RelayRefused = schema.Counter("relay.refused", "calls", "calls that relays turned away for want of room");
        RelayBytes = schema.Counter("relay.bytes", "B", "bytes of voice that relays passed on");
        RelayOver = schema.Counter("relay.overLimit", "packets", "voice packets that relays dropped for exceeding their limit");
        RelayDetour = schema.Histogram("relay.roundTrip", "us", "round trip by way of the chosen relay, as measured");
    }

    public CounterId LoginsBegun { get; }
    public CounterId LoginsDone { get; }
    public CounterId LoginsFailed { get; }
    public CounterId LoginsBusy { get; }
    public CounterId LoginsDenied { get; }
    public HistogramId LoginTime { get; }
    public CounterId Announcements { get; }
    public HistogramId ServerWait { get; }
    public CounterId Probes { get; }
    public CounterId ProbesRefused { get; }
    public CounterId TcpFallbacks { get; }
    public CounterId SupernodesFound { get; }
    public CounterId SupernodesLost { get; }
    public CounterId ClientsRefused { get; }
    public HistogramId Rehomed { get; }
    public CounterId Promotions { get; }
    public CounterId PromotionsRefused { get; }
    public CounterId Protected { get; }
    public CounterId Overloaded { get; }
    public CounterId NatTests { get; }
    public CounterId[] NatKinds { get; }
    public CounterId Searches { get; }
    public CounterId SearchesFound { get; }
    public CounterId SearchesAbsent { get; }
    public CounterId SearchesKnown { get; }
    public CounterId SearchesRemembered { get; }
    public CounterId SearchesLost { get; }
    public CounterId SearchesReal { get; }
    public CounterId SearchesRealFound { get; }
    public CounterId SearchesForged { get; }
    public HistogramId SearchTime { get; }
    public HistogramId SearchAsked { get; }
    public CounterId[] ByBatch { get; }
    public CounterId Published { get; }
    public CounterId Expired { get; }
    public CounterId Copied { get; }
    public CounterId Signals { get; }
    public CounterId SignalsFailed { get; }
    public CounterId StatusNotices { get; }
    public CounterId Chats { get; }
    public CounterId ChatsDelivered { get; }
    public CounterId ChatsKept { get; }
    public HistogramId ChatTime { get; }
    public CounterId Calls { get; }
    public CounterId CallsAbsent { get; }
    public CounterId CallsBusy { get; }
    public CounterId CallsSilent { get; }
    public CounterId CallsNoPath { get; }
    public CounterId CallsTalked { get; }
    public CounterId CallsDropped { get; }
    public CounterId CallsRerouted { get; }
    public CounterId[] ByPath { get; }
    public HistogramId[] SetUp { get; }
    public HistogramId[] Scores { get; }
    public HistogramId[] MouthToEar { get; }
    public HistogramId[] Lost { get; }
    public CounterId TalkTime { get; }
    public CounterId VoiceStray { get; }
    public HistogramId VoiceJitter { get; }
    public CounterId RelaySessions { get; }
    public CounterId RelayRefused { get; }
    public CounterId RelayBytes { get; }
    public CounterId RelayOver { get; }
    public HistogramId RelayDetour { get; }
}
