using Cell.Identity;

namespace Cell.Mitosis;

/// <summary>Whether a blank machine can take a birth and be blank again after it, found out before anything is touched.</summary>
internal static class Preflight
{
    /// <param name="binary">SHA-256 of the one that runs.</param>
    /// <returns>The claim to be written; or why not.</returns>
    public static async Task<(MachineState? State, string Unfit)> RunAsync(AcceptedBirth birth, BirthOrder order, string binary, DateTimeOffset now)
    {
        var user = birth.Machine.User;
        if (await Machine.AccountAsync(user) is not { } account)
        {
            return (null, $"There is no account {user}.");
        }

        if (!Guid.TryParseExact(birth.Ticket.Birth, "D", out _))
        {
            return (null, "The birth's id is no UUID.");
        }

        if (Foreign() is { } foreign)
        {
            return (null, foreign);
        }

        var settings = await Tool.RunAsync("sshd", KeysFiles.Question(user));
        if (!settings.Good)
        {
            return (null, $"sshd -T for {user}: {settings.Trouble}.");
        }

        var (keysFile, poolLine, wrong) = FindLine(KeysFiles.Of(settings.Output, user, account.User, account.Home), birth);
        if (wrong.Length > 0)
        {
            return (null, wrong);
        }

        if (OwnedFile.Refusal(keysFile, account.User) is { } trouble)
        {
            return (null, $"The pool key's line cannot be swapped safely: {trouble}.");
        }

        if (!birth.Genome.Binaries.Values.Any(named => named.Sha256 == binary))
        {
            return (null, "This binary is not one that the genome names.");
        }

        var witness = $"restrict,command=\"echo {order.Nonce}\",expiry-time=\"{(now + TimeSpan.FromMinutes(6)).UtcDateTime:yyyyMMddHHmm}Z\" {order.Witness}";
        return (new MachineState(
            1, MachineStep.Claimed, birth.Organism.Value, birth.Ticket.Birth, Machine.BootId(), Machine.Uptime() + Ticket.GuardDeadline.TotalSeconds, keysFile, poolLine, witness, Machine.Uptime(), "")
        {
            Role = birth.Ticket.Role,
            Host = birth.Machine.Host,
            User = user,
            Owner = account.User,
            GenomeVersion = birth.Genome.Version,
            Places = AuthorizedKeys.PlacesOf(KeysFiles.Read(keysFile) ?? "", poolLine),
        }, "");
    }

    /// <summary>The one file that sshd reads and that holds the pool's line, in the one form that `cell pool add` writes.</summary>
    /// <param name="files">That sshd reads for the account.</param>
    internal static (string File, string Line, string Wrong) FindLine(IReadOnlyList<string> files, AcceptedBirth birth)
    {
        var keys = birth.Genome.Genes.Pool.Keys;
        var holders = files
            .Select(file => (File: file, Lines: keys.SelectMany(key => AuthorizedKeys.LinesOf(KeysFiles.Read(file) ?? "", AuthorizedKeys.BlobOf(key))).Distinct().ToList()))
            .Where(holder => holder.Lines.Count > 0)
            .ToList();
        return holders switch
        {
            [] => ("", "", $"sshd reads no file for {birth.Machine.User} that holds the pool's line ({string.Join(", ", files)}): `cell pool add` writes it."),
            [_, _, ..] => ("", "", $"The pool key stands in {string.Join(" and in ", holders.Select(holder => holder.File))}: one is enough, and only one can be closed. Take it out of the others."),
            [var (file, lines)] when lines is not [var only] || !keys.Any(key => only == Receptor.KeyLine(key, birth.Machine.User)) =>
                ("", "", $"{file} holds {lines.Count} lines with the pool key, or one with other options than `cell pool add` writes: run it again."),
            [var (file, lines)] => (file, lines[0], ""),
        };
    }

    // None of this is Cell's on a blank machine, and a birth would take it or its end remove it.
    private static string? Foreign() => new[] { MachineFiles.GuardService, MachineFiles.GuardTimer, MachineFiles.GuardPath }
        .Select(unit => $"{MachineFiles.Units}/{unit}").Where(unit => new FileInfo(unit).LinkTarget is not null)
        .Concat(new[] { $"{MachineFiles.Units}/{MachineFiles.Service}", MachineFiles.Data, MachineFiles.DataLink }.Where(path => Path.Exists(path) || new FileInfo(path).LinkTarget is not null))
        .Select(path => $"{path} is there already, and not by a birth: take it away, or take this machine out of the pool.")
        .FirstOrDefault();
}
