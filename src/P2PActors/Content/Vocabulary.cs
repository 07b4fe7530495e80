using P2PActors.Engine;

namespace P2PActors.Content;

/// <summary>
/// Words for names, from frequent to rare: real ones first, then compounds of two of them (Nightfire) and ones made of
/// syllables. Their frequency follows (rank + 3)^-1, so that a few words are in very many names and most in very few.
/// </summary>
internal sealed class Vocabulary
{
    private const string RealWords =
        "The Love You Me Of In And My A To Your It's Don't On Night Baby Time Heart All World Life Girl Blue Down Up " +
        "Dance Man One Home Day Away Dream Sun Rain Good Light Never Fire Sweet Moon Red Black White Road Long Little Way " +
        "Street Song Star Eyes Summer Blues Back Rock Angel Money River Last Lonely Crazy Wild Boy Sky Ghost Golden Broken " +
        "Train City Morning Forever Only Tonight Heaven Water Wind Dark Magic Music Mind Soul Stone Silver Winter Garden " +
        "Radio Paradise Machine Lady Queen King Stranger Electric Velvet Midnight Desert Ocean Mountain Shadow Mirror Highway " +
        "Letter Bridge Island Tiger Thunder Window Diamond Circle Paper Sister Brother Mother Father Freedom Yesterday Tomorrow " +
        "Sunday Monday Friday Saturday Falling Running Waiting Dreaming Burning Flying Hello Goodbye Devil Sugar Honey Cherry " +
        "Purple Green Yellow Lost Found Empty Hungry Secret Silent Perfect Beautiful Strange Simple Holy Cold Hot Deep High " +
        "Rose Lily Johnny Maria Billy Jenny Memphis Chicago Tokyo Paris London Berlin California Texas Alone Again Always Around " +
        "Beyond Change Children Come Could Crying Dirty Doctor Easy Every Everybody Everything Farewell Feel Feeling First Follow " +
        "Funky Gone Happy Hard Hide Hold Kiss Kind Know Leave Lights Lies Listen Live Lovers Mercy Miracle Mystery Naked Nobody " +
        "Nothing Number Old Once Open Over Party People Promise Question Rainbow Remember Rhythm Ride River Roses Sailing Same " +
        "Shine Show Sing Sleep Smile Smoke Something Sorry Spirit Steel Stop Storm Sugar Surrender Tears Tell Through Together " +
        "Touch Trouble True Trust Under Universe Voice Walk Walking Wall War Wings Wish Without Woman Wonder Young Zero";

    private static readonly string[] Real = [.. RealWords.Split(' ').Distinct()];

    // No title ends with one of these.
    private static readonly string[] Little = ["The", "Of", "In", "And", "My", "A", "To", "Your", "It's", "Don't", "On"];

    // Compounds are made of short words.
    private static readonly string[] Short = [.. Real.Except(Little).Where(word => word.Length is >= 3 and <= 5)];


    private static readonly string[] Onsets = ["b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "qu", "r", "s", "sh", "st", "t", "tr", "v", "w", "z"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ai", "ee", "ou"];
    private static readonly string[] Codas = ["", "", "", "n", "r", "l", "s", "ck", "nd", "m", "t"];

    private readonly string[] _words;
    private readonly PopularitySampler _frequency;

    internal Vocabulary(int count, ref RandomStream random)
    {
        var words = new List<string>(Real);
        var known = new HashSet<string>(words, StringComparer.OrdinalIgnoreCase);
        while (words.Count < count)
        {
            string word = MakeUp(ref random);
            if (known.Add(word)) words.Add(word);
        }
        _words = [.. words];
        _frequency = new PopularitySampler(new PopularityLaw { Alpha = 1, Head = 3 }, _words.Length);
    }

    internal string Word(ref RandomStream random) => _words[_frequency.Sample(ref random)];

    /// <summary>One word or several, separated by blanks, none of them twice in a row, and no little word at the end.</summary>
    internal string Phrase(int words, ref RandomStream random)
    {
        var phrase = new List<string>(words);
        while (phrase.Count < words)
        {
            string word = Word(ref random);
            bool dangling = phrase.Count == words - 1 && Little.Contains(word);
            if (!dangling && (phrase.Count == 0 || phrase[^1] != word)) phrase.Add(word);
        }
        return string.Join(' ', phrase);
    }

    private static string MakeUp(ref RandomStream random)
    {
        if (random.NextBool(0.6)) return Short[random.Next(Short.Length)] + Short[random.Next(Short.Length)].ToLowerInvariant();
        int syllables = random.Next(2, 4);
        string word = "";
        for (int i = 0; i < syllables; i++)
            word += Onsets[random.Next(Onsets.Length)] + Vowels[random.Next(Vowels.Length)];
        word += Codas[random.Next(Codas.Length)];
        return char.ToUpperInvariant(word[0]) + word[1..];
    }
}
