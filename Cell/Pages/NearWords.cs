namespace Cell.Pages;

/// <summary>Words that are written nearly as another one: by letters that are inserted, left out, changed, or swapped with the next (optimal string alignment). Pure.</summary>
internal static class NearWords
{
    /// <summary>All that are one away.</summary>
    /// <param name="letters">That may stand in them.</param>
    public static IEnumerable<string> OneAway(string word, IReadOnlyCollection<char> letters)
    {
        for (var at = 0; at <= word.Length; at++)
        {
            var (left, right) = (word[..at], word[at..]);
            foreach (var letter in letters)
            {
                yield return $"{left}{letter}{right}";
            }

            if (right.Length > 0)
            {
                yield return left + right[1..];
                foreach (var letter in letters.Where(letter => letter != right[0]))
                {
                    yield return $"{left}{letter}{right[1..]}";
                }
            }

            if (right.Length > 1)
            {
                yield return $"{left}{right[1]}{right[0]}{right[2..]}";
            }
        }
    }

    public static int Distance(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var width = other.Length + 1;
        var (earlier, last, row) = (new int[width], new int[width], Enumerable.Range(0, width).ToArray());
        for (var i = 1; i <= one.Length; i++)
        {
            (earlier, last, row) = (last, row, earlier);
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], earlier[j - 2] + 1);
                }
            }
        }

        return row[other.Length];
    }
}
