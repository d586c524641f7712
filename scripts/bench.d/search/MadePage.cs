using System.Text;

namespace Cell.Bench;

/// <summary>A page of words by Zipf's law, as long as pages are: 500 words by median, the logarithm of it spread by 0.9, and a heading for every hundred and
/// twenty of them. The same at every call.</summary>
/// <param name="Text">All of it, the headings too.</param>
internal sealed record MadePage(string Url, string Title, string Headings, string Text)
{
    private const int Vocabulary = 200_000;
    private const double Median = 500;
    private const double Spread = 0.9;
    private const int WordsOfSection = 120;
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"];

    public static MadePage Number(int number)
    {
        var random = new Random(number);
        var gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()); // Box and Muller, 1958
        var length = (int)Math.Clamp(Median * Math.Exp(Spread * gauss), 30, 8_000);
        var (title, headings, text) = (Words(random, 6), new List<string>(), new StringBuilder());
        for (var word = 0; word < length; word++)
        {
            if (word % WordsOfSection == 0)
            {
                headings.Add(Words(random, 3));
                text.Append(headings[^1]).Append('\n');
            }

            text.Append(Word(random, 1)).Append(word % 12 == 11 ? ".\n" : " ");
        }

        return new MadePage($"http://site{number % 500}.test/pages/{number}.html", title, string.Join('\n', headings), text.ToString());
    }

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word(random, 1)));

    /// <summary>Rank r comes 1/r as often as the first; none before that rank.</summary>
    public static string Word(Random random, int first) => OfRank((int)(first * Math.Pow(Vocabulary / (double)first, random.NextDouble())));

    public static string OfRank(int rank)
    {
        var word = new StringBuilder();
        for (var left = rank + Syllables.Length; left > 0; left /= Syllables.Length)
        {
            word.Append(Syllables[left % Syllables.Length]);
        }

        return word.ToString();
    }
}
