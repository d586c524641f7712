using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
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
        var lower = new LowerCaseFilter(LuceneVersion.LUCENE_48, words);
        return new TokenStreamComponents(words, new ASCIIFoldingFilter(stem(lower)));
    }
}
