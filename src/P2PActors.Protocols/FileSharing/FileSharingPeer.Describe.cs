using P2PActors.Inspection;

namespace P2PActors.Protocols.FileSharing;

/// <content>What a user says of itself.</content>
public abstract partial class FileSharingPeer
{
    /// <summary>What the user shares and has done so far; a derived class says where it stands in its network first.</summary>
    protected override void Describe(StateText text)
    {
        PeerLibrary library = Workload.LibraryOf(Self);
        text.Say($"shares {StateText.Count(SharedFiles.Length, "file")}; {StateText.Count(library.Uploads, "upload")} completed, {StateText.Bytes(library.BytesUploaded)}");
        text.Say($"{_uploads} of {StateText.Count(Workload.Settings.UploadSlots, "upload slot")} taken; {StateText.Count(_searches, "search").Replace("searchs", "searches", StringComparison.Ordinal)} in this session");
    }

    /// <summary>A search in words.</summary>
    protected static string Describe(Search search) =>
        $"searches for \"{search.Text}\" since {StateText.Moment(search.Started)}; {StateText.Count(search.Hits.Count, "hit")} so far";

    /// <summary>A download in words, without how its source is reached.</summary>
    protected string Describe(Download download) =>
        $"downloads \"{Workload.Catalogue.Name(download.File)}\" ({StateText.Bytes(download.Size)}) since {StateText.Moment(download.Started)}, source {download.Attempts}: peer {download.Source.Source}";
}
