using P2PActors.Actors;

namespace P2PActors.Protocols.Napster;

/// <summary>A message between client and server or between servers: length (2 bytes), type (2 bytes), text.</summary>
/// <param name="Type">Number of the message.</param>
internal abstract record NapsterMessage(ushort Type) : Message
{
    public const int HeaderSize = 4;
    private int _wireSize;

    /// <inheritdoc />
    public override int WireSize
    {
        get
        {
            // Measured once; whoever asks gets the same number.
            if (_wireSize == 0)
            {
                var counter = default(WireWriter);
                Write(ref counter);
                _wireSize = HeaderSize + counter.Length;
            }

            return _wireSize;
        }
    }

    /// <summary>Writes the data.</summary>
    public abstract void Write(ref WireWriter w);

    // The measured size is no part of the message.
    public virtual bool Equals(NapsterMessage? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => Type;
}

/// <summary>A message without data.</summary>
internal abstract record EmptyMessage(ushort Type) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w) { }
}

/// <summary>A message that is one text.</summary>
internal abstract record TextMessage(ushort Type, string Text) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w) => w.Text(Text);
}

/// <summary>A message that is one nick.</summary>
internal abstract record NickMessage(ushort Type, string Nick) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w) => w.Word(Nick);
}

/// <summary>A message of a nick and a file.</summary>
internal abstract record NickFileMessage(ushort Type, string Nick, string File) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Quoted(File);
    }
}

/// <summary>A message that is one number.</summary>
internal abstract record NumberMessage(ushort Type, int Value) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w) => w.Number(Value);
}

// Login and session.

internal sealed record LoginError(string Text) : TextMessage(0, Text);

internal sealed record Login(string Nick, string Password, int Port, string Client, int Link) : NapsterMessage(2)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Word(Password);
        w.Number(Port);
        w.Quoted(Client);
        w.Number(Link);
    }
}

internal sealed record LoginAck(string Email) : TextMessage(3, Email);

internal sealed record NewUserLogin(string Nick, string Password, int Port, string Client, int Link, string Email) : NapsterMessage(6)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Word(Password);
        w.Number(Port);
        w.Quoted(Client);
        w.Number(Link);
        w.Word(Email);
    }
}

internal sealed record NickCheck(string Nick) : NickMessage(7, Nick);

internal sealed record NickFree() : EmptyMessage(8);

internal sealed record NickTaken() : EmptyMessage(9);

internal sealed record NickInvalid() : EmptyMessage(10);

internal sealed record StatsRequest() : EmptyMessage(214);

internal sealed record Stats(int Users, int Files, int Gigabytes) : NapsterMessage(214)
{
    public override void Write(ref WireWriter w)
    {
        w.Number(Users);
        w.Number(Files);
        w.Number(Gigabytes);
    }
}

internal sealed record Disconnecting() : NumberMessage(316, 0);

internal sealed record GeneralError(string Text) : TextMessage(404, Text);

internal sealed record MessageOfTheDay(string Text) : TextMessage(621, Text);

internal sealed record ChangeLinkSpeed(int Value) : NumberMessage(700, Value);

internal sealed record ChangeDataPort(int Value) : NumberMessage(703, Value);

internal sealed record GhostNotice() : EmptyMessage(748);

internal sealed record ServerPing() : EmptyMessage(750);

internal sealed record RedirectTo(string Server, int Port) : NapsterMessage(821)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Server);
        w.Number(Port);
    }
}

internal sealed record BackToRedirector(string Text) : TextMessage(822, Text);

// Sharing and searching.

internal sealed record ShareFile(NapsterFile File) : NapsterMessage(100)
{
    public override void Write(ref WireWriter w) => File.Write(ref w);
}

internal sealed record UnshareFile(string File) : NapsterMessage(102)
{
    public override void Write(ref WireWriter w) => w.Quoted(File);
}

internal sealed record UnshareAll() : EmptyMessage(110);

