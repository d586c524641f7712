using System.Globalization;
using System.Text;

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

    private static string? Holding(string setting, string[] account, string keyBlob)
    {
        if (Expand(setting, account) is not { } file)
        {
            return $"authorizedkeysfile {setting} cannot be judged";
        }

        return File.Exists(file) && AuthorizedKeys.LinesOf(File.ReadAllText(file), keyBlob).Count > 0 ? $"{file} of {account[0]} still holds the pool key" : null;
    }

    // In one pass: what a token stands for may hold a percent sign. Null: a token that this sshd has and we do not know.
    private static string? Expand(string setting, string[] account)
    {
        var path = new StringBuilder();
        for (var at = 0; at < setting.Length; at++)
        {
            if (setting[at] != '%')
            {
                path.Append(setting[at]);
                continue;
            }

            var token = at + 1 < setting.Length ? setting[++at] : ' ';
            switch (token)
            {
                case '%':
                    path.Append('%');
                    break;
                case 'h':
                    path.Append(account[5]);
                    break;
                case 'u':
                    path.Append(account[0]);
                    break;
                case 'U' when int.TryParse(account[2], CultureInfo.InvariantCulture, out var user):
                    path.Append(user);
                    break;
                default:
                    return null;
            }
        }

        return Path.GetFullPath(path.ToString(), account[5].StartsWith('/') ? account[5] : "/");
    }
}
