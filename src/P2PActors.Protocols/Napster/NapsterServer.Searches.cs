using P2PActors.Actors;

namespace P2PActors.Protocols.Napster;

/// <content>Sharing and searching: one thing after the other, as fast as the server can.</content>
internal sealed partial class NapsterServer
{
    private static readonly object WorkTimer = new();
    private readonly Queue<Work> _work = new();
    private readonly Queue<TimeSpan> _searchesDone = new();
    private readonly List<IndexEntry> _found = [];
    private TimeSpan _busyUntil;

    /// <summary>Puts work at the end of the queue. What is asked for later is done later.</summary>
    private void Enqueue(ClientSession? session, ServerLink? link, NapsterMessage message)
    {
        TimeSpan start = _busyUntil > Now ? _busyUntil : Now;
        _busyUntil = start + message switch
        {
            SearchRequest or RemoteSearch => _run.Settings.QueryTime,
            ShareDirectory directory => directory.Files.Length * _run.Settings.ShareTime,
            UnshareAll => session!.User!.Files.Count * _run.Settings.ShareTime,
            _ => _run.Settings.ShareTime,
        };
        _work.Enqueue(new Work(session, link, message, _busyUntil, PutOperationAside()));
        if (message is not (SearchRequest or RemoteSearch)) return;
        Metrics.Record(_run.Metrics.QueueWait, start - Now);
        Metrics.Add(_run.Metrics.Queries);
        // Only searches have answers: what is shared meanwhile is put in when somebody next looks.
        _searchesDone.Enqueue(_busyUntil);
        if (_searchesDone.Count == 1) Timers.StartSingleTimer(WorkTimer, new WorkDone(), _busyUntil - Now);
    }

    /// <summary>Does what should be done by now. Called before anything that could see the difference.</summary>
    private void WorkUntilNow()
    {
        OperationMark current = PutOperationAside();
        while (_work.TryPeek(out Work work) && work.Done <= Now)
        {
            _work.Dequeue();
            TakeUpOperation(work.Operation);
            if (work.Session is { } session)
            {
                if (!session.IsOver) Do(session, work);
            }
            else if (work.Link is { IsUp: true } link && work.Message is RemoteSearch search)
            {
                AnswerRemote(link, search);
            }
        }

        TakeUpOperation(current);
        if (_searchesDone.Count == 0 || _searchesDone.Peek() > Now) return;
        while (_searchesDone.TryPeek(out TimeSpan done) && done <= Now) _searchesDone.Dequeue();
        if (_searchesDone.TryPeek(out TimeSpan next)) Timers.StartSingleTimer(WorkTimer, new WorkDone(), next - Now);
    }

    private void Do(ClientSession session, in Work work)
    {
        NapsterUser user = session.User!;
        switch (work.Message)
        {
            case ShareFile share:
                Share(session, user, share.File, work.Done);
                break;
            case ShareDirectory directory:
                foreach (NapsterFile file in directory.Files) Share(session, user, file with { Path = directory.Directory + file.Path }, work.Done);
                break;
            case UnshareFile unshare:
                if (_index.Remove(user, unshare.File)) Metrics.Add(_run.Metrics.Withdrawn);
                break;
            case UnshareAll:
                Metrics.Add(_run.Metrics.Withdrawn, user.Files.Count);
                _index.RemoveAll(user);
                break;
            case SearchRequest search:
                Answer(session, user, search);
                break;
        }
    }

    private void Share(ClientSession session, NapsterUser user, NapsterFile file, TimeSpan done)
    {
        if (user.Files.Count >= _run.Settings.MaxShared)
        {
            Send(session, new GeneralError("you may share no more files"));
            return;
        }

        NapsterFile kept = file with { BitRate = Metadata.BitRate(file.BitRate), Frequency = Metadata.Frequency(file.Frequency) };
        if (!_index.Add(user, kept.Equals(file) ? file : kept))
        {
            Send(session, new GeneralError("duplicate file"));
            return;
        }

        Metrics.Add(_run.Metrics.Shared);
        session.LastShare = done;
    }

    private void Answer(ClientSession session, NapsterUser user, SearchRequest search)
    {
        if (NapsterQuery.TryParse(search.Text, _run.Settings.MaxResults, out NapsterQuery query) is { } wrong)
        {
            Send(session, new GeneralError(wrong));
            Send(session, new EndOfResults());
            return;
        }

        _found.Clear();
        _index.Search(query, user, _found);
        foreach (IndexEntry entry in _found) Send(session, new SearchResult(entry.File, entry.Owner.Nick, entry.Owner.Address, entry.Owner.Link));
        // Other servers are asked only for what is missing (search.c).
        if (_found.Count >= query.MaxResults || query.IsLocal || !AskOthers(session, user, query, _found.Count)) Send(session, new EndOfResults());
    }

    private void OnResume(NapsterUser user, ClientSession session, ResumeRequest resume)
    {
        _found.Clear();
        _index.FindContent(resume.Md5, resume.Size, user, _run.Settings.MaxResults, _found);
        foreach (IndexEntry entry in _found)
        {
            NapsterUser owner = entry.Owner;
            Send(session, new ResumeMatch(owner.Nick, owner.Address, owner.Port, entry.File.Path, entry.File.Md5, entry.File.Size, owner.Link));
        }

        Send(session, new ResumeEnd());
    }

    private void OnBrowse(NapsterUser user, ClientSession session, BrowseRequest browse)
    {
        if (Find(browse.Nick) is not { } target)
        {
            Send(session, new GeneralError(browse.Nick + " is not on line"));
            Send(session, new BrowseEnd(browse.Nick));
            return;
        }

        Metrics.Add(_run.Metrics.Browses);
        if (target.Via is { } link)
        {
            // Its own server knows what it shares.
            link.Connection.Send(new Encapsulated(target.Nick, new BrowseRequest(user.Nick)));
            return;
        }

        ShowFiles(target, user);
    }

    /// <summary>Shows a user's files to another user, in the order in which they were put in.</summary>
    private void ShowFiles(NapsterUser target, NapsterUser user)
    {
        _found.Clear();
        foreach (IndexEntry entry in target.Files.Values) _found.Add(entry);
        _found.Sort(static (a, b) => a.Sequence.CompareTo(b.Sequence));
        int count = Math.Min(_found.Count, _run.Settings.MaxBrowseResults);
        for (int i = 0; i < count; i++) Send(user, new BrowseResult(target.Nick, _found[i].File));
        Send(user, new BrowseEnd(target.Nick));
    }

    private readonly record struct Work(ClientSession? Session, ServerLink? Link, NapsterMessage Message, TimeSpan Done, OperationMark Operation);

    private sealed record WorkDone : Message
    {
        public override int WireSize => 0;
    }
}

/// <summary>How a server rounds what clients say of their files (add_file.c).</summary>
internal static class Metadata
{
    private static ReadOnlySpan<int> BitRates => [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 192, 224, 256, 320];

    private static ReadOnlySpan<int> Frequencies => [16000, 24000, 22050, 32000, 44100, 48000];

    public static int BitRate(int kbps) => RoundUp(BitRates, kbps);

    public static int Frequency(int hertz) => RoundUp(Frequencies, hertz);

    // 0 stands for files that do not play.
    private static int RoundUp(ReadOnlySpan<int> known, int value)
    {
        if (value <= 0) return 0;
        foreach (int step in known)
        {
            if (value <= step) return step;
        }

        return known[^1];
    }
}
