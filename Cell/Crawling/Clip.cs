namespace Cell.Crawling;

/// <summary>Text cut to a length, never through the middle of a letter that takes two.</summary>
internal static class Clip
{
    public static string Start(ReadOnlySpan<char> text, int most) =>
        text.Length <= most ? text.ToString() : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)].ToString();

    /// <summary>The same, with white space as one space.</summary>
    public static string Words(string? text, int most) =>
        text is null ? "" : Start(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), most);
}
