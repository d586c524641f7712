using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;

namespace Cell.Crawling.Tree;

/// <summary>A node of the tree that AngleSharp's parser builds. It knows names, attributes, children and text, and none of the library's own
/// nodes' events, styles and live collections: a page costs a third. Its text is the parser's memory, gone when the tree is disposed.</summary>
internal abstract class PageNode(NodeFlags flags) : IConstructableNode
{
    private PageNodes children = PageNodes.None;

    public PageNode? Parent { get; private set; }

    /// <summary>Levels below the document when it was put there.</summary>
    public int Depth { get; private set; }

    public IReadOnlyList<PageNode> Children => children;

    public abstract StringOrMemory NodeName { get; }

    public NodeFlags Flags => flags;

    IConstructableNode? IConstructableNode.Parent
    {
        get => Parent;
        set => Parent = (PageNode?)value;
    }

    IConstructableNodeList IConstructableNode.ChildNodes => children;

    public void RemoveFromParent() => Parent?.RemoveChild(this);

    public void RemoveChild(IConstructableNode childNode)
    {
        // What moves was put there last, as a rule.
        if (children.LastIndexOf((PageNode)childNode) is >= 0 and var at)
        {
            RemoveNode(at, childNode);
        }
    }

    public void RemoveNode(int idx, IConstructableNode childNode)
    {
        children.RemoveAt(idx);
        ((PageNode)childNode).Parent = null;
    }

    public void InsertNode(int idx, IConstructableNode childNode) => Own().Insert(idx, Adopt(childNode));

    public virtual void AddNode(IConstructableNode node) => Own().Add(Adopt(node));

    public void AppendText(StringOrMemory text, bool emitWhiteSpaceOnly) => InsertText(children.Count, text, emitWhiteSpaceOnly);

    public void InsertText(int idx, StringOrMemory text, bool emitWhiteSpaceOnly) => InsertNode(idx, new PageText(text));

    public void InsertBefore(PageNode child, IConstructableNode node) => InsertNode(children.LastIndexOf(child), node);

    protected void Clear() => children = PageNodes.None;

    private PageNode Adopt(IConstructableNode node)
    {
        var child = (PageNode)node;
        child.Parent = this;
        child.Depth = Depth + 1;
        return child;
    }

    private PageNodes Own() => ReferenceEquals(children, PageNodes.None) ? children = [] : children;
}

internal sealed class PageNodes : List<PageNode>, IConstructableNodeList
{
    /// <summary>Of what has none; never added to.</summary>
    public static readonly PageNodes None = [];

    public int Length => Count;

    IConstructableNode IConstructableNodeList.this[int index] => this[index];

    IEnumerator<IConstructableNode> IEnumerable<IConstructableNode>.GetEnumerator() => GetEnumerator();
}

internal sealed class PageText(StringOrMemory text) : PageNode(NodeFlags.None)
{
    public ReadOnlySpan<char> Span => text.Memory.Span;

    public override StringOrMemory NodeName => "#text";
}

/// <summary>What is read over: the document type.</summary>
internal sealed class PageDoctype() : PageNode(NodeFlags.None)
{
    public override StringOrMemory NodeName => "#doctype";
}
