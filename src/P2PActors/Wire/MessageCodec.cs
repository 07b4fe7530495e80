using System.Collections.Frozen;
using System.Reflection;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Wire.Formats;

namespace P2PActors.Wire;

/// <summary>
/// Writes the messages of a run as bytes and reads them again, knowing each record by its fields: protocol authors do nothing
/// for it. A message is the number of its type and then its fields, those of its bases first, in the order of their
/// declaration. One codec serves a run, on any number of threads; formats are compiled when a type is first used.
/// </summary>
/// <remarks>
/// Carried are numbers, enumerations, texts, times, identifiers, addresses, structs, classes and records by their fields,
/// nullable values, arrays, lists, memory, immutable arrays, fields declared as a base class or interface, and
/// <see cref="SearchText"/>. Objects are made without running a constructor. A message is a tree: objects that it holds twice
/// come back as two, and a cycle is refused. Types that never travel may hold anything; only writing them fails.
/// </remarks>
public sealed class MessageCodec
{
    /// <summary>Number of a message that the foreign codec wrote.</summary>
    private const int Foreign = 0;

    private readonly FormatBook _book;
    private readonly Type[] _types;
    private readonly FrozenDictionary<Type, int> _numbers;
    private readonly ContentFormat?[] _contents;
    private readonly Lazy<ulong> _fingerprint;

    /// <summary>A codec for all messages of some assemblies.</summary>
    /// <param name="assemblies">Where the messages, and what stands in their fields, are declared; in any order.</param>
    /// <param name="content">What searches are read against; null where there are none.</param>
    /// <param name="foreign">Who carries what cannot be written by fields; null for nobody.</param>
    public MessageCodec(IEnumerable<Assembly> assemblies, SharedContent? content = null, IForeignCodec? foreign = null)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        var known = new KnownTypes(assemblies);
        _book = new FormatBook(known, content is null ? null : new SearchTextCache(content), foreign);
        _types = known.AssignableTo(typeof(Message));
        _contents = new ContentFormat?[_types.Length];
        _numbers = _types.Index().ToFrozenDictionary(t => t.Item, t => t.Index + 1);
        _fingerprint = new Lazy<ulong>(() => LayoutFingerprint.Of(known, _types, foreign));
    }

    /// <summary>A codec for the messages of a protocol: those of its assembly, of the library, and of what it refers to that builds on the library.</summary>
    /// <param name="protocol">Any type of the protocol's assembly.</param>
    /// <param name="content">What searches are read against.</param>
    /// <param name="foreign">Who carries what cannot be written by fields.</param>
    public static MessageCodec For(Type protocol, SharedContent? content = null, IForeignCodec? foreign = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return new MessageCodec(KnownTypes.AssembliesAround(protocol.Assembly), content, foreign);
    }

    /// <summary>Of the known types, their fields and their order: machines whose codecs have the same one understand each other.</summary>
    public ulong Fingerprint => _fingerprint.Value;

    /// <summary>The types of message that are known, in the order of their numbers, the first of which is 1.</summary>
    public IReadOnlyList<Type> MessageTypes => _types;

    /// <summary>Writes a message.</summary>
    /// <exception cref="WireFormatException">It holds something that cannot be written, named by type and field; nothing was written then.</exception>
    public void Write(Message message, WireWriter to)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(to);
        int start = to.Length;
        try
        {
            if (_numbers.TryGetValue(message.GetType(), out int number))
            {
                to.Unsigned((ulong)number);
                ContentOf(number).WriteContent(message, to, 0);
            }
            else
            {
                to.Unsigned(Foreign);
                _book.WriteForeign(message, to, "a message", "its type is not of the assemblies that this codec knows");
            }
        }
        catch (WireFormatException e)
        {
            to.Rewind(start);
            throw new WireFormatException($"{TypeNames.Of(message.GetType())} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="WireFormatException">The bytes are not those of a known message.</exception>
    public Message Read(ref WireReader from)
    {
        ulong number = from.Unsigned();
        if (number == Foreign) return (Message)_book.ReadForeign(typeof(Message), ref from);
        if (number > (ulong)_types.Length)
            throw new WireFormatException($"found the number {number} of a message at byte {from.Position}, expected 1 to {_types.Length}{(_types.Length > 0 ? $" ({TypeNames.Of(_types[0])} to {TypeNames.Of(_types[^1])})" : "")}");
        return (Message)ContentOf((int)number).ReadContent(ref from, 0);
    }

    private ContentFormat ContentOf(int number) => _contents[number - 1] ??= _book.ContentOf(_types[number - 1]);
}
