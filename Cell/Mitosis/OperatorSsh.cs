using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cell.Mitosis;

/// <summary>The operator's own way into a machine: OpenSSH with his agent, his configuration, his keys, but with the host key that was shown to him.</summary>
/// <param name="Host">As the pool calls it, with ":port" for another than 22.</param>
/// <param name="Login">The account that he logs in to: root, or one with sudo.</param>
/// <param name="Identity">His key file; null: what ssh finds by itself.</param>
/// <param name="HostKey">"ssh-ed25519 AAAA…".</param>
internal sealed record OperatorSsh(string Host, string Login, string? Identity, string HostKey)
{
    private static readonly string[] Preferred = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The host's public keys as it shows them now, the best kind first.</summary>
    public static async Task<(string? HostKey, string Trouble)> ScanAsync(string host)
    {
        var (name, port) = StemSsh.Endpoint(host);
        var scan = await Tool.RunAsync("ssh-keyscan", "-T", "5", "-p", port.ToString(CultureInfo.InvariantCulture), "-t", "ed25519,ecdsa,rsa", name);
        // stem1 ssh-ed25519 AAAA…
        var keys = scan.Output.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(words => $"{words[1]} {words[2].Trim()}").ToList();
        var best = Preferred.Select(type => keys.Find(key => key.StartsWith(type + " ", StringComparison.Ordinal))).FirstOrDefault(key => key is not null);
        return (best, best is not null ? "" : scan.Code == 127 ? "ssh-keyscan is missing: apt-get install openssh-client" : "no sshd shows a host key there");
    }

    /// <summary>"SHA256:…", as ssh-keygen -l shows it.</summary>
    public static string Fingerprint(string hostKey) =>
        $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(hostKey.Split(' ')[1]))).TrimEnd('=')}";

    /// <summary>Runs a shell script there as root.</summary>
    public async Task<ToolResult> RunAsync(string script)
    {
        using var call = await Call.MakeAsync(this);
        return await Tool.RunAsync("ssh", call.Arguments, script, Patience);
    }

    /// <summary>The same for a script whose output is no text, and may be long.</summary>
    /// <exception cref="IOException">It failed: with what it said.</exception>
    public async Task StreamAsync(string script, Func<Stream, Task> read, CancellationToken cancellation)
    {
        using var call = await Call.MakeAsync(this);
        var start = new ProcessStartInfo("ssh", call.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new IOException("ssh did not start");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.StandardInput.WriteAsync(script.AsMemory(), cancellation);
            process.StandardInput.Close();
            await read(process.StandardOutput.BaseStream);
            await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                throw new IOException($"{Host} ended it with exit code {process.ExitCode}: {(await errors).Trim()}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The arguments of one call; its file of known hosts lives as long.</summary>
    private sealed record Call(string Known, IReadOnlyList<string> Arguments) : IDisposable
    {
        public static async Task<Call> MakeAsync(OperatorSsh to)
        {
            var (name, port) = StemSsh.Endpoint(to.Host);
            var known = Path.GetTempFileName();
            await File.WriteAllTextAsync(known, $"{(port == 22 ? name : $"[{name}]:{port}")} {to.HostKey}\n", Encoding.ASCII);
            List<string> arguments =
            [
                "-o", "StrictHostKeyChecking=yes", "-o", $"UserKnownHostsFile={known}", "-o", "GlobalKnownHostsFile=/dev/null", "-o", $"HostKeyAlgorithms={to.Algorithms()}",
                "-o", "ConnectTimeout=10", "-o", $"BatchMode={(Console.IsInputRedirected ? "yes" : "no")}", "-o", "ServerAliveInterval=15",
                "-p", port.ToString(CultureInfo.InvariantCulture), "-l", to.Login,
            ];
            if (to.Identity is { } file)
            {
                arguments.AddRange(["-i", file, "-o", "IdentitiesOnly=yes"]);
            }

            arguments.AddRange(["--", name, to.Login == "root" ? "sh -s" : "sudo -n sh -s"]);
            return new Call(known, arguments);
        }

        public void Dispose() => File.Delete(Known);
    }

    private string Algorithms() => HostKey.Split(' ')[0] is "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : HostKey.Split(' ')[0];
}
