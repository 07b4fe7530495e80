using P2PActors.Scenarios;

namespace P2PActors.Content;

/// <summary>What is known of a file before anybody shares it.</summary>
/// <param name="Name">File name with its extension.</param>
/// <param name="Size">Its size, at least 1 byte.</param>
/// <param name="Kind">What kind of file it is.</param>
/// <param name="BitRate">Rate at which it plays, in kbps (1,000 bit/s); 0 where it does not play.</param>
/// <param name="Frequency">Sampling rate in Hz; 0 where there is none.</param>
/// <param name="Seconds">How long it plays, in seconds: size and bit rate say the same.</param>
public readonly record struct FileSpec(string Name, ByteSize Size, FileKind Kind, int BitRate, int Frequency, int Seconds);
