using System.Collections.Immutable;
using System.Net;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Network;

namespace P2PActors.Tests.Wire;

internal enum Mood : short
{
    Low = -300,
    Even = 0,
    High = 300,
}

internal readonly record struct Place(int X, Corner Corner);

internal readonly record struct Corner(byte A, double B);

internal readonly struct Nothing;

internal struct Branches
{
    public int Leaf;
    public Branches[]? Children;
}

internal abstract record Animal(string Name);

internal sealed record Dog(string Name, int Bones) : Animal(Name);

internal record Cat(string Name, bool Purrs) : Animal(Name);

internal sealed record Lion(string Name, bool Purrs, float Roar) : Cat(Name, Purrs);

internal interface IWithEars
{
    int Ears { get; }
}

internal sealed record Rabbit(int Ears) : IWithEars;

internal sealed record Crate<T>(T Content, int Weight);

internal abstract record Parcel : Message
{
    public override int WireSize => 1;
}

internal sealed record Numbers(
    sbyte A, byte B, short C, ushort D, int E, uint F, long G, ulong H, char I, bool J, float K, double L, decimal M, Int128 N, UInt128 O, Guid P, TimeSpan Q, DateTime R, Mood S) : Parcel;

internal sealed record Ranges(short Short, ushort Word, decimal Sum) : Parcel;

internal sealed record Structs(PeerId Peer, Place Place, (int, string?) Pair, KeyValuePair<string, Place> Entry, Place? Maybe, int? Number, Nothing Nothing) : Parcel;

internal sealed record Texts(string? A, string? B, IPAddress? Address, IPEndPoint? End, SearchText? Search) : Parcel;

internal sealed record Sequences(
    int[]? A, byte[]? B, List<string?>? C, ImmutableArray<Place> D, ReadOnlyMemory<ushort> E, Memory<byte> F, Mood[] G, string?[][]? H, Nothing[] I, Place?[] J, Branches K) : Parcel;

internal sealed record Open(IReadOnlyList<int>? A, IEnumerable<string>? B, IReadOnlyCollection<Animal>? C, Animal? D, Cat? E, IWithEars? F, object? G, Message? H) : Parcel;

internal sealed record Boxes(Crate<int> A, Crate<Crate<string>>? B, Dog? C) : Parcel;

internal sealed record Chain(Chain? Next, int Link) : Parcel;

internal sealed record WithTable(int Number, Dictionary<string, int>? Table) : Parcel;

internal sealed record WithAction(Action? Act) : Parcel;

internal sealed record WithPeer(Connection? Connection, PeerActor? Peer) : Parcel;

internal sealed record Envelope<T>(T Content) : Parcel;

/// <summary>What a message holds is cached in it, in fields that can only be read.</summary>
internal sealed record Cached : Parcel
{
    private readonly int _size;

    public Cached(string text) => (Text, _size) = (text, 3 * text.Length);

    public string Text { get; }

    public override int WireSize => _size;
}
