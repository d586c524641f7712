using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace Cell.Crawling.Tree;

/// <summary>An element. The parser asks some kinds for what they are; here they do nothing of their own.</summary>
internal class PageElement(StringOrMemory name, string space, NodeFlags flags) : PageNode(flags), IConstructableElement, IConstructableNamedNodeMap,
    IConstructableMetaElement, IConstructableFrameElement, IConstructableMathElement, IConstructableSvgElement
{
    private List<PageAttribute>? attributes;

    public string Name { get; } = name.ToString();

    public bool IsHtml => ReferenceEquals(space, NamespaceNames.HtmlUri);

    public override StringOrMemory NodeName => Name;

    public StringOrMemory NamespaceUri => space;

    public StringOrMemory LocalName => Name;

    public StringOrMemory Prefix => default;

    public ISourceReference? SourceReference { get; set; }

    IConstructableNamedNodeMap IConstructableElement.Attributes => this;

    int IConstructableNamedNodeMap.Length => attributes?.Count ?? 0;

    IConstructableAttr? IConstructableNamedNodeMap.this[StringOrMemory name] => Find(name);

    /// <summary>Null: it has none of that name.</summary>
    public string? this[string name] => Find(name)?.Value.ToString();

    public bool SameAs(IConstructableNamedNodeMap? other)
    {
        var theirs = (other as PageElement)?.attributes;
        return (attributes?.Count ?? 0) == (theirs?.Count ?? 0)
            && (attributes ?? []).TrueForAll(own => theirs!.Exists(their => their.Name == own.Name && their.Value == own.Value)); // of equal length, so it is there
    }

    public void SetAttribute(string? ns, StringOrMemory name, StringOrMemory value) => SetOwnAttribute(name, value);

    public void SetOwnAttribute(StringOrMemory name, StringOrMemory value)
    {
        if (Find(name) is { } known)
        {
            known.Value = value;
        }
        else
        {
            (attributes ??= []).Add(new PageAttribute(name) { Value = value });
        }
    }

    public StringOrMemory GetAttribute(StringOrMemory name, StringOrMemory ns) => Find(name)?.Value ?? default;

    public void SetAttributes(StructAttributes tagAttributes)
    {
        if (tagAttributes.Count > 0)
        {
            attributes ??= new List<PageAttribute>(tagAttributes.Count);
        }

        for (var at = 0; at < tagAttributes.Count; at++)
        {
            var token = tagAttributes[at];
            attributes!.Add(new PageAttribute(token.Name) { Value = token.Value }); // made just before
        }
    }

    public bool HasAttribute(StringOrMemory name) => Find(name) is not null;

    public void SetupElement()
    {
    }

    public void AddComment(ref StructHtmlToken token)
    {
    }

    public void Handle()
    {
    }

    public virtual IConstructableNode ShallowCopy() => new PageElement(Name, space, Flags) { attributes = attributes is null ? null : [.. attributes] };

    private PageAttribute? Find(StringOrMemory name)
    {
        if (attributes is not null)
        {
            foreach (var attribute in attributes)
            {
                if (attribute.Name == name)
                {
                    return attribute;
                }
            }
        }

        return null;
    }
}

internal sealed class PageAttribute(StringOrMemory name) : IConstructableAttr
{
    public StringOrMemory Name => name;

    public StringOrMemory Value { get; set; }
}

internal sealed class PageForm(NodeFlags flags) : PageElement("form", NamespaceNames.HtmlUri, flags), IConstructableFormElement;

internal sealed class PageTemplate(NodeFlags flags) : PageElement("template", NamespaceNames.HtmlUri, flags), IConstructableTemplateElement
{
    public void PopulateFragment()
    {
    }
}

internal sealed class PageScript(NodeFlags flags) : PageElement("script", NamespaceNames.HtmlUri, flags), IConstructableScriptElement
{
    /// <returns>False: nothing is to be run.</returns>
    public bool Prepare(IConstructableDocument document) => false;

    public Task RunAsync(CancellationToken cancel) => Task.CompletedTask;
}
