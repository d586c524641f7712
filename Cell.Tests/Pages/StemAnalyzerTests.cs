using CsCheck;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Util;
using NUnit.Framework;

namespace Cell.Pages;

internal sealed class StemAnalyzerTests
{
    private static readonly Language Reference = Language.Other with { Analyzer = new LuceneOnly() };

    [TestCase("How to VACUUM", "how to vacuum")]
    [TestCase("ÉTÉ Straße ΣΊΣΥΦΟΣ", "ete strasse σίσυφοσ")]
    [TestCase("Ünder_Score x86 𐐀", "under_score x86 𐐨")]
    public void Words_are_in_lower_case_and_without_accents(string text, string words) => Assert.That(string.Join(' ', Reading.Of(text, Language.Other).Stems), Is.EqualTo(words));

    [Test]
    public void Words_are_lowered_as_by_Lucene() =>
        Gen.String[Gen.Char["aBzZ019_'.- \néÉßİıΣςЖЯ\ud801\udc00字"], 0, 60].Sample(text => Reading.Of(text, Language.Other).Stems.SequenceEqual(Reading.Of(text, Reference).Stems), iter: 3000);

    private sealed class LuceneOnly : Analyzer
    {
        protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
        {
            var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(LuceneVersion.LUCENE_48, words)));
        }
    }
}
