namespace P2PActors.Reports.Html;

/// <summary>
/// Colours of the systems, told apart by all kinds of colour vision: Okabe and Ito, Color Universal Design (2008), without the
/// yellow, which is lost on white, and lightened for a dark page.
/// </summary>
internal static class Palette
{
    public static int Count => Light.Length;

    public static string[] Light { get; } = ["#0072b2", "#d55e00", "#008f68", "#b3589a", "#b87d00", "#2f9fd8", "#4d5562"];

    public static string[] Dark { get; } = ["#4da8e0", "#f08a4b", "#2fc79a", "#dc92c4", "#e6b23c", "#8ed0f5", "#b4bcc8"];

    /// <summary>Dash of a line by its place: with more lines than colours, equal colours have different dashes.</summary>
    public static int DashOf(int place) => (place + (place / Count)) % Dashes.Length;

    /// <summary>Dashes of the lines, in the same order.</summary>
    public static string[] Dashes { get; } = ["none", "9 2", "3 2", "10 2 2 2", "16 3", "5 4", "2 4"];
}
