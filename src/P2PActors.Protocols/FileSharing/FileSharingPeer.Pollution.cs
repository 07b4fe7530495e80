using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Content;

namespace P2PActors.Protocols.FileSharing;

/// <content>
/// Orders from outside, and bad copies: a malicious peer offers the polluters' titles; whoever has fetched a bad copy shares it
/// until its user looks at it, if ever (Liang, Kumar, Xi, Ross, INFOCOM 2005).
/// </content>
public abstract partial class FileSharingPeer
{
    /// <summary>Version of the copy of a file that this peer offers: 0 for the true content.</summary>
    protected int VersionOf(int file)
    {
        PeerLibrary library = Workload.LibraryOf(Self);
        return library.IsPlanted(file) ? Workload.Pollution.VersionOf(Self, file) : library.OwnVersionOf(file);
    }

    /// <summary>The hash that others see of this peer's copy of a file; see <see cref="SearchHit.Hash"/>.</summary>
    protected int HashOf(int file) => Workload.Pollution.HashOf(VersionOf(file));

    /// <summary>Whether this peer sends a file to who asks for it: it shares the file, and does not only say so.</summary>
    protected bool Serves(int file)
    {
        PeerLibrary library = Workload.LibraryOf(Self);
        if (!library.Shares(file)) return false;
        if (Workload.Pollution.IsServed || !library.IsPlanted(file)) return true;
        Metrics.Add(Workload.Metrics.PoisonedAttempts);
        return false;
    }

    /// <summary>Searches for a text as the user would who types it.</summary>
    /// <returns>False if it has no words, or cannot be sent.</returns>
    protected bool SearchFor(string words)
    {
        SearchText text = Workload.TextOf(words);
        return text.Words.Count > 0 && !Ask(NothingInMind, text).IsRefused;
    }

    /// <inheritdoc />
    protected override bool OnOrder(Order order)
    {
        switch (order)
        {
            case TraitsChanged:
                FollowTraits();
                return true;
            case SearchOrder search:
                return SearchFor(search.Words);
            default:
                return base.OnOrder(order);
        }
    }

    private const int NothingInMind = -1;

    private void StartPollution()
    {
        FollowTraits();
        // Who was off line when a file was to be looked at looks at it now.
        foreach (PendingCheck check in Workload.LibraryOf(Self).Checks) StartLooking(check);
    }

    /// <summary>Offers bad copies if, and only if, this peer means harm.</summary>
    private void FollowTraits()
    {
        bool isMalicious = Workload.Context.Traits.IsMalicious(Self.Value);
        PeerLibrary library = Workload.LibraryOf(Self);
        if (library.IsPolluting == isMalicious) return;
        int[] titles = Workload.Pollution.Targets;
        int[] own = Array.FindAll(titles, library.Owns);
        if (isMalicious) library.Plant(titles);
        else library.Uproot();
        foreach (int file in titles) AppendChange(file, library.Shares(file) ? VersionOf(file) : LibraryChange.None);
        if (isMalicious) OnFilesChanged(added: titles, removed: own);
        else OnFilesChanged(added: own, removed: titles);
    }

    private void OnBadDownload(int file, bool isNew)
    {
        PollutionSettings settings = Workload.Settings.Pollution;
        Metrics.Add(Workload.Metrics.BadCompleted);
        TimeSpan delay = isNew && Random.NextBool(settings.Check) ? settings.CheckDelay.Sample(ref Random) : DurationLaw.Never;
        if (delay >= DurationLaw.Never - Now)
        {
            Metrics.Add(Workload.Metrics.BadUnnoticed);
            return;
        }

        var check = new PendingCheck(file, Now + delay);
        Workload.LibraryOf(Self).AddCheck(check);
        StartLooking(check);
    }

    private void StartLooking(PendingCheck check)
    {
        var look = new TimeToLookAtFile(check.File);
        Timers.StartSingleTimer(look, look, check.Due - Now);
    }

    /// <summary>The user looks at a bad file: it goes, and perhaps the user searches once more.</summary>
    private void LookAtFile(int file)
    {
        PeerLibrary library = Workload.LibraryOf(Self);
        if (!library.RemoveCheck(file)) return;
        Metrics.Add(Workload.Metrics.BadNoticed);
        library.Fetched.Remove(file);
        if (library.Unshare(file))
        {
            AppendChange(file, LibraryChange.None);
            OnFilesChanged([], [file]);
        }

        if (!library.TrySearchAgain(file, Workload.Settings.Pollution.Retry)) return;
        Metrics.Add(Workload.Metrics.SearchedAgain);
        Ask(file, Workload.TextFor(file, ref Random));
    }

    private void AppendChange(int file, int version) =>
        Workload.Oracle.Changes.Append(this, new LibraryChange(Self.Value, ++Workload.LibraryOf(Self).Changes, file, version));

    private sealed record TimeToLookAtFile(int File) : Message
    {
        public override int WireSize => 0;
    }
}
