namespace Cell.Mitosis;

/// <summary>Edits of an authorized_keys text that leave every other byte as it is: line ends, comments, a missing last newline. Pure.</summary>
internal static class AuthorizedKeys
{
    /// <summary>"ssh-ed25519 AAAA… comment" or a whole line with options -> AAAA…</summary>
    public static string BlobOf(string line) => line.Split(' ').FirstOrDefault(word => word.StartsWith("AAAA", StringComparison.Ordinal)) ?? "";

    /// <summary>Lines that let this key in, whatever their options.</summary>
    public static IReadOnlyList<string> LinesOf(string text, string blob) =>
        blob.Length == 0 ? [] : [.. Split(text).Select(line => line.Text).Where(line => !line.TrimStart().StartsWith('#') && line.Contains(blob, StringComparison.Ordinal))];

    /// <summary>Where a line stands, each time that it does.</summary>
    public static IReadOnlyList<LinePlace> PlacesOf(string text, string line)
    {
        var rows = Split(text).ToList();
        return [.. rows.Index().Where(row => row.Item.Text == line).Select(row => new LinePlace(row.Index, row.Item.End, row.Index == 0 ? null : rows[row.Index - 1].Text))];
    }

    /// <summary>The text without any occurrence of a line, its line end included.</summary>
    public static string Without(string text, string line) => string.Concat(Split(text).Where(one => one.Text != line).Select(one => one.Text + one.End));

    /// <summary>The text with the lines where one stood; if the file was changed meanwhile, below the line that it stood below, or nearest to it.
    /// Lines that are there already are not put in again.</summary>
    public static string Put(string text, IEnumerable<string> lines, LinePlace place)
    {
        var rows = Split(text).ToList();
        var missing = lines.Except(rows.Select(row => row.Text)).ToList();
        return missing.Count == 0 ? text : Insert(rows, missing, place, text);
    }

    /// <summary>What a birth took out comes back: the witness goes, and the lines stand at the old line's places, or where that still stands.</summary>
    /// <param name="old">The line of the claim.</param>
    /// <param name="places">Where it stood then.</param>
    /// <param name="lines">What lets the pool in now; the old line alone: the text is as it was before the claim.</param>
    public static string Restore(string text, string witness, string old, IReadOnlyList<LinePlace> places, IReadOnlyList<string> lines)
    {
        text = Without(text, witness);
        if (lines is [var same] && same == old)
        {
            return PlacesOf(text, old).Count > 0 ? text : places.Aggregate(text, (before, place) => Insert([.. Split(before)], lines, place, before));
        }

        var first = PlacesOf(text, old).Concat(places).FirstOrDefault();
        return first is null ? text : Put(Without(text, old), lines, first);
    }

    private static string Insert(List<(string Text, string End)> rows, IReadOnlyList<string> lines, LinePlace place, string text)
    {
        var at = RowOf(rows, place);
        var newline = place.End.Length > 0 ? place.End : text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var above = string.Concat(rows.Take(at).Select(row => row.Text + row.End));
        var below = string.Concat(rows.Skip(at).Select(row => row.Text + row.End));
        var open = above.Length > 0 && !above.EndsWith('\n') ? newline : "";
        return above + open + string.Join(newline, lines) + (below.Length == 0 ? place.End : newline) + below;
    }

    private static int RowOf(List<(string Text, string End)> rows, LinePlace place)
    {
        if (place.At <= rows.Count && (place.At == 0 ? place.Above is null : rows[place.At - 1].Text == place.Above))
        {
            return place.At;
        }

        var above = rows.Index().Where(row => row.Item.Text == place.Above).Select(row => row.Index + 1).OrderBy(at => Math.Abs(at - place.At)).ToList();
        return above.Count > 0 ? above[0] : Math.Min(place.At, rows.Count);
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
