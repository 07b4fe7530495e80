using P2PActors.Actors;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.FastTrack;

/// <content>Searches of the user, repeated by "search more" as often as its participation level allows.</content>
internal partial class KazaaPeer
{
    private const int RememberedParents = 1024;
    private readonly List<OpenSearch> _searches = [];
    private Dictionary<int, PeerId>? _parentsOf;
    private ushort _lastRequest;

    /// <summary>The level its client computes of itself.</summary>
    internal int TrueLevel => Participation.LevelOf(Workload.LibraryOf(Self).BytesUploaded, Disk.Downloaded, Disk.InitialLevel);

    /// <summary>The level it says it has.</summary>
    internal int ClaimedLevel => _run.TraitsOf(Self).IsCheater ? Participation.Highest : TrueLevel;

    protected override bool BeginSearch(Search search)
    {
        if (_parent is null && !IsSupernode) return false;
        var open = new OpenSearch(search);
        _searches.Add(open);
        Request(open);
        return true;
    }

    internal void OnResults(SearchResults results)
    {
        OpenSearch? open = _searches.Find(s => s.Request == results.Id);
        if (open is null)
        {
            Metrics.Add(_metrics.ResultsLate, results.Copies.Length);
            return;
        }

        foreach (FoundCopy copy in results.Copies)
        {
            if (copy.IsFirewalled) Remember(copy.Source, results.Supernode);
            Found(open.Search, new SearchHit(copy.Source, copy.File, copy.Kbps, copy.IsFirewalled, results.Hops, copy.Hash));
        }
    }

    internal void OnSearchEnd(ushort request)
    {
        if (_searches.Find(s => s.Request == request) is { } open) OnRequestOver(open);
    }

    private void Request(OpenSearch open)
    {
        if (++_lastRequest == 0) _lastRequest = 1;
        open.Request = _lastRequest;
        var request = new SearchRequest(open.Request, _settings.Search.Results, open.Repetitions, open.Search.Text);
        Timers.StartSingleTimer(open, new RequestOver(open), 2 * _settings.Search.Wait);
        if (_service is { } service) service.OnOwnRequest(request);
        else _parent!.Send(request);
    }

    /// <summary>A request has brought what it could: the user is content, or presses "search more".</summary>
    private void OnRequestOver(OpenSearch open)
    {
        if (open.Request == 0) return;
        open.Request = 0;
        Timers.Cancel(open);
        if (WantsMore(open)) Timers.StartSingleTimer(open, new TimeForMore(open), _settings.Search.MoreAfter);
        else End(open);
    }

    private void RepeatSearch(OpenSearch open)
    {
        if (_parent is null && !IsSupernode)
        {
            End(open);
            return;
        }

        open.Repetitions++;
        Metrics.Add(_metrics.More);
        Request(open);
    }

    private bool WantsMore(OpenSearch open)
    {
        if (open.Search.Hits.Count >= _settings.Search.Cap) return false;
        if (open.Repetitions >= Participation.SearchMoreAllowance(ClaimedLevel, _settings.Search.Plus)) return false;
        int sources = 0;
        foreach (SearchHit hit in open.Search.Hits) sources += hit.File == open.Search.Wanted ? 1 : 0;
        return sources < _settings.Search.EnoughSources;
    }

    private void End(OpenSearch open)
    {
        _searches.Remove(open);
        EndSearch(open.Search);
    }

    /// <summary>Notes the supernode of a source that will have to be pushed.</summary>
    private void Remember(PeerId source, PeerId supernode)
    {
        _parentsOf ??= [];
        if (_parentsOf.Count >= RememberedParents) _parentsOf.Clear();
        _parentsOf[source.Value] = supernode;
    }

    private sealed record RequestOver(OpenSearch Search) : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeForMore(OpenSearch Search) : Message
    {
        public override int WireSize => 0;
    }
}

/// <summary>A search of the user with its repetitions.</summary>
internal sealed class OpenSearch(Search search)
{
    public readonly Search Search = search;

    /// <summary>Number of the request under way; 0 between requests.</summary>
    public ushort Request;

    public int Repetitions;
}
