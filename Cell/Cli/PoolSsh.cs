using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Renci.SshNet;

namespace Cell.Cli;

/// <summary>The operator's own access to a machine, and what went wrong with it in words.</summary>
internal static class PoolSsh
{
    public static OperatorSsh Of(PoolMachine machine, OperatorAccess access) => new(machine.Host, access.Login.Length > 0 ? access.Login : machine.User, access.Identity, machine.HostKey);

    /// <returns>What the script said.</returns>
    /// <exception cref="CommandFailure">It failed, or the machine could not be reached.</exception>
    public static async Task<string> RunAsync(OperatorSsh ssh, string script)
    {
        var result = await ssh.RunAsync(script);
        return result.Good ? result.Output : throw Failure(ssh, result);
    }

    public static CommandFailure Failure(OperatorSsh ssh, ToolResult result)
    {
        var reason = result.Errors.Trim().Split('\n')[^1];
        return result.Code switch
        {
            Preparation.Occupied or Preparation.Foreign => new CommandFailure(ExitCode.Refused, $"{ssh.Host}: {reason}."),
            Preparation.Unfit => new CommandFailure(ExitCode.Box, $"{ssh.Host}: {reason}."),
            255 => new CommandFailure(ExitCode.Unreachable, $"Your SSH access to {ssh.Login}@{ssh.Host} failed: {reason} (--login, --identity)"),
            127 => new CommandFailure(ExitCode.Box, "ssh is missing: apt-get install openssh-client."),
            _ => new CommandFailure(ExitCode.Box, $"{ssh.Host} could not be changed as root: {reason} (--login root, or an account whose sudo asks for no password)"),
        };
    }

    /// <summary>As a mother will come: by the pool's key, to the receptor.</summary>
    /// <returns>Why no cell can be born there; null: one can.</returns>
    public static async Task<string?> UnfitAsync(OperatorFolder folder, PoolMachine machine, CancellationToken cancellation)
    {
        using var poolKey = new PrivateKeyFile(folder.PoolKey);
        var sight = await StemLook.AtAsync(machine, poolKey, TimeProvider.System, cancellation);
        return sight.Greeting is { } greeting ? greeting.Unfit(machine.Host, BinaryGene.Architecture) : sight.Detail;
    }
}
