using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>Links as the index keeps them: with each page, as words of the field "to", what it says of others; so all that is said of one page is read at one place.</summary>
internal sealed class LinksIn(IndexReader reader)
{
    private const string To = "to";
    private const string Said = "said";
    private static readonly HashSet<string> Stored = [Said];

    // What the most pages say comes first; of a page that all point to, so many links are looked at.
    public const int MostTexts = 16;
    private const int MostLooked = 10_000;

    private static readonly FieldType Kept = new() { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_AND_FREQS_AND_POSITIONS };

    private readonly TermLookup targets = new(reader, To);

    /// <summary>Adds to a page's document what it says of others.</summary>
    public static void Add(Document document, IReadOnlyList<LinkText> links)
    {
        if (links.Count > 0)
        {
            document.Add(new Field(To, new Links(links), Kept));
            document.Add(new StoredField(Said, LinkText.Written(links)));
        }
    }

    /// <summary>What a page's document says of others.</summary>
    public static IEnumerable<LinkText> SaidBy(IndexReader reader, int document) => LinkText.Read(reader.Document(document, Stored).Get(Said) ?? "");

    /// <summary>What others say of a page: each text once, those of most pages first, in whatever order they came.</summary>
    public IReadOnlyList<string> Of(string page)
    {
        var said = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var left = MostLooked;
        foreach (var links in targets.Positions(page))
        {
            while (left-- > 0 && links.NextDoc() != DocIdSetIterator.NO_MORE_DOCS)
            {
                foreach (var _ in Enumerable.Range(0, links.Freq))
                {
                    links.NextPosition();
                    var text = links.GetPayload().Utf8ToString();
                    said[text] = said.GetValueOrDefault(text) + 1;
                }
            }
        }

        return [.. said.OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.OrdinalIgnoreCase).Take(MostTexts).Select(text => text.Key)];
    }

    // A word a page that is linked to, and what is said of it as its payload.
    private sealed class Links : TokenStream
    {
        private readonly ICharTermAttribute target;
        private readonly IPayloadAttribute text;
        private readonly IEnumerator<LinkText> links;

        public Links(IReadOnlyList<LinkText> links)
        {
            target = AddAttribute<ICharTermAttribute>();
            text = AddAttribute<IPayloadAttribute>();
            this.links = links.GetEnumerator();
        }

        public override bool IncrementToken()
        {
            ClearAttributes();
            if (!links.MoveNext())
            {
                return false;
            }

            target.SetEmpty().Append(links.Current.Target);
            text.Payload = new BytesRef(Encoding.UTF8.GetBytes(links.Current.Text));
            return true;
        }
    }
}
