using System.Buffers;
using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>Words by Unicode's rules (UAX 29), in lower case, stemmed, without accents. No word is left out: a phrase is found by all of its words.</summary>
internal sealed class StemAnalyzer(Func<TokenStream, TokenStream> stem) : Analyzer(PER_FIELD_REUSE_STRATEGY)
{
    // No phrase goes from one text of a field into the next.
    private const int Gap = 100;

    public override int GetPositionIncrementGap(string fieldName) => Gap;

    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
        return new TokenStreamComponents(words, new ASCIIFoldingFilter(stem(new LowerCase(words))));
    }

    /// <summary>As <see cref="LowerCaseFilter"/>, which asks for the case of each letter by its code point.</summary>
    private sealed class LowerCase : TokenFilter
    {
        private static readonly CharacterUtils Unicode = CharacterUtils.GetInstance(LuceneVersion.LUCENE_48);
        private readonly ICharTermAttribute term;

        public LowerCase(TokenStream words)
            : base(words) => term = AddAttribute<ICharTermAttribute>();

        public override bool IncrementToken()
        {
            if (!m_input.IncrementToken())
            {
                return false;
            }

            if (Ascii.ToLowerInPlace(term.Buffer.AsSpan(0, term.Length), out _) != OperationStatus.Done)
            {
                Unicode.ToLower(term.Buffer, 0, term.Length);
            }

            return true;
        }
    }
}
