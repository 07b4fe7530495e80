using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// What the users of a file-sharing system have and want, the same for every system of a run, and how well the system
/// serves them. One instance per system and run.
/// </summary>
public sealed class FileSharingWorkload
{
    private readonly PeerLibrary[] _libraries;

    private readonly KeywordMatch _match;

    /// <summary>The workload of one system.</summary>
    /// <param name="context">The run.</param>
    /// <param name="settings">What users do with results.</param>
    /// <param name="match">When the system takes a file for a result: the truth that results are compared with.</param>
    public FileSharingWorkload(SystemContext context, FileSharingSettings settings, KeywordMatch match = KeywordMatch.Words)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        _match = match;
        Context = context;
        Settings = settings;
        Metrics = new FileSharingMetrics(context.Metrics);
        SharedLibrary shared = context.Content.Libraries;
        _libraries = new PeerLibrary[context.Population];
        for (int i = 0; i < _libraries.Length; i++) _libraries[i] = new PeerLibrary(i < context.Ordinary ? shared.Of(i) : default);
        Oracle = new ContentOracle(Catalogue.Count, _libraries);
        Signalling = new SignallingProbe(World.IntervalOf(context.Scenario.Duration, context.Scenario.SeriesIntervals));
        context.Probes.Add(Signalling);
        Pollution = new PollutionPlan(context, settings.Pollution);
        PollutionProbe = new PollutionProbe(this);
        long files = 0, sharers = 0;
        foreach (PeerLibrary library in _libraries) (files, sharers) = (files + library.Initial.Length, sharers + (library.IsSharer ? 1 : 0));
        MeanShared = sharers == 0 ? 1 : (double)files / sharers;
    }

    /// <summary>The files that exist.</summary>
    public Catalogue Catalogue => Context.Content.Catalogue;

    /// <summary>What users do with results.</summary>
    public FileSharingSettings Settings { get; }

    /// <summary>What peers append to; to be among the run's ledgers.</summary>
    public IBarrierLedger Ledger => Oracle.Changes;

    /// <summary>What looks at the copies on line; to be among the run's probes.</summary>
    public IProbe Probe => PollutionProbe;

    internal SystemContext Context { get; }

    internal FileSharingMetrics Metrics { get; }

    internal ContentOracle Oracle { get; }

    internal SignallingProbe Signalling { get; }

    internal PollutionPlan Pollution { get; }

    internal PollutionProbe PollutionProbe { get; }

    /// <summary>To be called for every change of state between windows.</summary>
    public void StateChanged(PeerId peer, PeerState state) => Oracle.StateChanged(peer, state);

    internal PeerLibrary LibraryOf(PeerId peer) => _libraries[peer.Value];

    internal IReadOnlyList<PeerLibrary> Libraries => _libraries;

    internal SearchText TextOf(string words) => SearchText.Parse(Context.Content.Index, words, _match);

    /// <summary>Files shared at the beginning, on average over those who share; 1 where nobody does.</summary>
    internal double MeanShared { get; }

    internal SearchText TextFor(int file, ref RandomStream random) => SearchText.For(Context.Content.Index, file, Context.Scenario.Queries, ref random, _match);
}
