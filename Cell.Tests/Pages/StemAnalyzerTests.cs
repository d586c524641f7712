using CsCheck;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class StemAnalyzerTests
{
    [TestCase("How to VACUUM", "how to vacuum")]
    [TestCase("ÉTÉ Straße ΣΊΣΥΦΟΣ", "ete strasse σίσυφοσ")]
    [TestCase("Ünder_Score x86 𐐀", "under_score x86 𐐨")]
    public void Words_are_in_lower_case_and_without_accents(string text, string words) => Assert.That(string.Join(' ', Words(Language.Other.Analyzer, text)), Is.EqualTo(words));

    [Test]
    public void Words_are_lowered_as_by_Lucene() =>
        Gen.String[Gen.Char["aBzZ019_'.- \néÉßİıΣςЖЯ\ud801\udc00字"], 0, 60].Sample(text => Words(Language.Other.Analyzer, text).SequenceEqual(Words(new Reference(), text)), iter: 3000);

    private static List<string> Words(Analyzer analyzer, string text)
    {
        using var stream = analyzer.GetTokenStream("text", text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        var words = new List<string>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            words.Add(term.ToString()!);
        }

        stream.End();
        return words;
    }

    private sealed class Reference : Analyzer
    {
        protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
        {
            var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(LuceneVersion.LUCENE_48, words)));
        }
    }
}
