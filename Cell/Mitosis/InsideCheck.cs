namespace Cell.Mitosis;

/// <summary>Looks from inside whether any account of this machine lets the pool key in: what sshd itself says is in force, for every account,
/// also those without a shell (a key there still forwards ports).</summary>
internal static class InsideCheck
{
    private const string Configuration = "/etc/ssh";

    /// <returns>Null: the key opens nothing; else what it opens, or what cannot be judged.</returns>
    public static async Task<string?> FindAsync(string keyBlob)
    {
        // sshd -T answers for one address and one user: what holds for others only is not seen.
        if (Directory.GetFiles(Configuration, "sshd_config").Concat(Drops()).FirstOrDefault(file => HasMatch(File.ReadAllText(file))) is { } matching)
        {
            return $"{matching} has a Match rule: whom it lets in cannot be seen from here";
        }

        var accounts = await Tool.RunAsync("getent", "passwd");
        if (!accounts.Good)
        {
            return $"getent passwd: {accounts.Trouble}";
        }

        foreach (var entry in accounts.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')).Where(entry => entry.Length >= 7))
        {
            var settings = await Tool.RunAsync("sshd", "-T", "-C", $"user={entry[0]},host=localhost,addr=127.0.0.1");
            if (!settings.Good)
            {
                return $"sshd -T for {entry[0]}: {settings.Trouble}";
            }

            if (Way(settings.Output, entry[0], entry[5], keyBlob) is { } way)
            {
                return way;
            }
        }

        return null;
    }

    internal static bool HasMatch(string configuration) => configuration.Split('\n')
        .Select(line => line.Split([' ', '\t', '=', '\r'], StringSplitOptions.RemoveEmptyEntries))
        .Any(words => words is [var first, .. var rest] && first.Equals("match", StringComparison.OrdinalIgnoreCase) && !(rest is [var all] && all.Equals("all", StringComparison.OrdinalIgnoreCase)));

    // authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2
    internal static string? Way(string settings, string account, string home, string keyBlob)
    {
        foreach (var words in settings.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            switch (words)
            {
                case ["authorizedkeyscommand" or "trustedusercakeys", not "none", ..]:
                    return $"{words[0]} {words[1]} is in force for {account}: what it allows cannot be seen from here";
                case ["authorizedkeysfile", .. var files] when files.Select(file => Expand(file, account, home)).FirstOrDefault(file => Holds(file, keyBlob)) is { } file:
                    return $"{file} of {account} still holds the pool key";
            }
        }

        return null;
    }

    private static string[] Drops() => Directory.Exists($"{Configuration}/sshd_config.d") ? Directory.GetFiles($"{Configuration}/sshd_config.d", "*.conf") : [];

    private static string Expand(string file, string account, string home)
    {
        var expanded = file.Replace("%h", home, StringComparison.Ordinal).Replace("%u", account, StringComparison.Ordinal).Replace("%%", "%", StringComparison.Ordinal);
        return Path.IsPathRooted(expanded) ? expanded : Path.Combine(home, expanded);
    }

    private static bool Holds(string file, string keyBlob) => File.Exists(file) && AuthorizedKeys.LinesOf(File.ReadAllText(file), keyBlob).Count > 0;
}
