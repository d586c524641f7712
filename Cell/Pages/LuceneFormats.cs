using System.Diagnostics.CodeAnalysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene41;
using Lucene.Net.Codecs.Lucene45;
using Lucene.Net.Codecs.Lucene46;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>Names to Lucene.NET the formats that the index is written in. It finds them by scanning its own assembly, which the trimmer
/// cannot see: without this the whole of it had to be kept, a third of the executable's start.</summary>
internal sealed class LuceneFormats : ICodecFactory, IPostingsFormatFactory, IDocValuesFormatFactory
{
    private readonly Lazy<Lucene46Codec> codec = new(() => new Lucene46Codec());
    private readonly Lazy<Lucene41PostingsFormat> postings = new(() => new Lucene41PostingsFormat());
    private readonly Lazy<Lucene45DocValuesFormat> values = new(() => new Lucene45DocValuesFormat());

    // Token attributes are made by name too, and asked for their interfaces.
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(CharTermAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Lucene.Net.Analysis.TokenAttributes.FlagsAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(KeywordAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(OffsetAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(PayloadAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(PositionIncrementAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(PositionLengthAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(TypeAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(BoostAttribute))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(MaxNonCompetitiveBoostAttribute))]
    public static void Register()
    {
        var formats = new LuceneFormats();
        Codec.SetCodecFactory(formats);
        PostingsFormat.SetPostingsFormatFactory(formats);
        DocValuesFormat.SetDocValuesFormatFactory(formats);
    }

    public Codec GetCodec(string name) => name == "Lucene46" ? codec.Value : throw Unknown("codec", name);

    public PostingsFormat GetPostingsFormat(string name) => name == "Lucene41" ? postings.Value : throw Unknown("postings format", name);

    public DocValuesFormat GetDocValuesFormat(string name) => name == "Lucene45" ? values.Value : throw Unknown("format of values", name);

    // The index is thrown away then: the pages are the truth.
    private static IOException Unknown(string kind, string name) => new($"This executable has no {kind} \"{name}\".");
}
