namespace Cell.Mitosis;

/// <summary>Looks from inside whether any account of this machine lets the pool key in: what sshd itself says is in force, for every account,
/// also those without a shell (a key there still forwards ports).</summary>
internal static class InsideCheck
{
    private const string Configuration = "/etc/ssh/sshd_config";

    /// <returns>Null: the key opens nothing; else what it opens, or what cannot be judged.</returns>
    public static async Task<string?> FindAsync(string keyBlob)
    {
        // sshd -T answers for one address and one user: what holds for others only is not seen. So there must be no such rule,
        // and then its one answer holds for every account. It is asked for one all the same: a Match for all counts only then.
        if (SshdRules.Partial(Configuration) is { } partial)
        {
            return partial;
        }

        var asked = (Tool.RunAsync("getent", "passwd"), Tool.RunAsync("sshd", "-T", "-C", "user=root,host=localhost,addr=127.0.0.1"));
        var (accounts, settings) = (await asked.Item1, await asked.Item2);
        return true switch
        {
            _ when !accounts.Good => $"getent passwd: {accounts.Trouble}",
            _ when !settings.Good => $"sshd -T: {settings.Trouble}",
            _ => Way(settings.Output, accounts.Output, keyBlob),
        };
    }

    /// <param name="settings">authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2</param>
    /// <param name="accounts">joe:x:1000:1000::/home/joe:/bin/sh</param>
    internal static string? Way(string settings, string accounts, string keyBlob)
    {
        var rows = accounts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')).ToList();
        if (rows.FirstOrDefault(row => row.Length < 7) is { } odd)
        {
            return $"getent passwd has an account that cannot be read: {string.Join(':', odd)}";
        }

        foreach (var words in settings.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            switch (words)
            {
                case ["authorizedkeyscommand" or "trustedusercakeys", not "none", ..]:
                    return $"{words[0]} {words[1]} is in force: what it allows cannot be seen from here";
                case ["authorizedkeysfile", .. var files] when rows.SelectMany(row => files.Select(file => Holding(file, row, keyBlob))).FirstOrDefault(way => way is not null) is { } way:
                    return way;
            }
        }

        return null;
    }

    private static string? Holding(string setting, string[] account, string keyBlob) => KeysFiles.Expand(setting, account[0], account[2], account[5]) switch
    {
        null => $"authorizedkeysfile {setting} cannot be judged",
        var file when KeysFiles.Read(file) is null => $"{file} of {account[0]} is too large to be judged",
        var file when AuthorizedKeys.LinesOf(KeysFiles.Read(file) ?? "", keyBlob).Count > 0 => $"{file} of {account[0]} still holds the pool key",
        _ => null,
    };
}
