namespace Cell.Crawling;

/// <summary>Where in a page some text stands.</summary>
internal enum Zone
{
    Body,
    /// <summary>Inside of main, or of what has that role.</summary>
    Main,
    /// <summary>Inside of nav, header, footer or aside, or of what has such a role.</summary>
    Aside,
}

/// <summary>Text between two block boundaries.</summary>
/// <param name="Linked">Letters of it inside links.</param>
internal readonly record struct TextBlock(int Start, int End, Zone Zone, int Linked)
{
    public int Length => End - Start;

    /// <summary>Menus are made of links (Kohlschütter, Fankhauser, Nejdl: Boilerplate detection using shallow text features, 2010).</summary>
    public bool IsMenu => Linked * 3 > Length;
}

/// <summary>Tells what a page is about from its menus, headers and footers. Pure.</summary>
internal static class MainText
{
    // A smaller part is a page of links, or one whose author means something else by these elements.
    private const int LeastShare = 10;

    /// <returns>Whether a block belongs to the main text: what stands in main, else what stands outside of asides and is no row of links.</returns>
    public static Predicate<TextBlock> Of(IReadOnlyList<TextBlock> blocks) =>
        new Predicate<TextBlock>[]
        {
            block => block.Zone == Zone.Main,
            block => block.Zone == Zone.Body && !block.IsMenu,
            block => block.Zone != Zone.Aside,
        }.FirstOrDefault(isMain => IsEnough(blocks, isMain)) ?? (_ => true);

    private static bool IsEnough(IReadOnlyList<TextBlock> blocks, Predicate<TextBlock> isMain)
    {
        long whole = 0, main = 0;
        foreach (var block in blocks)
        {
            whole += block.Length;
            main += isMain(block) ? block.Length : 0;
        }

        return main > 0 && main * LeastShare >= whole;
    }
}
