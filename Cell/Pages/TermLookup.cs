using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>Looks many terms of one field up in an index, each segment's dictionary opened once. For one thread.</summary>
internal sealed class TermLookup(IndexReader reader, string field)
{
    private readonly (AtomicReaderContext Segment, TermsEnum Terms)[] segments =
    [
        .. from segment in reader.Leaves
           let terms = segment.AtomicReader.GetTerms(field)?.GetEnumerator()
           where terms is not null
           select (segment, terms),
    ];

    /// <summary>The document that has it; null: none.</summary>
    public int? Document(string term)
    {
        var bytes = new BytesRef(term);
        foreach (var (segment, terms) in segments)
        {
            if (terms.SeekExact(bytes) && terms.Docs(segment.AtomicReader.LiveDocs, null, DocsFlags.NONE).NextDoc() is var number and not DocIdSetIterator.NO_MORE_DOCS)
            {
                return segment.DocBase + number;
            }
        }

        return null;
    }

    /// <summary>The documents that have it, segment by segment, with its payloads.</summary>
    public IEnumerable<DocsAndPositionsEnum> Positions(string term)
    {
        var bytes = new BytesRef(term);
        return segments.Where(segment => segment.Terms.SeekExact(bytes))
            .Select(segment => segment.Terms.DocsAndPositions(segment.Segment.AtomicReader.LiveDocs, null, DocsAndPositionsFlags.PAYLOADS)).OfType<DocsAndPositionsEnum>();
    }
}
