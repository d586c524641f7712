using System.Buffers;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>A page's text as it is walked: white space as one space, cut into blocks, each with its zone.</summary>
internal sealed class PageWords : IDisposable
{
    private readonly List<TextBlock> blocks = [];
    private char[] letters = ArrayPool<char>.Shared.Rent(16 * 1024);
    private int block;
    private int linked;
    private bool spaced = true;

    public Zone Zone { get; private set; }

    /// <summary>Where the next letter will stand.</summary>
    public int At { get; private set; }

    public void Enter(Zone zone)
    {
        if (zone != Zone)
        {
            Break();
            Zone = zone;
        }
    }

    public void Append(ReadOnlySpan<char> text, bool inLink)
    {
        text = text[..Math.Min(text.Length, PageBounds.Text - At)];
        Grow(text.Length);
        var (start, at) = (At, At);
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                letters[at++] = letter;
                spaced = false;
            }
            else if (!spaced)
            {
                letters[at++] = ' ';
                spaced = true;
            }
        }

        At = at;
        linked += inLink ? at - start : 0;
    }

    /// <summary>The end of a block: words before and after it are two.</summary>
    public void Break()
    {
        Append(" ", false);
        if (At > block)
        {
            blocks.Add(new TextBlock(block, At, Zone, linked));
        }

        (block, linked) = (At, 0);
    }

    /// <summary>What was written since.</summary>
    /// <param name="start">An earlier <see cref="At"/>.</param>
    public string Since(int start, int most) => Clip.Start(letters.AsSpan(start, At - start).Trim(), most);

    public (string Main, string Boilerplate) Parts()
    {
        Break();
        var isMain = MainText.Of(blocks);
        return (Joined(isMain), Joined(one => !isMain(one)));
    }

    public void Dispose() => ArrayPool<char>.Shared.Return(letters);

    private string Joined(Predicate<TextBlock> wanted)
    {
        var length = blocks.Where(one => wanted(one)).Sum(one => one.Length);
        return length == 0 ? "" : string.Create(length - 1, (this, wanted), static (text, state) =>
        {
            foreach (var one in state.Item1.blocks)
            {
                if (state.wanted(one))
                {
                    // The last block's space is left out.
                    var part = state.Item1.letters.AsSpan(one.Start, Math.Min(one.Length, text.Length));
                    part.CopyTo(text);
                    text = text[part.Length..];
                }
            }
        });
    }

    private void Grow(int more)
    {
        if (letters.Length - At < more)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(letters.Length * 2, At + more));
            letters.AsSpan(0, At).CopyTo(larger);
            ArrayPool<char>.Shared.Return(letters);
            letters = larger;
        }
    }
}
