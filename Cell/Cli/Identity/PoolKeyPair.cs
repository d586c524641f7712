using System.Diagnostics;
using Cell.Identity;

namespace Cell.Cli;

/// <summary>Makes the pool's SSH key; OpenSSH's own tool, so that the file is as sshd's people expect it.</summary>
internal static class PoolKeyPair
{
    /// <returns>The public key's line.</returns>
    /// <exception cref="CommandFailure">ssh-keygen is missing or failed.</exception>
    public static async Task<string> MakeAsync(OperatorFolder folder)
    {
        var start = new ProcessStartInfo("ssh-keygen") { RedirectStandardError = true, RedirectStandardOutput = true, ArgumentList = { "-q", "-t", "ed25519", "-N", "", "-C", "cell-pool", "-f", folder.PoolKey } };
        try
        {
            using var process = Process.Start(start) ?? throw new CommandFailure(ExitCode.Box, "ssh-keygen did not start.");
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new CommandFailure(ExitCode.Box, $"ssh-keygen could not make the pool's key: {errors.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CommandFailure(ExitCode.Box, "ssh-keygen is missing: apt-get install openssh-client.");
        }

        return (await File.ReadAllTextAsync(folder.PoolKey + ".pub")).Trim();
    }
}
