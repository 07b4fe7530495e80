using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Napster;

/// <content>Uploads: a slot is taken when the server asks (607), and given back when the transfer is over or never begins.</content>
internal sealed partial class NapsterClient
{
    private readonly List<Upload> _uploading = [];
    private int _lastUpload;

    private void OnUploadRequest(UploadRequest request)
    {
        int file = run.Files.Find(request.File);
        if (file < 0 || !Serves(file))
        {
            _server!.Send(new UploadRefused(request.Nick, request.File));
        }
        else if (!TryTakeUploadSlot())
        {
            _server!.Send(new QueueLimit(request.Nick, request.File, run.Settings.Downloads.UploadSlots));
        }
        else
        {
            var upload = new Upload(++_lastUpload, request.Nick, file);
            _uploading.Add(upload);
            Timers.StartSingleTimer(upload, new UploadCheck(upload.Number), run.Settings.Downloads.Patience);
            _server!.Send(new UploadAccepted(request.Nick, request.File));
        }
    }

    /// <summary>Push: a firewalled source connects to the downloader.</summary>
    private void OnPushAck(PushAck ack)
    {
        PeerId downloader = NapsterAddress.PeerOf(ack.Address);
        if (Find(ack.Nick, run.Files.Find(ack.File)) is not { } upload || downloader == Self) return;
        upload.Connection = Connect(downloader);
        upload.Connection.Tag = upload;
    }

    private static void OnPeerConnected(Connection connection)
    {
        // Who listens speaks first (napster.txt, client-client protocol).
        if (!connection.IsOutgoing) connection.Send(new PeerHello());
    }

    /// <summary>Somebody has connected and says what it wants.</summary>
    private static void OnCaller(Connection connection, Message message)
    {
        switch (message)
        {
            case PeerGet or PeerSend:
                connection.Tag = message;
                break;
            default:
                connection.Send(new PeerError(PeerError.InvalidRequest));
                connection.Close();
                break;
        }
    }

    private void OnRequest(Connection connection, PeerRequest request)
    {
        int file = run.Files.Find(request.File);
        if (connection.Tag is PeerSend) OnPushed(connection, request);
        else OnGet(connection, request, file);
    }

    private void OnGet(Connection connection, PeerRequest request, int file)
    {
        if (file < 0 || !Serves(file))
        {
            connection.Send(new PeerError(PeerError.NotShared));
            connection.Close();
            return;
        }

        if (Find(request.Nick, file) is not { Connection: null } upload)
        {
            // Not announced by the server, or too late: welcome if there is room.
            if (!TryTakeUploadSlot())
            {
                connection.Send(new PeerError(PeerError.InvalidRequest));
                connection.Close();
                return;
            }

            upload = new Upload(++_lastUpload, request.Nick, file);
            _uploading.Add(upload);
        }

        upload.Connection = connection;
        connection.Tag = upload;
        connection.Send(new PeerNumber(run.Files[file].Size, VersionOf(file)));
        SendFile(upload, request.Number);
    }

    /// <summary>A source brings what was asked for with 500.</summary>
    private void OnPushed(Connection connection, PeerRequest request)
    {
        if (Find(request.Nick, request.File) is not { Phase: FetchPhase.AwaitsPush } fetch)
        {
            connection.Send(new PeerError(PeerError.InvalidRequest));
            connection.Close();
            return;
        }

        fetch.Connection = connection;
        connection.Tag = fetch;
        connection.Send(new PeerNumber(fetch.Offset));
        Metrics.Add(run.Metrics.Pushes);
        Begin(fetch, request.Version);
    }

    /// <summary>The downloader speaks to a source that has connected to it.</summary>
    private void OnUpload(Upload upload, Message message)
    {
        switch (message)
        {
            case PeerHello when !upload.IsSending:
                upload.Connection!.Send(new PeerSend());
                upload.Connection.Send(new PeerRequest(Nick, run.Files[upload.File].Path, run.Files[upload.File].Size, VersionOf(upload.File)));
                break;
            case PeerNumber offset when !upload.IsSending:
                SendFile(upload, offset.Number);
                break;
            case PeerError:
                upload.Connection!.Close();
                Release(upload, 0);
                break;
        }
    }

    private void SendFile(Upload upload, long offset)
    {
        upload.Bytes = (int)Math.Clamp(run.Files[upload.File].Size - offset, 1, int.MaxValue);
        upload.IsSending = true;
        Timers.Cancel(upload);
        upload.Connection!.Send(new FileData(upload.File, upload.Bytes, VersionOf(upload.File)));
        if (IsLoggedIn) _server!.Send(new UploadStarted());
    }

    private void OnPeerClosed(Connection connection, CloseReason reason)
    {
        switch (connection.Tag)
        {
            case Fetch { Phase: FetchPhase.Receiving } fetch:
                Break(fetch);
                break;
            case Fetch fetch:
                Fail(fetch, DownloadFailure.Broken);
                break;
            case Upload upload:
                // The downloader closes when it has everything.
                Release(upload, upload.IsSending && reason == CloseReason.ClosedByPeer && !connection.IsCutOff ? upload.Bytes : 0);
                break;
        }
    }

    private void OnUploadCheck(int number)
    {
        if (_uploading.Find(u => u.Number == number) is not { IsSending: false } upload) return;
        upload.Connection?.Close();
        Release(upload, 0);
    }

    private void Release(Upload upload, long bytes)
    {
        if (!_uploading.Remove(upload)) return;
        Timers.Cancel(upload);
        ReleaseUploadSlot(bytes);
        if (upload.IsSending && IsLoggedIn) _server!.Send(new UploadFinished());
    }

    private Upload? Find(string nick, int file)
    {
        foreach (Upload upload in _uploading)
        {
            if (upload.File == file && upload.Nick == nick) return upload;
        }

        return null;
    }

    /// <summary>A file that is given, or promised, to somebody.</summary>
    private sealed class Upload(int number, string nick, int file)
    {
        public int Number { get; } = number;

        public string Nick { get; } = nick;

        public int File { get; } = file;

        public Connection? Connection { get; set; }

        public bool IsSending { get; set; }

        public int Bytes { get; set; }
    }
}
