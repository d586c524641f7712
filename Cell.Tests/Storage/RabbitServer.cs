using System.Diagnostics;
using System.Globalization;
using Cell.Binary;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>A real RabbitMQ broker of the tests' own, with a port mapper of its own, in a folder of its own. It ends with the tests, however they
/// end: its keepers read from a pipe that closes then.</summary>
internal sealed class RabbitServer : IDisposable
{
    public const string Secret = "not-a-secret";
    private const string Programs = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<RabbitServer> One = new(() => new RabbitServer());

    private readonly string folder = Directory.CreateTempSubdirectory("cell-rabbit-").FullName;
    private readonly int first = Ports.Block(3);
    private readonly string address;
    private readonly Process mapper;
    private Process? keeper;

    public RabbitServer()
        : this("127.0.0.1")
    {
    }

    /// <param name="address">Where it listens.</param>
    public RabbitServer(string address)
    {
        this.address = address;
        File.WriteAllText(At("rabbitmq.conf"), $"listeners.tcp.1 = {address}:{Port}\ndefault_user = cell\ndefault_pass = {Secret}\ndisk_free_limit.absolute = 1MB\n");
        File.WriteAllText(At("enabled"), "[].");
        mapper = Keep("epmd", "-address", "127.0.0.1", "-port", Number(first + 1));
        Start();
    }

    /// <summary>The one that all quick tests share, queues of their own each; skips the test where there is none.</summary>
    public static RabbitServer Shared
    {
        get
        {
            RequirePrograms();
            return One.Value;
        }
    }

    public int Port => first;

    private int Pid => int.Parse(File.ReadAllText(At("pid")), CultureInfo.InvariantCulture);

    public static void RequirePrograms()
    {
        if (!File.Exists(Path.Combine(Programs, "rabbitmq-server")))
        {
            Assert.Ignore("RabbitMQ is missing: apt-get install rabbitmq-server.");
        }
    }

    /// <summary>Ends the shared one, if it ever ran.</summary>
    public static void Forget()
    {
        if (One.IsValueCreated)
        {
            One.Value.Dispose();
        }
    }

    /// <param name="prefix">The same one, the same queues.</param>
    public BrokerAccess Access(string prefix, int queues) => new(address, Port, "/", "cell", ServerTls.Off, prefix, queues, () => Secret);

    public void Start()
    {
        File.Delete(At("pid"));
        keeper = Keep(Path.Combine(Programs, "rabbitmq-server"));
        Control("await_startup");
    }

    /// <summary>As an operator's restart: connections are closed.</summary>
    public void Stop() => End(Signal.Terminate);

    /// <summary>As a power cut that leaves the disk whole.</summary>
    public void Kill() => End(Signal.Kill);

    /// <summary>It does not answer, and its connections stand.</summary>
    public void Pause() => Signals.Send(Pid, Signal.Stop);

    public void Resume() => Signals.Send(Pid, Signal.Continue);

    /// <summary>It finds its disk full: whoever publishes is blocked.</summary>
    public void Fill() => Control("set_disk_free_limit", "900000GB");

    /// <summary>Its disk is lost, while it does not run.</summary>
    public void Lose() => Directory.Delete(At("mnesia"), recursive: true);

    public void Empty() => Control("set_disk_free_limit", "1MB");

    /// <summary>rabbitmqctl; what it says.</summary>
    public string Control(params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var process = Process.Start(Info(Path.Combine(Programs, "rabbitmqctl"), ["-q", .. arguments]))!; // a new process
            var said = process.StandardOutput.ReadToEndAsync();
            var complaint = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return said.Result;
            }

            // Its node may not have a name yet.
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {complaint}");
            }

            new ManualResetEventSlim().Wait(TimeSpan.FromMilliseconds(200));
        }
    }

    public void Dispose()
    {
        if (keeper is not null)
        {
            Close(keeper); // which kills it, paused or not
        }

        Close(mapper);
        Directory.Delete(folder, recursive: true);
    }

    private void End(Signal signal)
    {
        var pid = Pid;
        Signals.End(pid, signal, Patience);
        Close(keeper!); // it was started
        keeper = null;
    }

    private static void Close(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private Process Keep(string program, params string[] arguments)
    {
        const string Script = "\"$@\" >\"$HOME/log\" 2>&1 & pid=$!; cat >/dev/null; test -f \"$HOME/pid\" && kill -KILL $(cat \"$HOME/pid\") 2>/dev/null; kill -TERM $pid 2>/dev/null; wait $pid";
        var info = Info("sh", ["-c", Script, "sh", program, .. arguments]);
        info.RedirectStandardInput = true;
        (info.RedirectStandardOutput, info.RedirectStandardError) = (false, false);
        return Process.Start(info)!; // a new process
    }

    private ProcessStartInfo Info(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["ERL_EPMD_PORT"] = Number(first + 1),
            ["RABBITMQ_NODENAME"] = $"cell{Port}@localhost",
            ["RABBITMQ_DIST_PORT"] = Number(first + 2),
            ["RABBITMQ_MNESIA_BASE"] = At("mnesia"),
            ["RABBITMQ_LOG_BASE"] = At("logs"),
            ["RABBITMQ_CONFIG_FILE"] = At("rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = At("enabled"),
            ["RABBITMQ_PID_FILE"] = At("pid"),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        })
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private string At(string name) => Path.Combine(folder, name);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
