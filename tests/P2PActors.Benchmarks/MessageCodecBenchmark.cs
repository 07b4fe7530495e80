using BenchmarkDotNet.Attributes;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols.Gnutella;
using P2PActors.Protocols.Napster;
using P2PActors.Scenarios;
using P2PActors.Wire;
using WireReader = P2PActors.Wire.WireReader;
using WireWriter = P2PActors.Wire.WireWriter;

namespace P2PActors.Benchmarks;

/// <summary>Messages to bytes, and from bytes. Time per message.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class MessageCodecBenchmark
{
    private const int Messages = 1000;

    private readonly WireWriter _writer = new(1 << 20);
    private MessageCodec _codec = null!;
    private Message _message = null!;
    private byte[] _bytes = [];

    /// <summary>Which message.</summary>
    [Params("Query", "QueryHit", "ShareFile")]
    public string Kind { get; set; } = "";

    /// <summary>Makes the message and its bytes.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var content = new SharedContent(new CatalogueSettings { Files = 1000 }, new UniformPlacement(), new QuerySettings(), 10, 1);
        var random = new RandomStream(1);
        DescriptorId id = DescriptorId.New(ref random);
        _codec = MessageCodec.For(typeof(Query), content);
        _message = Kind switch
        {
            "Query" => new Query(id, 5, 2, 7, 0, SearchText.For(content.Index, 7, 3, ref random)),
            "QueryHit" => new QueryHit(id, 5, 2, 7, new HitList(new PeerId(77_000), DescriptorId.New(ref random), 128, true, false, [3, 500, 999], content.Catalogue)),
            _ => new ShareFile(new NapsterFiles(content.Catalogue)[7]),
        };
        Write();
        _bytes = _writer.Written.ToArray();
    }

    /// <summary>A thousand messages into one buffer.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Write()
    {
        _writer.Clear();
        for (int i = 0; i < Messages; i++) _codec.Write(_message, _writer);
        return _writer.Length;
    }

    /// <summary>A thousand messages from one buffer.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Message? Read()
    {
        var from = new WireReader(_bytes);
        Message? last = null;
        for (int i = 0; i < Messages; i++) last = _codec.Read(ref from);
        return last;
    }
}
