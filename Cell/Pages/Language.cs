using System.Buffers;
using System.Collections.Frozen;
using Cell.Tissue;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cz;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fi;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Hu;
using Lucene.Net.Analysis.It;
using Lucene.Net.Analysis.No;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>How words of a language are brought to their stems.</summary>
/// <param name="Code">ISO 639-1; "" for a language that has no stemmer here: its words stay as they are.</param>
/// <param name="Common">Words that say nothing of what a text is about, but which language it is in.</param>
internal sealed record Language(string Code, IReadOnlySet<string> Common, Analyzer Analyzer)
{
    // Fewer words tell a language by chance.
    private const int LeastCommon = 3;
    private const int Looked = 4_000;

    /// <summary>So many first letters of a stem its words have too. Porter's rules write at most the last two anew (-biliti, -ble); in some other languages
    /// "oe" becomes "o", or of two alike one goes.</summary>
    public int Kept(string stem) => Code switch
    {
        "" => stem.Length,
        "en" => Math.Max(1, stem.Length - 2),
        "de" or "fi" or "fr" => 1,
        _ => stem.Length > 2 ? 2 : 1,
    };

    /// <summary>For snippets, which have the same words of many pages.</summary>
    public WordStems Stems { get; } = new(Analyzer);

    private static readonly CharArraySet FrenchArticles = Elided("l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu");
    private static readonly CharArraySet ItalianArticles = Elided("c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl", "negl", "sugl", "un", "m", "t", "s", "v", "d");

    public static readonly Language Other = Of("", "", words => words);

    public static readonly Language English = Of(
        "en", "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with", words => new PorterStemFilter(new EnglishPossessiveFilter(LuceneVersion.LUCENE_48, words)));

    private static readonly Dictionary<string, Language> Known = new[]
    {
        English,
        Of("cs", "a se v na je že o s z do i to k ve pro za by ale si po jako podle které nebo jsou", words => new CzechStemFilter(words)),
        Of("da", "og i at det en den til er som på de med han af for ikke der var et har om vi jeg men fra eller kan", words => new SnowballFilter(words, new DanishStemmer())),
        Of("de", "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er dass oder wird bei", words => new GermanLightStemFilter(new GermanNormalizationFilter(words))),
        Of("es", "de la que el en y a los se del las un por con no una su para es al lo como más o este sí porque esta", words => new SpanishLightStemFilter(words)),
        Of("fi", "ja on ei että se oli hän joka mutta ovat kun niin kuin sen tai myös jos voi ole tämä", words => new FinnishLightStemFilter(words)),
        Of("fr", "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou cette", words => new FrenchLightStemFilter(new ElisionFilter(words, FrenchArticles))),
        Of("hu", "a az és hogy nem is egy meg ez de csak van ha el mint már vagy azt ki volt lehet", words => new HungarianLightStemFilter(words)),
        Of("it", "di e il la che in a per un del è non una si sono le con i da dei nel al alla anche come più gli o", words => new ItalianLightStemFilter(new ElisionFilter(words, ItalianArticles))),
        Of("nl", "de van het een en in is dat op te zijn met voor niet aan er om als ook bij door of naar uit wordt deze", words => new SnowballFilter(words, new DutchStemmer())),
        Of("no", "og i det er som på en til å av for at med ikke den de har om et fra eller kan vi jeg men", words => new NorwegianLightStemFilter(words)),
        Of("pt", "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ou é são", words => new PortugueseLightStemFilter(words)),
        Of("ru", "и в не на что с по как это для из к а от но или при его она они все так же если также", words => new RussianLightStemFilter(words)),
        Of("sv", "och i att det som en på är av för med till den inte har de ett om men eller kan från var vi", words => new SnowballFilter(words, new SwedishStemmer())),
    }.ToDictionary(language => language.Code);

    private static readonly Language[] ByCode = [.. Known.Values.OrderBy(language => language.Code, StringComparer.Ordinal)];

    // Each common word, and the places of those languages that have it.
    private static readonly FrozenDictionary<string, int[]> CommonWords = ByCode.SelectMany((language, place) => language.Common.Select(word => (Word: word, Place: place)))
        .GroupBy(common => common.Word, common => common.Place, StringComparer.Ordinal).ToFrozenDictionary(word => word.Key, word => word.ToArray(), StringComparer.Ordinal);

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \n\r\t,.;:()");

    /// <param name="code">As pages write it: "en", "de-AT"; "" is <see cref="Other"/>.</param>
    public static Language Named(string code) => Known.GetValueOrDefault(Primary(code), Other);

    /// <summary>The language that a page is in: it says so, or its commonest words do; "" when neither does.</summary>
    public static string Of(CrawledPage page) => page.Language.Length > 0 ? Primary(page.Language) : Guessed($"{page.Title}\n{(page.Text.Length <= Looked ? page.Text : page.Text[..Looked])}");

    /// <summary>What a page or a client calls a language, without its region: "nb-NO" is "no".</summary>
    public static string Primary(string code) => code.Split('-', '_')[0].Trim().ToLowerInvariant() switch
    {
        "nb" or "nn" => "no",
        var primary => primary,
    };

    private static string Guessed(string text)
    {
        ReadOnlySpan<char> looked = (text.Length <= Looked ? text : text[..Looked]).ToLowerInvariant();
        var languages = CommonWords.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<int> counts = stackalloc int[ByCode.Length];
        counts.Clear();
        foreach (var word in looked.SplitAny(Separators))
        {
            if (languages.TryGetValue(looked[word], out var speakers))
            {
                foreach (var language in speakers)
                {
                    counts[language]++;
                }
            }
        }

        var most = 0;
        for (var language = 1; language < counts.Length; language++)
        {
            most = counts[language] > counts[most] ? language : most;
        }

        return counts[most] >= LeastCommon ? ByCode[most].Code : "";
    }

    private static Language Of(string code, string common, Func<TokenStream, TokenStream> stem) =>
        new(code, common.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal), new StemAnalyzer(stem));

    private static CharArraySet Elided(params string[] articles) => new(LuceneVersion.LUCENE_48, articles, ignoreCase: true);
}
