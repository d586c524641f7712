using System.Text;

namespace Cell.Bench;

/// <summary>A page of words by Zipf's law, as long as pages are: 500 words by median, the logarithm of it spread by 0.9. The same at every call.</summary>
internal sealed record MadePage(string Url, string Title, string Text)
{
    private const int Vocabulary = 200_000;
    private const double Median = 500;
    private const double Spread = 0.9;
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"];

    public static MadePage Number(int number)
    {
        var random = new Random(number);
        var gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()); // Box and Muller, 1958
        var length = (int)Math.Clamp(Median * Math.Exp(Spread * gauss), 30, 8_000);
        var title = string.Join(' ', Enumerable.Range(0, 6).Select(_ => Word(random, 1)));
        var text = new StringBuilder();
        for (var word = 0; word < length; word++)
        {
            text.Append(Word(random, 1)).Append(word % 12 == 11 ? ".\n" : " ");
        }

        return new MadePage($"http://site{number % 500}.test/pages/{number}.html", title, text.ToString());
    }

    /// <summary>Two or three words, none of the thirty that nearly every page has.</summary>
    public static string Query(int number)
    {
        var random = new Random(-1 - number);
        return string.Join(' ', Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Word(random, 30)));
    }

    // Rank r comes 1/r as often as the first.
    private static string Word(Random random, int first)
    {
        var word = new StringBuilder();
        for (var left = (int)(first * Math.Pow(Vocabulary / (double)first, random.NextDouble())) + Syllables.Length; left > 0; left /= Syllables.Length)
        {
            word.Append(Syllables[left % Syllables.Length]);
        }

        return word.ToString();
    }
}
