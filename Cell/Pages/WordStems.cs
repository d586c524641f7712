using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Cell.Pages;

/// <summary>A word of a piece of text, by its stem.</summary>
internal readonly record struct StemAt(string Stem, int Start, int End);

/// <summary>What an analyzer makes of pieces of text, remembered: texts have the same ones again and again. Thread-safe.</summary>
internal sealed class WordStems(Analyzer analyzer)
{
    // What is longer hardly comes again.
    private const int Longest = 24;

    // Each piece has one place, which the next one for that place takes over: 2 MB at most.
    private const int Places = 8192;

    private readonly Lazy<Remembered?[]> places = new(() => new Remembered?[Places]);

    public StemAt[] Of(ReadOnlySpan<char> piece)
    {
        if (piece.Length > Longest)
        {
            return Analysed(piece.ToString());
        }

        ref var place = ref places.Value[PlaceOf(piece)];
        if (Volatile.Read(ref place) is { } known && piece.SequenceEqual(known.Piece))
        {
            return known.Stems;
        }

        var text = piece.ToString();
        var stems = Analysed(text);
        Volatile.Write(ref place, new Remembered(text, stems));
        return stems;
    }

    // Whoever writes words for one place makes them be analysed, as they would be without it.
    private static int PlaceOf(ReadOnlySpan<char> piece)
    {
        var hash = 0u;
        foreach (var letter in piece)
        {
            hash = (hash ^ letter) * 0x01000193; // FNV
        }

        return (int)((hash ^ (hash >> 15)) % Places);
    }

    private StemAt[] Analysed(string text)
    {
        using var stream = analyzer.GetTokenStream("text", text);
        var term = stream.GetAttribute<ICharTermAttribute>();
        var offset = stream.GetAttribute<IOffsetAttribute>();
        var stems = new List<StemAt>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            stems.Add(new StemAt(term.ToString()!, offset.StartOffset, offset.EndOffset)); // a token has a text
        }

        stream.End();
        return [.. stems];
    }

    private sealed record Remembered(string Piece, StemAt[] Stems);
}
