using Cell.Tissue;
using Lucene.Net.Documents;
using Lucene.Net.Index;

namespace Cell.Pages;

/// <summary>What a result shows of a page, as the index keeps it: to read ten pages of pages.db takes a fifth of a search.</summary>
internal sealed class ShownPage : StoredFieldVisitor
{
    private const string Heading = "heading";
    private const string Beginning = "beginning";
    private static readonly string[] Names = [PageDocument.Url, PageDocument.Lang, Heading, Beginning];

    private readonly string[] fields = ["", "", "", ""];
    private int read;

    public string Url => fields[0];

    public string Language => fields[1];

    public string Title => fields[2];

    /// <summary>As much of it as a snippet is looked for in, and a letter more; or its description, where it has none.</summary>
    public string Text => fields[3];

    public static void Add(Document document, CrawledPage page)
    {
        var text = page.Text.Length > 0 ? page.Text : page.Description;
        document.Add(new StoredField(Heading, page.Title));
        document.Add(new StoredField(Beginning, text.Length <= Snippet.Looked ? text : text[..(Snippet.Looked + 1)]));
    }

    public override Status NeedsField(FieldInfo fieldInfo) => read == Names.Length ? Status.STOP : Array.IndexOf(Names, fieldInfo.Name) >= 0 ? Status.YES : Status.NO;

    public override void StringField(FieldInfo fieldInfo, string value)
    {
        fields[Array.IndexOf(Names, fieldInfo.Name)] = value;
        read++;
    }
}
