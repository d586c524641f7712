using System.Diagnostics;
using System.Globalization;
using Cell.Binary;
using Npgsql;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>A real PostgreSQL server of the tests' own, in a folder of its own, on loopback and a socket; as the user postgres where the tests run as root.
/// It ends with the tests, however they end: its keeper reads from a pipe that closes then.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Password = "not a secret: 'quoted' \"twice\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<PostgresServer?> One = new(() => Programs is null ? null : new PostgresServer());

    private readonly string folder = Directory.CreateTempSubdirectory("cell-postgres-").FullName;
    private readonly string address;
    private readonly string[] settings;
    private Process? keeper;
    private int pid;

    public PostgresServer()
        : this("127.0.0.1", 60)
    {
    }

    /// <param name="address">Where it listens.</param>
    /// <param name="clients">It lets in so many at most.</param>
    public PostgresServer(string address, int clients)
    {
        this.address = address;
        settings = ["shared_buffers=64MB", "log_min_messages=fatal", $"max_connections={clients}", $"port={Port}", $"listen_addresses={address}", $"unix_socket_directories={folder}"];
        var secret = Path.Combine(folder, "password");
        File.WriteAllText(secret, Password);
        if (IsRoot)
        {
            Run("chown", ["-R", "postgres:", folder]);
        }

        Run("setpriv", [.. AsOwner, Path.Combine(Programs!, "initdb"), "-D", Data, "-U", "cell", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]); // checked before
        File.AppendAllText(Path.Combine(Data, "pg_hba.conf"), "host all all samenet scram-sha-256\n");
        Start();
    }

    /// <summary>The one that all quick tests share, a schema each; skips the test where there is none.</summary>
    public static PostgresServer Shared
    {
        get
        {
            RequirePrograms();
            return One.Value!; // required just before
        }
    }

    public int Port { get; } = Ports.Block(1);

    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static bool IsRoot => Environment.UserName == "root";

    private static IReadOnlyList<string> AsOwner => IsRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : ["--"];

    private string Data => Path.Combine(folder, "data");

    public static void RequirePrograms()
    {
        if (Programs is null)
        {
            Assert.Ignore("PostgreSQL is missing: apt-get install postgresql.");
        }
    }

    /// <summary>Ends the shared one, if it ever ran.</summary>
    public static void Forget()
    {
        if (One.IsValueCreated)
        {
            One.Value?.Dispose();
        }
    }

    /// <param name="schema">The same one, the same tables.</param>
    public PostgresAccess Access(string schema) => new(address, Port, "postgres", "cell", ServerTls.Off, 8, schema, () => Password);

    public static string Secret => Password;

    public Task DoAsync(string sql) => UseAsync(sql, command => command.ExecuteNonQueryAsync());

    /// <summary>The one number that is asked for.</summary>
    public async Task<long> NumberAsync(string sql) => (long)(await UseAsync(sql, command => command.ExecuteScalarAsync()))!; // else the test is wrong

    private async Task<T> UseAsync<T>(string sql, Func<NpgsqlCommand, Task<T>> use)
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = address, Port = Port, Username = "cell", Database = "postgres", Password = Password, Pooling = false };
        await using var source = NpgsqlDataSource.Create(settings);
        await using var command = source.CreateCommand(sql);
        return await use(command);
    }

    public void Start()
    {
        var options = settings.SelectMany(setting => new[] { "-c", setting });
        keeper = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$@\" & echo $!; cat >/dev/null; kill -QUIT $!; wait $!", "sh", "setpriv", .. AsOwner, Path.Combine(Programs!, "postgres"), "-D", Data, .. options]) // checked before
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        })!; // a new process
        pid = int.Parse(keeper.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture); // the keeper says it first
        var start = Stopwatch.GetTimestamp();
        while (!Answers())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience || keeper.HasExited)
            {
                throw new InvalidOperationException($"PostgreSQL did not start on port {Port}.");
            }

            Wait();
        }
    }

    /// <summary>As an operator's restart: connections are cut, what is under way is undone.</summary>
    public void Stop() => End(Signal.Interrupt);

    /// <summary>As a power cut that leaves the disk whole.</summary>
    public void Kill()
    {
        Processes().ForEach(process => Signals.Send(process, Signal.Kill));

        End(Signal.Kill);
    }

    /// <summary>It does not answer, and its connections stand.</summary>
    public void Pause() => Processes().ForEach(process => Signals.Send(process, Signal.Stop));

    public void Resume() => Processes().ForEach(process => Signals.Send(process, Signal.Continue));

    public void Dispose()
    {
        if (keeper is { HasExited: false })
        {
            Resume();
            Stop();
        }

        Directory.Delete(folder, recursive: true);
    }

    private void End(Signal signal)
    {
        Signals.End(pid, signal, Patience);
        keeper!.StandardInput.Close(); // it was started
        keeper.WaitForExit();
        keeper.Dispose();
        keeper = null;
    }

    // The server and what it started.
    private List<int> Processes() =>
        [pid, .. Directory.GetDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => name.All(char.IsAsciiDigit)).Where(IsChild).Select(name => int.Parse(name, CultureInfo.InvariantCulture))];

    private bool IsChild(string process)
    {
        try
        {
            // 4711 (postgres) S 4710 …
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[1] == pid.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // it has just ended
        }
    }

    private bool Answers()
    {
        using var asked = Process.Start(new ProcessStartInfo(Path.Combine(Programs!, "pg_isready"), ["-q", "-h", address, "-p", Port.ToString(CultureInfo.InvariantCulture)]))!; // a new process
        asked.WaitForExit();
        return asked.ExitCode == 0;
    }

    private static void Wait() => new ManualResetEventSlim().Wait(TimeSpan.FromMilliseconds(50));

    private void Run(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!; // a new process
        var said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said.Result}");
        }
    }
}
