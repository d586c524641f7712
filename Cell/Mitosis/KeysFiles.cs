using System.Globalization;
using System.Text;

namespace Cell.Mitosis;

/// <summary>Which files sshd reads an account's keys from. Pure.</summary>
internal static class KeysFiles
{
    /// <summary>What `sshd -T` is asked about an account.</summary>
    public static string[] Question(string account) => ["-T", "-C", $"user={account},host=localhost,addr=127.0.0.1"];

    /// <param name="settings">sshd's answer: a line "authorizedkeysfile .ssh/authorized_keys /etc/ssh/keys/%u".</param>
    /// <param name="user">The account's number.</param>
    public static IReadOnlyList<string> Of(string settings, string account, int user, string home) =>
        [.. settings.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words is ["authorizedkeysfile", ..])
            .SelectMany(words => words.Skip(1)).Where(file => file != "none").Select(file => Expand(file, account, user, home)).Distinct()];

    // In one pass: a home may hold a percent sign.
    private static string Expand(string file, string account, int user, string home)
    {
        var path = new StringBuilder();
        for (var at = 0; at < file.Length; at++)
        {
            var token = file[at] == '%' && at + 1 < file.Length ? file[++at] : '\0';
            path.Append(token switch
            {
                '\0' => file[at].ToString(),
                'h' => home,
                'u' => account,
                'U' => user.ToString(CultureInfo.InvariantCulture),
                _ => token.ToString(),
            });
        }

        return Path.GetFullPath(path.ToString(), home);
    }
}
