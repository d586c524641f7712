using System.Net.Sockets;
using Cell.Genome;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace Cell.Mitosis;

internal enum StemTrouble
{
    Unreachable,
    HostKeyChanged,
    KeyRefused,
}

/// <summary>No session with a machine of the pool: the message says why and what to do.</summary>
internal sealed class StemException(StemTrouble trouble, string message, Exception? inner) : IOException(message, inner)
{
    public StemTrouble Trouble { get; } = trouble;
}

/// <summary>The only place that makes SSH clients: SSH.NET trusts every host key unless it is told otherwise, here it trusts the pinned one.</summary>
internal static class StemSsh
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // 15 ms instead of the 80 of the exchanges that a quantum computer could not undo: what must stay secret is sealed to the daughter's
    // P-256 key besides and goes through the tissue's TLS later, both no stronger.
    private static readonly string[] FirstExchanges = ["curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256"];

    // A third of the work of AES-CTR with a MAC, a sixth of ChaCha20, which is managed code here.
    private static readonly string[] FirstCiphers = ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com"];

    /// <param name="keys">Offered in this order.</param>
    /// <exception cref="StemException">Unreachable, another host key than the pinned one, or no key is accepted.</exception>
    public static Task<SshClient> ConnectAsync(PoolMachine machine, IReadOnlyList<IPrivateKeySource> keys, CancellationToken cancellation) =>
        ConnectAsync(machine, new PrivateKeyAuthenticationMethod(machine.User, [.. keys]), client => client.ConnectAsync(cancellation));

    /// <summary>Opens the connection now and offers the keys when they are due.</summary>
    /// <param name="due">True: offer them; false: give up.</param>
    public static Task<SshClient> ConnectAsync(PoolMachine machine, IReadOnlyList<IPrivateKeySource> keys, Task<bool> due) =>
        ConnectAsync(
            machine,
            new WaitingKeys(machine.User, due, [.. keys]),
            // It waits on a thread: not on one of the pool's few.
            client => Task.Factory.StartNew(client.Connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    private static async Task<SshClient> ConnectAsync(PoolMachine machine, PrivateKeyAuthenticationMethod keys, Func<SshClient, Task> connectAsync)
    {
        var (host, port) = Endpoint(machine.Host);
        var info = new Renci.SshNet.ConnectionInfo(host, port, machine.User, keys) { Timeout = Patience };
        Prefer(info.KeyExchangeAlgorithms, FirstExchanges);
        Prefer(info.Encryptions, FirstCiphers);
        var (type, blob) = Pin(machine);
        foreach (var algorithm in info.HostKeyAlgorithms.Keys.Where(name => name != type && !(type == "ssh-rsa" && name.StartsWith("rsa-sha2-", StringComparison.Ordinal))).ToList())
        {
            info.HostKeyAlgorithms.Remove(algorithm);
        }

        var client = new SshClient(info) { KeepAliveInterval = TimeSpan.FromSeconds(5) };
        client.HostKeyReceived += (_, shown) => shown.CanTrust = shown.HostKey.AsSpan().SequenceEqual(blob);
        try
        {
            await connectAsync(client);
            return client;
        }
        catch (Exception fault) when (Trouble(fault, machine) is { } trouble)
        {
            client.Dispose();
            throw trouble;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static void Prefer<T>(IOrderedDictionary<string, T> offered, string[] first)
    {
        foreach (var (at, name) in first.Index())
        {
            offered.SetPosition(name, at);
        }
    }

    // "box", "box:2222", "192.0.2.7", "[2001:db8::7]:2222"
    internal static (string Host, int Port) Endpoint(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']')
            ? (host[..colon].Trim('[', ']'), int.Parse(host.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture))
            : (host.Trim('[', ']'), 22);
    }

    private static (string Type, byte[] Blob) Pin(PoolMachine machine)
    {
        var words = machine.HostKey.Split(' ');
        return (words[0], Convert.FromBase64String(words[1]));
    }

    private static StemException? Trouble(Exception fault, PoolMachine machine) => fault switch
    {
        SshAuthenticationException => new(
            StemTrouble.KeyRefused, $"{machine.Host} does not let the pool's key in for {machine.User}: a cell lives there, or it is not prepared. `cell pool add {machine.Host}` prepares it.", fault),
        SshConnectionException { DisconnectReason: DisconnectReason.HostKeyNotVerifiable or DisconnectReason.KeyExchangeFailed } => new(
            StemTrouble.HostKeyChanged,
            $"{machine.Host} shows another host key than the pinned one: it is another machine, or was set up anew. If that is right: `cell pool remove {machine.Host}`, then `cell pool add {machine.Host}`.",
            fault),
        SshException or SocketException or IOException or TimeoutException => new(StemTrouble.Unreachable, $"{machine.Host} cannot be reached by SSH: {fault.Message.TrimEnd('.')}.", fault),
        _ => null,
    };

    private sealed class WaitingKeys(string user, Task<bool> due, IPrivateKeySource[] keys) : PrivateKeyAuthenticationMethod(user, keys)
    {
        public override AuthenticationResult Authenticate(Session session) => due.GetAwaiter().GetResult() ? base.Authenticate(session) : AuthenticationResult.Failure;
    }
}
