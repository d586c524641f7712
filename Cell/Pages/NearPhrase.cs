using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Cell.Pages;

/// <summary>Words of one field that should stand in this order next to each other.</summary>
/// <param name="words">Each with its place among the words asked for.</param>
/// <param name="slop">By so much they may be out of their places.</param>
internal sealed class NearPhrase((Term Term, int Place)[] words, Similarity similarity, Similarity.SimWeight weight, QueryTerms terms, int slop)
{
    /// <summary>Null: no document of that segment has all of the words there.</summary>
    public Places? In(AtomicReaderContext leaf)
    {
        var lists = words.Select(word => terms.Positions(word.Term, leaf)).OfType<DocsAndPositionsEnum>().ToArray();
        return lists.Length < words.Length ? null : new Places(lists, [.. words.Select(word => word.Place)], similarity.GetSimScorer(weight, leaf), slop);
    }

    /// <summary>The same in one segment.</summary>
    internal sealed class Places(DocsAndPositionsEnum[] lists, int[] offsets, Similarity.SimScorer similarity, int slop)
    {
        // Of each word the next place, less the word's own: words next to each other have the same.
        private readonly int[] at = new int[lists.Length];
        private readonly int[] left = new int[lists.Length];

        /// <param name="document">Not before the last one that was asked for.</param>
        public float Score(int document)
        {
            foreach (var list in lists)
            {
                if ((list.DocID < document ? list.Advance(document) : list.DocID) != document)
                {
                    return 0;
                }
            }

            var frequency = Frequency();
            return frequency > 0 ? similarity.Score(document, frequency) : 0;
        }

        // Each window that begins with one of the words and cannot be made shorter counts, the shorter it is the more (Lucene's SloppyPhraseScorer).
        private float Frequency()
        {
            var end = int.MinValue;
            for (var word = 0; word < lists.Length; word++)
            {
                left[word] = lists[word].Freq;
                Next(word);
                end = Math.Max(end, at[word]);
            }

            var first = Least(except: -1);
            var (next, length, frequency) = (at[Least(first)], end - at[first], 0f);
            while (Next(first))
            {
                if (at[first] > next)
                {
                    frequency += Counted(length);
                    end = Math.Max(end, at[first]);
                    first = Least(except: -1);
                    (next, length) = (at[Least(first)], end - at[first]);
                }
                else
                {
                    length = Math.Min(length, end - at[first]);
                }
            }

            return frequency + Counted(length);
        }

        private bool Next(int word)
        {
            if (left[word]-- == 0)
            {
                return false;
            }

            at[word] = lists[word].NextPosition() - offsets[word];
            return true;
        }

        private int Least(int except)
        {
            var least = except == 0 ? 1 : 0;
            for (var word = least + 1; word < at.Length; word++)
            {
                least = word != except && at[word] < at[least] ? word : least;
            }

            return least;
        }

        private float Counted(int length) => length <= slop ? similarity.ComputeSlopFactor(length) : 0;
    }
}
