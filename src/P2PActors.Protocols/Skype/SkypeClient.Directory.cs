using P2PActors.Actors;
using P2PActors.Content;

namespace P2PActors.Protocols.Skype;

/// <content>Finding users, keeping up with buddies, and texts.</content>
internal sealed partial class SkypeClient
{
    private static readonly object BuddyTimer = new();

    /// <summary>Addresses found that are kept; the oldest go.</summary>
    private const int MostCached = 32;

    /// <summary>How long a search goes on in which no supernode has named anybody yet.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(30);

    /// <summary>Letters of a text, on average.</summary>
    private const int MeanText = 40;

    private readonly List<NameSearch> _searches = [];
    private readonly FoundUsers _found;
    private readonly List<OpenText> _texts = [];
    private int _lastSearch;
    private int _lastText;
    private bool _askedAgain;

    private bool OnDirectoryMessage(Message message)
    {
        switch (message)
        {
            case SearchTargets targets:
                OnTargets(targets);
                break;
            case DirectoryAnswer { Search: >= 0 } answer:
                OnDirectoryAnswer(answer);
                break;
            case TimeForNextStep step:
                if (_searches.Find(s => s.Id == step.Search) is { } late) NextStep(late);
                break;
            case BuddyRecord record:
                OnBuddyRecord(record.Record);
                break;
            case TimeToAskAgain:
                AskForBuddies();
                break;
            case TimeToLookUp:
                LookUp();
                break;
            case TimeToChat:
                Chat();
                break;
            case ReceiptOverdue overdue:
                OnReceiptOverdue(overdue.Number);
                break;
            case Signal signal when signal.To == Self:
                OnSignal(signal);
                break;
            case SignalFailed failed when failed.From == Self:
                OnSignalFailed(failed);
                break;
            case ChatText text:
                OnText(Sender, text, null);
                break;
            case ChatReceipt receipt:
                OnReceipt(receipt.Number);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>Logged in for the first time in this session.</summary>
    private void BeginToLive()
    {
        QuerySettings queries = _run.Context.Scenario.Queries;
        if (Random.NextBool(queries.Askers)) Timers.StartSingleTimer(LookUpTimer, TimeToLookUp.Instance, After(queries.StartAfter) + Random.NextExponential(queries.MeanInterval));
        if (_settings.Buddies.ChatEvery > TimeSpan.Zero && Disk.Buddies.Length > 0) Timers.StartSingleTimer(ChatTimer, TimeToChat.Instance, Random.NextExponential(_settings.Buddies.ChatEvery));
        Timers.StartSingleTimer(CallTimer, TimeToCall.Instance, After(_settings.Calls.StartAfter) + Random.NextExponential(_settings.Calls.Every));
    }

    private TimeSpan After(TimeSpan start) => start > Now ? start - Now : TimeSpan.Zero;

    /// <summary>Tells the supernode what this client is, and asks about buddies.</summary>
    private void TellPresence()
    {
        ToSupernode(Profile(isOnline: true));
        _askedAgain = false;
        AskForBuddies();
    }

    private void AskForBuddies()
    {
        var unknown = new List<ulong>();
        for (int i = 0; i < Disk.Buddies.Length; i++)
        {
            if (!Disk.States[i].IsOnline) unknown.Add(_run.UserOf(Disk.Buddies[i]));
        }

        // Those believed to be on line are told at once, where they were last.
        if (!_askedAgain) TellBuddies(isOnline: true);
        if (unknown.Count > 0) ToSupernode(new BuddyRequest([.. unknown]));
        if (_askedAgain || unknown.Count == 0) return;
        _askedAgain = true;
        Timers.StartSingleTimer(BuddyTimer, TimeToAskAgain.Instance, TimeSpan.FromSeconds(10));
    }

    private PresenceRecord OwnRecord(bool isOnline) => new(_user, Self, SupernodeNow, Nat, isOnline, Now, _certificate);

    private void TellBuddies(bool isOnline)
    {
        if (!HasSupernode) return;
        var notice = new StatusNotice(OwnRecord(isOnline), false);
        foreach (BuddyState buddy in Disk.States)
        {
            if (buddy.IsOnline) Notify(buddy.Record, notice);
        }
    }

    private void Notify(in PresenceRecord to, StatusNotice notice)
    {
        Metrics.Add(_metrics.StatusNotices);
        SignalTo(in to, notice);
    }

    private void OnBuddyRecord(in PresenceRecord record)
    {
        if (BuddyOf(record.User) is not { } at || !_run.IsGenuine(in record)) return;
        if (Disk.States[at].Record.Seen > record.Seen) return;
        bool wasOnline = Disk.States[at].IsOnline;
        Disk.States[at].Record = record;
        if (!record.IsOnline) return;
        if (!wasOnline && IsLoggedIn) Notify(in record, new StatusNotice(OwnRecord(true), true));
        DeliverKept(at);
    }

    private void OnNotice(StatusNotice notice)
    {
        if (BuddyOf(notice.Of.User) is not { } at || !_run.IsGenuine(notice.Of) || Disk.States[at].Record.Seen > notice.Of.Seen) return;
        Disk.States[at].Record = notice.Of;
        if (!notice.Of.IsOnline) return;
        if (notice.WantsAnswer && IsLoggedIn && HasSupernode) Notify(notice.Of, new StatusNotice(OwnRecord(true), false));
        DeliverKept(at);
    }

    private int? BuddyOf(ulong user)
    {
        for (int i = 0; i < Disk.Buddies.Length; i++)
        {
            if (_run.UserOf(Disk.Buddies[i]) == user) return i;
        }

        return null;
    }

    /// <summary>Says something to another client by way of the supernodes.</summary>
    private bool SignalTo(in PresenceRecord to, Message inner)
    {
        Metrics.Add(_metrics.Signals);
        return ToSupernode(new Signal(Self, SupernodeNow, to.Node, to.Supernode, inner));
    }

    private void OnSignal(Signal signal)
    {
        switch (signal.Inner)
        {
            case StatusNotice notice:
                OnNotice(notice);
                break;
            case ChatText text:
                OnText(signal.From, text, signal);
                break;
            case ChatReceipt receipt:
                OnReceipt(receipt.Number);
                break;
            default:
                OnCallSignal(signal);
                break;
        }
    }

    private void OnSignalFailed(SignalFailed failed)
    {
        switch (failed.Inner)
        {
            case StatusNotice:
                for (int i = 0; i < Disk.States.Length; i++)
                {
                    if (Disk.States[i].Record.Node == failed.To && Disk.States[i].IsOnline) Disk.States[i].Record = Disk.States[i].Record with { IsOnline = false };
                }

                break;
            case CallInvite invite:
                OnInviteFailed(invite.Call);
                break;
        }
    }

    private void LookUp()
    {
        Timers.StartSingleTimer(LookUpTimer, TimeToLookUp.Instance, Random.NextExponential(_run.Context.Scenario.Queries.MeanInterval));
        int other = Random.Next(_run.Context.Ordinary);
        bool exists = !Random.NextBool(_settings.Directory.Misspelt);
        Search(exists ? SkypeRun.NameOf(other) : SkypeRun.NameOf(other) + "?", null, exists && _run.Oracle.IsLoggedIn(other));
    }

    /// <summary>Searches for a user by name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="call">The call that is to be made then; null for none.</param>
    /// <param name="isReal">Whether the user exists and is on line.</param>
    /// <param name="anew">Whether what has been found before does not hold any more.</param>
    private void Search(string name, SkypeCall? call, bool isReal = false, bool anew = false)
    {
        BeginOperation("search for", name);
        Metrics.Add(_metrics.Searches);
        ulong user = SkypeRun.UserNumber(name);
        var search = new NameSearch(++_lastSearch, user, Now) { Call = call, IsReal = isReal, Anew = anew };
        if (anew) _found.Forget(user);
        if (_found.Find(user, Now) is { } found)
        {
            Metrics.Add(_metrics.SearchesKnown);
            EndSearch(search, found, isKnown: true);
            return;
        }

        _searches.Add(search);
        Step(search);
    }

    private void Step(NameSearch search)
    {
        if (search.Batches >= _settings.Directory.MaxBatches)
        {
            EndSearch(search, null);
            return;
        }

        if (!HasSupernode && Now - search.Started < LongestSearch)
        {
            Timers.StartSingleTimer(search, new TimeForNextStep(search.Id), _settings.Directory.Wait);
            return;
        }

        PeerId[] silent = [.. search.Pending];
        search.Pending.Clear();
        bool yourself = Nat == ClientNat.NoUdp;
        bool sent = ToSupernode(new SearchRequest(search.Id, search.User, search.Wanted(_settings.Directory.FirstBatch), silent, [.. search.Asked], yourself, search.Anew && search.Batches == 0));
        if (!sent && Service is null)
        {
            Metrics.Add(_metrics.SearchesLost);
            _searches.Remove(search);
            CallFailed(search.Call, _metrics.CallsAbsent);
            return;
        }

        // The supernode may take all steps itself; else it only says whom to ask.
        if (_searches.Contains(search) && search.Pending.Count == 0)
            Timers.StartSingleTimer(search, new TimeForNextStep(search.Id), (yourself ? _settings.Directory.MaxBatches + 1 : 2) * _settings.Directory.Wait);
    }

    private void OnTargets(SearchTargets targets)
    {
        if (_searches.Find(s => s.Id == targets.Search) is not { } search) return;
        if (targets.Record is { } record)
        {
            if (_run.IsGenuine(in record))
            {
                if (targets.IsRemembered) Metrics.Add(_metrics.SearchesRemembered);
                EndSearch(search, record);
                return;
            }

            // One's own supernode cannot be trusted: another one is sought, and asked again.
            Metrics.Add(_metrics.SearchesForged);
            if (_supernode is not { } liar) return;
            _distrusted.Add(liar.Remote.Value);
            LoseSupernode();
            Timers.StartSingleTimer(search, new TimeForNextStep(search.Id), _settings.Directory.Wait);
            return;
        }

        if (targets.Nodes.Length == 0)
        {
            EndSearch(search, null);
            return;
        }

        search.Batches++;
        search.Asked.AddRange(targets.Nodes);
        search.Pending.AddRange(targets.Nodes);
        var query = new DirectoryQuery(search.Id, search.User);
        foreach (PeerId node in targets.Nodes) Tell(node, query);
        Timers.StartSingleTimer(search, new TimeForNextStep(search.Id), _settings.Directory.Wait);
    }

    private void OnDirectoryAnswer(DirectoryAnswer answer)
    {
        if (_searches.Find(s => s.Id == answer.Search) is not { } search || !search.Pending.Remove(Sender)) return;
        if (answer.Record is { } record)
        {
            if (_run.IsGenuine(in record))
            {
                ToSupernode(new SearchFound(record));
                EndSearch(search, record);
                return;
            }

            Metrics.Add(_metrics.SearchesForged);
        }

        if (search.Pending.Count == 0) NextStep(search);
    }

    private void NextStep(NameSearch search)
    {
        Timers.Cancel(search);
        if (search.Batches == 0 && search.Asked.Count == 0 && search.Pending.Count == 0 && Now - search.Started > LongestSearch)
        {
            // The supernode has not said anything: it is gone, or the search with it.
            EndSearch(search, null);
            return;
        }

        Step(search);
    }

    private void EndSearch(NameSearch search, PresenceRecord? found, bool isKnown = false)
    {
        Timers.Cancel(search);
        _searches.Remove(search);
        if (search.IsReal) Metrics.Add(_metrics.SearchesReal);
        Metrics.Record(_metrics.SearchAsked, search.Asked.Count);
        if (found is not { } record)
        {
            Metrics.Add(_metrics.SearchesAbsent);
            if (search.Call is { Phase: CallPhase.Inviting } vain) CallFailed(vain, _metrics.CallsAbsent);
            return;
        }

        Metrics.Add(_metrics.SearchesFound);
        if (search.IsReal) Metrics.Add(_metrics.SearchesRealFound);
        Metrics.Record(_metrics.SearchTime, Now - search.Started);
        if (search.Batches > 0) Metrics.Add(_metrics.ByBatch[search.Batches - 1]);
        if (!isKnown) _found.Add(in record, Now);
        if (search.Call is { } call) Dial(call, in record);
    }

    private void Chat()
    {
        Timers.StartSingleTimer(ChatTimer, TimeToChat.Instance, Random.NextExponential(_settings.Buddies.ChatEvery));
        int buddy = Random.Next(Disk.Buddies.Length), letters = 1 + (int)Random.NextExponential(MeanText);
        Metrics.Add(_metrics.Chats);
        if (Disk.States[buddy].IsOnline) SendText(buddy, letters, Now, 1);
        else Keep(buddy, letters);
    }

    private void Keep(int buddy, int letters)
    {
        Metrics.Add(_metrics.ChatsKept);
        Disk.Kept.Add((buddy, letters));
    }

    private void DeliverKept(int buddy)
    {
        for (int i = 0; i < Disk.Kept.Count; i++)
        {
            if (Disk.Kept[i].Buddy != buddy) continue;
            int letters = Disk.Kept[i].Characters;
            Disk.Kept.RemoveAt(i--);
            SendText(buddy, letters, TimeSpan.MinValue, 1);
        }
    }

    /// <summary>Texts take the way of calls: straight to a public address, else by way of the supernodes.</summary>
    private void SendText(int buddy, int letters, TimeSpan typed, int attempt)
    {
        var text = new OpenText(++_lastText, buddy, letters, typed, attempt);
        _texts.Add(text);
        PresenceRecord to = Disk.States[buddy].Record;
        var message = new ChatText(_user, text.Number, letters);
        if (to.Nat == ClientNat.Open && Nat != ClientNat.NoUdp && attempt == 1) Tell(to.Node, message);
        else SignalTo(in to, message);
        Timers.StartSingleTimer(text, new ReceiptOverdue(text.Number), _settings.Buddies.ReceiptWait);
    }

    private void OnText(PeerId from, ChatText text, Signal? by)
    {
        var receipt = new ChatReceipt(text.Number);
        if (by is null) Tell(from, receipt);
        else ToSupernode(new Signal(Self, SupernodeNow, by.From, by.FromSupernode, receipt));
    }

    private void OnReceipt(int number)
    {
        if (_texts.Find(t => t.Number == number) is not { } text) return;
        _texts.Remove(text);
        Timers.Cancel(text);
        Metrics.Add(_metrics.ChatsDelivered);
        if (text.Typed >= TimeSpan.Zero) Metrics.Record(_metrics.ChatTime, Now - text.Typed);
    }

    private void OnReceiptOverdue(int number)
    {
        if (_texts.Find(t => t.Number == number) is not { } text) return;
        _texts.Remove(text);
        if (text.Attempt < 3)
        {
            SendText(text.Buddy, text.Characters, text.Typed, text.Attempt + 1);
            return;
        }

        Disk.States[text.Buddy].Record = Disk.States[text.Buddy].Record with { IsOnline = false };
        Keep(text.Buddy, text.Characters);
    }

    /// <summary>A text whose receipt has not come.</summary>
    private sealed record OpenText(int Number, int Buddy, int Characters, TimeSpan Typed, int Attempt);

    internal sealed record TimeForNextStep(int Search) : Message
    {
        public override int WireSize => 0;
    }

    internal sealed record TimeToAskAgain : Message
    {
        public static TimeToAskAgain Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToLookUp : Message
    {
        public static TimeToLookUp Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToChat : Message
    {
        public static TimeToChat Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record ReceiptOverdue(int Number) : Message
    {
        public override int WireSize => 0;
    }
}
