using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace P2PActors.Reports.Html;

/// <summary>Elements of a page: built as a tree, so that nothing can be left open or unescaped, and written as HTML that is XML too.</summary>
internal static class Markup
{
    private static readonly HashSet<string> Void = ["br", "hr", "img", "input", "link", "meta"];

    /// <summary>Elements whose text neither HTML nor the writer escapes; they take no text that comes from a run.</summary>
    private static readonly HashSet<string> Raw = ["script", "style"];

    /// <summary>An element from <c>tag.class.class</c> and its attributes and children.</summary>
    public static XElement El(string tagAndClasses, params object?[] content)
    {
        string[] parts = tagAndClasses.Split('.');
        var element = new XElement(parts[0]);
        if (parts.Length > 1) element.SetAttributeValue("class", string.Join(' ', parts[1..]));
        element.Add(content);
        return element;
    }

    public static XAttribute At(string name, string value) => new(name, value);

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    public static XAttribute At(string name, double value) => new(name, Pixel(value));

    public static string Pixel(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    public static string Write(XElement element)
    {
        var text = new StringBuilder();
        Write(text, element);
        return text.ToString();
    }

    private static void Write(StringBuilder text, XElement element)
    {
        string tag = element.Name.LocalName;
        text.Append('<').Append(tag);
        foreach (XAttribute attribute in element.Attributes())
        {
            text.Append(' ').Append(attribute.Name.LocalName).Append("=\"");
            Escape(text, attribute.Value);
            text.Append('"');
        }

        if (Void.Contains(tag))
        {
            text.Append(" />");
            return;
        }

        text.Append('>');
        foreach (XNode node in element.Nodes())
        {
            if (node is XElement child) Write(text, child);
            else if (node is XText words && Raw.Contains(tag)) text.Append(words.Value);
            else if (node is XText plain) Escape(text, plain.Value);
        }

        text.Append("</").Append(tag).Append('>');
        if (tag is "section" or "table" or "tr" or "figure" or "svg" or "style" or "script" or "head") text.Append('\n');
    }

    /// <summary>Escapes what has a meaning; what no document may hold becomes U+FFFD.</summary>
    private static void Escape(StringBuilder text, string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) text.Append(c).Append(value[++i]);
            else if (!XmlConvert.IsXmlChar(c)) text.Append('\uFFFD');
            else if (c == '<') text.Append("&lt;");
            else if (c == '>') text.Append("&gt;");
            else if (c == '&') text.Append("&amp;");
            else if (c == '"') text.Append("&quot;");
            else text.Append(c);
        }
    }
}
