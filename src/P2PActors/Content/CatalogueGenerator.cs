using System.Globalization;
using P2PActors.Engine;

namespace P2PActors.Content;

/// <summary>Makes up artists with several titles each, and files whose names people could search for.</summary>
internal static class CatalogueGenerator
{
    internal static Catalogue Generate(CatalogueSettings settings, ulong seed)
    {
        var random = RandomStream.For(seed, ContentStreams.Catalogue);
        var vocabulary = new Vocabulary(Math.Clamp(1000 + settings.Files / 4, 1000, 50_000), ref random);
        string[] artists = Artists(Math.Max(1, (int)(settings.Files / settings.TitlesPerArtist)), vocabulary, ref random);
        var fame = new PopularitySampler(new PopularityLaw { Alpha = 0.7, Head = 5 }, artists.Length);

        var files = new FileSpec[settings.Files];
        var taken = new HashSet<string>(files.Length, StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < files.Length; i++)
        {
            double draw = random.NextDouble();
            FileKind kind = draw < settings.Audio ? FileKind.Audio : draw < settings.Audio + settings.Video ? FileKind.Video : FileKind.Medium;
            files[i] = SizeLaw.Draw(kind, NewName(artists[fame.Sample(ref random)], kind, vocabulary, taken, ref random), ref random);
        }
        return new Catalogue(files);
    }

    private static string[] Artists(int count, Vocabulary vocabulary, ref RandomStream random)
    {
        var artists = new string[count];
        var taken = new HashSet<string>(count, StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < count; i++)
        {
            string name;
            int attempt = 0;
            do
            {
                string phrase = vocabulary.Phrase(random.Next(1, 3) + attempt / 4, ref random);
                name = random.NextBool(0.3) && !phrase.StartsWith("The ", StringComparison.Ordinal) ? "The " + phrase : phrase;
                attempt++;
            } while (!taken.Add(name));
            artists[i] = name;
        }
        return artists;
    }

    /// <summary>A title that the artist does not have yet: longer phrases after some attempts, a number at last.</summary>
    private static string NewName(string artist, FileKind kind, Vocabulary vocabulary, HashSet<string> taken, ref RandomStream random)
    {
        string extension = kind switch { FileKind.Audio => ".mp3", FileKind.Medium => ".zip", _ => ".avi" };
        for (int attempt = 0; ; attempt++)
        {
            string title = vocabulary.Phrase(random.Next(1, 5) + attempt / 4, ref random);
            if (attempt > 12) title += " " + attempt.ToString(CultureInfo.InvariantCulture);
            string name = $"{artist} - {title}{extension}";
            if (taken.Add(name)) return name;
        }
    }
}
