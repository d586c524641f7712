namespace Cell.Bench;

/// <summary>What people ask for, 2.35 words by mean (Jansen, Spink and Saracevic, 2000: 2.2). Of ten questions: four are two or three words of a page's title;
/// two are three or four words in a row of its text; three are one or two words as often as texts have them, so most find many pages; one is two words of a
/// title, one of them with a letter too few or two letters swapped (Cucerzan and Brill, 2004: one in seven to ten). None has one of the thirty words that nearly
/// every page has. The same at every call.</summary>
internal static class Question
{
    private const int Commonest = 30;
    private static readonly HashSet<string> Common = [.. Enumerable.Range(0, Commonest).Select(MadePage.OfRank)];

    public static string Number(int number, int pages)
    {
        var random = new Random(-1 - number);
        var words = string.Join(' ', (number % 10) switch
        {
            < 4 => Some(random, Telling(MadePage.Number(random.Next(pages)).Title), 2 + random.Next(2)),
            < 6 => Row(random, Telling(MadePage.Number(random.Next(pages)).Text), 3 + random.Next(2)),
            < 9 => Enumerable.Range(0, 1 + random.Next(2)).Select(_ => MadePage.Word(random, Commonest)),
            _ => Mistaken(random, [.. Some(random, Telling(MadePage.Number(random.Next(pages)).Title), 2)]),
        });
        return words.Length > 0 ? words : MadePage.Word(random, Commonest);
    }

    private static string[] Telling(string text) => [.. text.Split([' ', '.', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => !Common.Contains(word))];

    private static IEnumerable<string> Some(Random random, string[] words, int most)
    {
        random.Shuffle(words);
        return words.Take(most);
    }

    private static IEnumerable<string> Row(Random random, string[] words, int most) => words.Skip(random.Next(Math.Max(1, words.Length - most))).Take(most);

    private static string[] Mistaken(Random random, string[] words)
    {
        if (words.Length > 0)
        {
            var (word, at) = (words[0], 1 + random.Next(words[0].Length - 2));
            words[0] = random.Next(2) == 0 ? word.Remove(at, 1) : word[..at] + word[at + 1] + word[at] + word[(at + 2)..];
        }

        return words;
    }
}
