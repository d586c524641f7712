using System.Buffers;

namespace Cell.Mitosis;

/// <summary>sshd's configuration as it stands in its files, includes followed: whether what it says holds for everybody.</summary>
internal static class SshdRules
{
    // What glob takes for more than a star or a question mark, and a quote that holds a blank.
    private static readonly SearchValues<char> Unfollowed = SearchValues.Create("[]{}\\~'\"");
    private const int Deepest = 16; // as sshd: SERVCONF_MAX_DEPTH

    /// <returns>Null: there is no rule for some only; else where one is, or what cannot be judged.</returns>
    public static string? Partial(string file) => Partial(file, Path.GetDirectoryName(file)!, 0); // a file lies in a folder

    private static string? Partial(string file, string home, int depth)
    {
        if (depth > Deepest)
        {
            return $"{file} is included more than {Deepest} levels deep";
        }

        try
        {
            return Look(file, home, depth);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"what sshd goes by cannot be read: {fault.Message}";
        }
    }

    private static string? Look(string file, string home, int depth)
    {
        foreach (var words in File.ReadLines(file).Select(Words))
        {
            switch (words)
            {
                case ["match", .. var rest] when rest is not [var all] || !all.Equals("all", StringComparison.OrdinalIgnoreCase):
                    return $"{file} has a Match rule: whom it lets in cannot be seen from here";
                case ["include", .. var patterns] when Included(patterns, home, file, depth) is { } found:
                    return found;
            }
        }

        return null;
    }

    private static string? Included(IEnumerable<string> patterns, string home, string file, int depth)
    {
        foreach (var pattern in patterns)
        {
            var (folder, name) = Path.GetFullPath(pattern, home) is var full ? (Path.GetDirectoryName(full), Path.GetFileName(full)) : default;
            if (folder is null || name.Length == 0 || pattern.AsSpan().IndexOfAny(Unfollowed) >= 0 || folder.AsSpan().IndexOfAny('*', '?') >= 0)
            {
                return $"{file} includes {pattern}: which files these are cannot be judged";
            }

            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, name) : [];
            if (files.Select(inner => Partial(inner, home, depth + 1)).FirstOrDefault(found => found is not null) is { } partial)
            {
                return partial;
            }
        }

        return null;
    }

    // Include /etc/ssh/sshd_config.d/*.conf # so: keyword, and what follows it, without the quotes around it
    private static string[] Words(string line)
    {
        var words = line.Split([' ', '\t', '\f', '=', '\r'], StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word[0] != '#').Select(word => word is ['"', .. var inner, '"'] ? inner : word).ToArray();
        return words.Length == 0 ? [] : [words[0].ToLowerInvariant(), .. words[1..]];
    }
}
