using System.Text;

namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>What a client asks of the data server's upload handler.</summary>
/// <param name="File">Name of the file: that of a result and the number of the file.</param>
/// <param name="Offset">From which byte on; -1 where only its size is asked for.</param>
/// <param name="Bytes">Size of the whole file; 0 where only its size is asked for.</param>
/// <param name="Data">The bytes from the offset on.</param>
internal sealed record UploadRequest(string File, long Offset, long Bytes, byte[] Data);

/// <summary>Uploads of output files (client/file_xfer.cpp, sched/file_upload_handler.cpp): a header of tags and then the bytes as they are.</summary>
internal static class UploadXml
{
    private const int Major = 7, Minor = 20, Release = 5, LongestHeader = 16_384, LongestName = 256;

    /// <summary>Size of the header of an upload, bytes.</summary>
    public static int Measure(ResultName name, int bytes)
    {
        var counter = new TagWriter(null);
        WriteHeader(name + "_0", bytes, 0, default, ref counter);
        return counter.Length;
    }

    /// <summary>Size of a reply, bytes.</summary>
    public static int MeasureReply(int status)
    {
        var counter = new TagWriter(null);
        WriteReply(status, null, ref counter);
        return counter.Length;
    }

    /// <summary>An upload.</summary>
    public static byte[] Encode(UploadRequest request)
    {
        var text = new StringBuilder();
        var writer = new TagWriter(text);
        if (request.Offset >= 0)
        {
            WriteHeader(request.File, request.Bytes, request.Offset, Checksum.OfFile(request.Data), ref writer);
        }
        else
        {
            WriteVersions(ref writer);
            writer.Text("get_file_size", request.File, 4);
            writer.Close("data_server_request");
        }

        return [.. Encoding.ASCII.GetBytes(text.ToString()), .. request.Data];
    }

    /// <summary>Reads an upload.</summary>
    /// <exception cref="BoincFormatException">It is none, or its data are not as long as it says.</exception>
    public static UploadRequest Decode(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes[..Math.Min(bytes.Length, LongestHeader)];
        int data = start.IndexOf("<data>"u8);
        if (data < 0) return DecodeSizeQuestion(Ascii(start, bytes.Length));
        int from = data + 6;
        if (from < bytes.Length && bytes[from] == '\r') from++;
        if (from >= bytes.Length || bytes[from] != '\n') throw new BoincFormatException(FormattableString.Invariant($"found no end of line after <data> at {data}"));
        // The header is never closed: the bytes of the file are its end.
        TagTree request = TagTree.Read(Ascii(start[..data], data) + "</file_upload></data_server_request>", "data_server_request");
        TagTree upload = request.Get("file_upload"), info = upload.Get("file_info");
        double size = upload.Get("nbytes").Real(1L << 50), offset = upload.Get("offset").Real(size);
        int length = bytes.Length - from - 1;
        if (offset + length != size) throw new BoincFormatException(FormattableString.Invariant($"found {length} bytes of data from {offset:0} on, expected {size:0} in all"));
        if (info.Find("max_nbytes") is { } most && most.Real(double.MaxValue) < size) throw most.Wrong(FormattableString.Invariant($"at least the size, {size:0}"));
        byte[] content = bytes[(from + 1)..].ToArray();
        // The checksum is that of the whole file; BOINC before 7.6 sent none.
        if (upload.Find("md5_cksum") is { } checksum && offset == 0 && checksum.Hex() != Checksum.OfFile(content)) throw checksum.Wrong("the checksum of the data");
        return new UploadRequest(NameOf(info.Get("name")), (long)offset, (long)size, content);
    }

    /// <summary>A reply.</summary>
    /// <param name="status">0, or why the upload was refused.</param>
    /// <param name="size">Bytes of the file that are there, if that was asked.</param>
    public static string EncodeReply(int status, long? size = null)
    {
        var text = new StringBuilder();
        var writer = new TagWriter(text);
        WriteReply(status, size, ref writer);
        return text.ToString();
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="BoincFormatException">It is none.</exception>
    public static (int Status, long? Size) DecodeReply(string text)
    {
        TagTree reply = TagTree.Read(text, "data_server_reply");
        return (reply.Get("status").Integer(int.MinValue, int.MaxValue), reply.Find("file_size") is { } size ? (long)size.Real(1L << 50) : null);
    }

    private static UploadRequest DecodeSizeQuestion(string text)
    {
        TagTree request = TagTree.Read(text, "data_server_request");
        if (request.Find("get_file_size") is not { } name) throw request.Wrong("<file_upload> with <data>, or <get_file_size>");
        return new UploadRequest(NameOf(name), -1, 0, []);
    }

    private static string Ascii(ReadOnlySpan<byte> bytes, int whole)
    {
        if (whole > LongestHeader) throw new BoincFormatException(FormattableString.Invariant($"found no <data> in the first {LongestHeader} bytes"));
        int other = bytes.IndexOfAnyExceptInRange((byte)1, (byte)127);
        return other < 0 ? Encoding.ASCII.GetString(bytes) : throw new BoincFormatException(FormattableString.Invariant($"found byte {bytes[other]} at {other}, expected ASCII"));
    }

    /// <summary>Names come from outside and become names of files: nothing that leads elsewhere is let in.</summary>
    private static string NameOf(TagTree tag)
    {
        bool isGood = tag.Text.Length is > 0 and <= LongestName && tag.Text[0] != '.';
        foreach (char c in tag.Text) isGood &= char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';
        return isGood ? tag.Text : throw tag.Wrong("a file name of letters, digits, '_', '-' and '.'");
    }

    private static void WriteVersions(ref TagWriter to)
    {
        to.Open("data_server_request");
        to.Number("core_client_major_version", Major, 4);
        to.Number("core_client_minor_version", Minor, 4);
        to.Number("core_client_release", Release, 4);
    }

    private static void WriteHeader(string file, long bytes, long offset, UInt128 checksum, ref TagWriter to)
    {
        WriteVersions(ref to);
        to.Open("file_upload");
        to.Open("file_info");
        to.Text("name", file, 4);
        to.Open("xml_signature");
        to.Close("xml_signature");
        to.Number("max_nbytes", OutputFile.MostBytes, 4);
        to.Close("file_info");
        to.Number("nbytes", bytes, 0);
        to.Hex("md5_cksum", checksum, 0);
        to.Number("offset", offset, 0);
        to.Open("data");
    }

    private static void WriteReply(int status, long? size, ref TagWriter to)
    {
        to.Open("data_server_reply");
        to.Number("status", status, 4);
        if (size is { } bytes) to.Number("file_size", bytes, 4);
        to.Close("data_server_reply");
    }
}