/// <summary>Files of one directory; their paths on the wire are relative to it.</summary>
internal sealed record ShareDirectory(string Directory, NapsterFile[] Files) : NapsterMessage(870)
{
    /// <summary>Longest data a server takes, bytes (max_command_length).</summary>
    public const int MostBytes = 2048;

    public override void Write(ref WireWriter w)
    {
        w.Quoted(Directory);
        foreach (NapsterFile file in Files) file.Write(ref w);
    }

    public bool Equals(ShareDirectory? other) => base.Equals(other) && Directory == other.Directory && Files.AsSpan().SequenceEqual(other.Files);

    public override int GetHashCode() => HashCode.Combine(Directory, Files.Length);
}

internal sealed record SearchRequest(string Text) : TextMessage(200, Text);

internal sealed record SearchResult(NapsterFile File, string Nick, uint Address, int Link) : NapsterMessage(201)
{
    public override void Write(ref WireWriter w)
    {
        File.Write(ref w);
        w.Word(Nick);
        w.Number(Address);
        w.Number(Link);
    }
}

internal sealed record EndOfResults() : EmptyMessage(202);

internal sealed record BrowseRequest(string Nick) : NickMessage(211, Nick);

internal sealed record BrowseResult(string Nick, NapsterFile File) : NapsterMessage(212)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        File.Write(ref w);
    }
}

internal sealed record BrowseEnd(string Nick) : NickMessage(213, Nick);

internal sealed record ResumeRequest(string Md5, long Size) : NapsterMessage(215)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Md5);
        w.Number(Size);
    }
}

internal sealed record ResumeMatch(string Nick, uint Address, int Port, string File, string Md5, long Size, int Link) : NapsterMessage(216)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Address);
        w.Number(Port);
        w.Quoted(File);
        w.Word(Md5);
        w.Number(Size);
        w.Number(Link);
    }
}

internal sealed record ResumeEnd() : EmptyMessage(217);

// Transfers.

internal sealed record DownloadRequest(string Nick, string File) : NickFileMessage(203, Nick, File);

/// <summary>Where to get or to bring a file.</summary>
internal abstract record TransferAddress(ushort Type, string Nick, uint Address, int Port, string File, string Md5, int Link) : NapsterMessage(Type)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Number(Address);
        w.Number(Port);
        w.Quoted(File);
        w.Word(Md5);
        w.Number(Link);
    }
}

internal sealed record DownloadAck(string Nick, uint Address, int Port, string File, string Md5, int Link)
    : TransferAddress(204, Nick, Address, Port, File, Md5, Link);

internal sealed record GetError(string Nick, string File) : NickFileMessage(206, Nick, File);

internal sealed record DownloadStarted() : EmptyMessage(218);

internal sealed record DownloadFinished() : EmptyMessage(219);

internal sealed record UploadStarted() : EmptyMessage(220);

internal sealed record UploadFinished() : EmptyMessage(221);

internal sealed record PushRequest(string Nick, string File) : NickFileMessage(500, Nick, File);

internal sealed record PushAck(string Nick, uint Address, int Port, string File, string Md5, int Link)
    : TransferAddress(501, Nick, Address, Port, File, Md5, Link);

internal sealed record UploadRequest(string Nick, string File) : NickFileMessage(607, Nick, File);

internal sealed record UploadAccepted(string Nick, string File) : NickFileMessage(608, Nick, File);

internal sealed record UploadRefused(string Nick, string File) : NickFileMessage(609, Nick, File);

internal sealed record QueueLimit(string Nick, string File, int Limit) : NapsterMessage(619)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Quoted(File);
        w.Number(Limit);
    }
}

internal sealed record QueueLimited(string Nick, string File, long Size, int Limit) : NapsterMessage(620)
{
    public override void Write(ref WireWriter w)
    {
        w.Word(Nick);
        w.Quoted(File);
        w.Number(Size);
        w.Number(Limit);
    }
}

internal sealed record DataPortError(string Nick) : NickMessage(626, Nick);
