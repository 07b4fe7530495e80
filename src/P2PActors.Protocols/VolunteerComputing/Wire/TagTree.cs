using System.Globalization;

namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>
/// Tags as they were read: the part of XML that BOINC uses. Attributes, comments, declarations and character data are passed over; entities are
/// not resolved, for no field that is read here holds any.
/// </summary>
internal sealed class TagTree
{
    /// <summary>Longest text that is read, characters.</summary>
    public const int LongestText = 4 << 20;

    private const int Deepest = 16, MostTags = 200_000;
    private const string Characters = "<![CDATA[";
    private readonly List<TagTree> _children = [];

    private TagTree(string name, int at) => (Name, At) = (name, at);

    public string Name { get; }

    /// <summary>Text between the tags, without spaces around it; empty where there are tags in it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where it begins, in characters.</summary>
    public int At { get; }

    /// <summary>Reads one element, and nothing after it but space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Name that the element must have.</param>
    /// <exception cref="BoincFormatException">It is not well formed, or another element.</exception>
    public static TagTree Read(string text, string name)
    {
        if (text.Length > LongestText) throw new BoincFormatException(FormattableString.Invariant($"found {text.Length} characters, expected at most {LongestText}"));
        int at = 0, tags = 0;
        var open = new Stack<TagTree>();
        TagTree? root = null;
        while (NextTag(text, ref at, out int start, out ReadOnlySpan<char> tag))
        {
            if (++tags > MostTags) throw new BoincFormatException(FormattableString.Invariant($"found more than {MostTags} tags"));
            if (tag[0] == '/')
            {
                string closed = tag[1..].Trim().ToString();
                if (open.Count == 0 || open.Peek().Name != closed) throw Bad(start, $"</{closed}>", open.Count == 0 ? "the end" : $"</{open.Peek().Name}>");
                TagTree ended = open.Pop();
                if (ended._children.Count == 0) ended.Text = text[(ended._from)..start].Trim();
                continue;
            }

            bool isEmpty = tag[^1] == '/';
            var element = new TagTree(NameOf(isEmpty ? tag[..^1] : tag, start), start) { _from = at };
            if (open.TryPeek(out TagTree? parent)) parent._children.Add(element);
            else if (root is null) root = element;
            else throw Bad(start, $"<{element.Name}>", $"nothing after </{root.Name}>");
            if (isEmpty) continue;
            open.Push(element);
            if (open.Count > Deepest) throw new BoincFormatException(FormattableString.Invariant($"found tags {open.Count} deep at {start}, expected at most {Deepest}"));
        }

        if (open.TryPeek(out TagTree? unclosed)) throw Bad(text.Length, "the end", $"</{unclosed.Name}>");
        if (root is null || root.Name != name) throw Bad(root?.At ?? 0, root is null ? "no tag" : $"<{root.Name}>", $"<{name}>");
        return root;
    }

    private int _from;

    /// <summary>The elements of a name in this one.</summary>
    public IEnumerable<TagTree> All(string name)
    {
        foreach (TagTree child in _children)
        {
            if (child.Name == name) yield return child;
        }
    }

    /// <summary>The first element of a name in this one; null if there is none.</summary>
    public TagTree? Find(string name)
    {
        foreach (TagTree child in _children)
        {
            if (child.Name == name) return child;
        }

        return null;
    }

    /// <summary>The first element of a name in this one.</summary>
    /// <exception cref="BoincFormatException">There is none.</exception>
    public TagTree Get(string name) => Find(name) ?? throw new BoincFormatException(FormattableString.Invariant($"found no <{name}> in <{Name}> at {At}"));

    /// <summary>The text as a whole number of a range.</summary>
    /// <exception cref="BoincFormatException">It is none.</exception>
    public int Integer(int least, int most) =>
        int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw Wrong(FormattableString.Invariant($"a whole number from {least} to {most}"));

    /// <summary>The text as a number from 0 to a limit; C writes them with a fraction or an exponent.</summary>
    /// <exception cref="BoincFormatException">It is none.</exception>
    public double Real(double most) =>
        double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && value <= most
            ? value
            : throw Wrong(FormattableString.Invariant($"a number from 0 to {most:0.###e0}"));

    /// <summary>The text as 32 hexadecimal digits.</summary>
    /// <exception cref="BoincFormatException">It is something else.</exception>
    public UInt128 Hex() =>
        Text.Length == 32 && UInt128.TryParse(Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value) ? value : throw Wrong("32 hexadecimal digits");

    /// <summary>The text as the name of a copy of a unit.</summary>
    /// <exception cref="BoincFormatException">It is none.</exception>
    public ResultName Result() => ResultName.TryParse(Text, out ResultName name) ? name : throw Wrong("the name of a result such as " + new ResultName(0, 0));

    /// <summary>An error that says what was found here and what was expected.</summary>
    public BoincFormatException Wrong(string expected)
    {
        return new BoincFormatException(FormattableString.Invariant($"found '{Shortened(Text)}' in <{Name}> at {At}, expected {expected}"));
    }

    private static bool NextTag(string text, ref int at, out int start, out ReadOnlySpan<char> tag)
    {
        while (true)
        {
            tag = default;
            start = text.IndexOf('<', at);
            if (start < 0) return false;
            // What a program wrote comes between these brackets as it is (stderr_out), tags or not.
            bool isComment = string.CompareOrdinal(text, start, "<!--", 0, 4) == 0, isText = string.CompareOrdinal(text, start, Characters, 0, Characters.Length) == 0;
            string mark = isComment ? "-->" : isText ? "]]>" : ">";
            int end = text.IndexOf(mark, start, StringComparison.Ordinal);
            if (end < 0) throw Bad(start, "a tag without an end", mark);
            at = end + mark.Length;
            if (isComment || isText) continue;
            tag = text.AsSpan(start + 1, end - start - 1);
            if (tag.Length > 0 && tag[0] is '?' or '!') continue;
            if (tag.Length == 0 || tag is "/") throw Bad(start, $"<{tag}>", "a name");
            return true;
        }
    }

    private static string NameOf(ReadOnlySpan<char> tag, int at)
    {
        int space = tag.IndexOfAny(" \t\n\r");
        ReadOnlySpan<char> name = space < 0 ? tag : tag[..space];
        if (name.Length is 0 or > 100) throw Bad(at, "a tag without a name", "one of at most 100 characters");
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') throw Bad(at, $"the name '{name}'", "letters, digits and underscores");
        }

        return name.ToString();
    }

    private static BoincFormatException Bad(int at, string found, string expected) => new(FormattableString.Invariant($"found {Shortened(found)} at {at}, expected {expected}"));

    private static string Shortened(string found) => found.Length > 60 ? found[..60] + "..." : found;
}
