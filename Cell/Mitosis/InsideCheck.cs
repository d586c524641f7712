namespace Cell.Mitosis;

/// <summary>Looks from inside whether any account of this machine lets the pool key in: what sshd itself says is in force, for every account that can log in.</summary>
internal static class InsideCheck
{
    /// <returns>Null: the key opens nothing; else what it opens, or what cannot be judged.</returns>
    public static async Task<string?> FindAsync(string keyBlob)
    {
        var accounts = await Tool.RunAsync("getent", "passwd");
        foreach (var entry in accounts.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')).Where(entry => entry.Length >= 7 && CanLogIn(entry[6])))
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

    private static bool CanLogIn(string shell) => shell.Length == 0 || !(shell.EndsWith("nologin", StringComparison.Ordinal) || shell.EndsWith("/false", StringComparison.Ordinal) || shell.EndsWith("/sync", StringComparison.Ordinal));

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

    private static string Expand(string file, string account, string home)
    {
        var expanded = file.Replace("%h", home, StringComparison.Ordinal).Replace("%u", account, StringComparison.Ordinal).Replace("%%", "%", StringComparison.Ordinal);
        return Path.IsPathRooted(expanded) ? expanded : Path.Combine(home, expanded);
    }

    private static bool Holds(string file, string keyBlob) => File.Exists(file) && AuthorizedKeys.LinesOf(File.ReadAllText(file), keyBlob).Count > 0;
}
