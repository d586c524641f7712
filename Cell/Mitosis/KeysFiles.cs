using System.Globalization;
using System.Text;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>Which files sshd reads an account's keys from, and what it reads there.</summary>
internal static class KeysFiles
{
    private const int Most = 1024 * 1024;

    /// <summary>What `sshd -T` is asked about an account.</summary>
    public static string[] Question(string account) => ["-T", "-C", $"user={account},host=localhost,addr=127.0.0.1"];

    /// <summary>Those that can be told. Pure.</summary>
    /// <param name="settings">sshd's answer: a line "authorizedkeysfile .ssh/authorized_keys /etc/ssh/keys/%u".</param>
    /// <param name="user">The account's number.</param>
    public static IReadOnlyList<string> Of(string settings, string account, int user, string home) =>
        [.. settings.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words is ["authorizedkeysfile", ..])
            .SelectMany(words => words.Skip(1)).Where(file => file != "none")
            .Select(file => Expand(file, account, user.ToString(CultureInfo.InvariantCulture), home)).OfType<string>().Distinct()];

    /// <summary>In one pass: what a token stands for may hold a percent sign. Pure.</summary>
    /// <returns>Null: a token that this sshd has and we do not know.</returns>
    public static string? Expand(string setting, string account, string user, string home)
    {
        var path = new StringBuilder();
        for (var at = 0; at < setting.Length; at++)
        {
            var token = setting[at] != '%' ? '\0' : at + 1 < setting.Length ? setting[++at] : ' ';
            var part = token switch
            {
                '\0' => setting[at].ToString(),
                '%' => "%",
                'h' => home,
                'u' => account,
                'U' => user,
                _ => null,
            };
            if (part is null)
            {
                return null;
            }

            path.Append(part);
        }

        return Path.GetFullPath(path.ToString(), home.StartsWith('/') ? home : "/");
    }

    /// <summary>As sshd does: links are followed, and what is no regular file, a pipe above all, is not read. "": nothing is there.</summary>
    /// <returns>Null: too much to be looked through.</returns>
    public static string? Read(string path)
    {
        using var file = NoFollow.Followed(path);
        return file.IsInvalid || !NoFollow.Look(file).IsRegular || RandomAccess.GetLength(file) == 0 ? ""
            : PlainFile.Read(file, Most) is { } bytes ? Encoding.Latin1.GetString(bytes)
            : null;
    }
}
