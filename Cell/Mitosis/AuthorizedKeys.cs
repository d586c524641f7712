namespace Cell.Mitosis;

/// <summary>Edits of an authorized_keys text that leave every other byte as it is: line ends, comments, a missing last newline. Pure.</summary>
internal static class AuthorizedKeys
{
    /// <summary>"ssh-ed25519 AAAA… comment" or a whole line with options -> AAAA…</summary>
    public static string BlobOf(string line) => line.Split(' ').FirstOrDefault(word => word.StartsWith("AAAA", StringComparison.Ordinal)) ?? "";

    /// <summary>Lines that let this key in, whatever their options.</summary>
    public static IReadOnlyList<string> LinesOf(string text, string blob) =>
        blob.Length == 0 ? [] : [.. Split(text).Select(line => line.Text).Where(line => !line.TrimStart().StartsWith('#') && line.Contains(blob, StringComparison.Ordinal))];

    /// <summary>The text with every occurrence of a line replaced; null takes it out with its line end.</summary>
    public static string Replace(string text, string line, string? by) =>
        string.Concat(Split(text).Select(one => one.Text != line ? one.Text + one.End : by is null ? "" : by + one.End));

    /// <summary>The text with the line at its end, if it does not stand there already.</summary>
    public static string Add(string text, string line)
    {
        if (Split(text).Any(one => one.Text == line))
        {
            return text;
        }

        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return (text.Length > 0 && !text.EndsWith('\n') ? text + end : text) + line + end;
    }

    private static IEnumerable<(string Text, string End)> Split(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var newline = text.IndexOf('\n', at);
            var next = newline < 0 ? text.Length : newline + 1;
            var end = newline < 0 ? newline : newline > at && text[newline - 1] == '\r' ? newline - 1 : newline;
            yield return end < 0 ? (text[at..], "") : (text[at..end], text[end..next]);
            at = next;
        }
    }
}
