using System.Globalization;
using System.Text;
using Cell.Storage;

namespace Cell.Mitosis;

/// <summary>A file in somebody's home that root edits: refused if any part of its path is a link or belongs to another, written as its owner has it.</summary>
internal static class OwnedFile
{
    /// <summary>Null: it may be edited; else why not.</summary>
    /// <param name="owner">Numeric user of the account; root's directories above are fine.</param>
    public static async Task<string?> RefusalAsync(string path, int owner)
    {
        for (var at = path; at is not null and not "/"; at = Path.GetDirectoryName(at))
        {
            var stat = await Tool.RunAsync("stat", "-c", "%u %F", at);
            if (!stat.Good)
            {
                return $"{at} cannot be looked at: {stat.Trouble}";
            }

            var words = stat.Output.Trim().Split(' ', 2);
            if (words[1] == "symbolic link")
            {
                return $"{at} is a symbolic link";
            }

            var user = int.Parse(words[0], CultureInfo.InvariantCulture);
            if (user != owner && (user != 0 || at == path))
            {
                return $"{at} belongs to user {user}, not to {owner}";
            }
        }

        return null;
    }

    /// <summary>Edits it in one step: read, change, read again, rename. Owner, mode and label stay.</summary>
    /// <exception cref="IOException">Somebody else changed it meanwhile, or the disk refused.</exception>
    public static async Task EditAsync(string path, Func<string, string> edit)
    {
        var before = await File.ReadAllBytesAsync(path);
        var text = Encoding.Latin1.GetString(before);
        var after = edit(text);
        if (after == text)
        {
            return;
        }

        var temporary = $"{path}.cell-{Path.GetRandomFileName()}";
        try
        {
            AtomicFile.Write(temporary, Encoding.Latin1.GetBytes(after), AtomicFile.Private);
            foreach (var tool in new[] { "chown", "chmod" })
            {
                var kept = await Tool.RunAsync(tool, $"--reference={path}", temporary);
                if (!kept.Good)
                {
                    throw new IOException($"{tool} of {temporary}: {kept.Trouble}");
                }
            }

            // Only where there are labels at all; elsewhere it fails and nothing is lost.
            await Tool.RunAsync("chcon", $"--reference={path}", temporary);
            if (!(await File.ReadAllBytesAsync(path)).AsSpan().SequenceEqual(before))
            {
                throw new IOException($"{path} was changed by somebody else at the same time.");
            }

            File.Move(temporary, path, overwrite: true);
            AtomicFile.Synchronise(Path.GetDirectoryName(path)!); // an absolute path of a file
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
