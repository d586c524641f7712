using System.Net;
using System.Net.Sockets;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>A machine whose sshd is a port of this box, switched by commands that make and remove a file; the port is open while the file is there.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WakerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly int port = FreePort();
    private readonly List<Task> running = [];
    private TestKeeper one = null!; // each test founds it

    private string Host => $"127.0.0.1:{port}";

    [TearDown]
    public async Task Forget()
    {
        await stop.CancelAsync();
        foreach (var task in running)
        {
            await task.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        one?.Dispose();
        folder.Dispose();
        stop.Dispose();
    }

    [Test]
    public async Task A_machine_that_is_off_is_woken_and_its_mother_gets_the_ticket()
    {
        var waker = Found("30s");
        running.Add(SwitchAsync());
        Assert.That((await AskUntilDoneAsync(waker)).Envelope, Is.Not.Empty);
        Assert.That(File.ReadAllLines(folder.At("calls")), Is.EqualTo(new[] { $"wake {Host}" }));
        Assert.That(one.OnDisk.Uses.Single().Why, Is.EqualTo("switched on for the birth"));
    }

    [Test]
    public async Task One_that_is_on_already_is_not_and_its_mother_asks_once()
    {
        var waker = Found("30s");
        await File.WriteAllTextAsync(folder.At("on"), "");
        running.Add(SwitchAsync());
        await Eventually.IsTrueAsync(() => SshBanner.AnswersAsync(Host, TimeProvider.System, CancellationToken.None).Result, Patience, "the machine is on");
        Assert.That((await waker.TicketAsync(Wish(), CancellationToken.None)).Envelope, Is.Not.Empty);
        Assert.That(File.Exists(folder.At("calls")), Is.False);
    }

    [Test, Category("Invariant 4")]
    public async Task One_that_does_not_boot_is_tainted_and_its_mother_is_told_what_the_command_said()
    {
        var waker = Found("5s");
        var answer = await AskUntilDoneAsync(waker);
        Assert.That(answer.Refusal, Does.EndWith($"{Host} did not boot within 5s; the command to wake it said: as you wish."));
        Assert.That(one.OnDisk.Taints[Host].Cause, Is.EqualTo(TaintCause.Check));
        Assert.That(one.OnDisk.Wakings, Is.Empty);
    }

    [Test]
    public async Task A_health_cell_that_starts_anew_goes_on_with_it()
    {
        var waker = Found("30s");
        Assert.That((await waker.TicketAsync(Wish(), CancellationToken.None)).Waking, Is.EqualTo(Host));
        await stop.CancelAsync();
        await Task.WhenAll(running.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        one.Restart();
        one.Hear();
        using var again = new CancellationTokenSource();
        var next = Waker(again.Token);
        running.Add(SwitchAsync(again.Token));
        try
        {
            Assert.That((await AskUntilDoneAsync(next)).Envelope, Is.Not.Empty);
        }
        finally
        {
            await again.CancelAsync();
        }
    }

    [Test, Category("Invariant 5")]
    public async Task Ten_mothers_after_one_sleeping_machine_and_one_ticket_an_hour_one_gets_it()
    {
        var waker = Found("30s");
        running.Add(SwitchAsync());
        var mothers = Enumerable.Range(1, 9).Select(one.Join).Append(one.Id).ToList();
        var answers = await Task.WhenAll(mothers.Select(mother => Task.Run(() => AskUntilDoneAsync(waker, Wish() with { Mother = mother, Machine = "" }))));
        Assert.That(answers.Count(answer => answer.Envelope.Length > 0), Is.EqualTo(1));
        Assert.That(one.OnDisk.Births, Has.Count.EqualTo(1));
        Assert.That(File.ReadAllLines(folder.At("calls")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_tired_machine_is_put_to_sleep()
    {
        await File.WriteAllTextAsync(folder.At("on"), "");
        Found("30s");
        running.Add(SwitchAsync());
        one.Keeper.Seen(Host, PowerState.Tired);
        await Eventually.IsTrueAsync(() => one.Keeper.Roster.Powers[Host].State == PowerState.Off, Patience, "it sleeps");
        Assert.That(File.ReadAllLines(folder.At("calls")), Is.EqualTo(new[] { $"sleep {Host}" }));
    }

    [Test]
    public async Task One_that_is_wanted_is_not()
    {
        await File.WriteAllTextAsync(folder.At("on"), "");
        var waker = Found("30s");
        running.Add(SwitchAsync());
        Assert.That((await AskUntilDoneAsync(waker)).Envelope, Is.Not.Empty);
        one.Keeper.Seen(Host, PowerState.Tired);
        await Eventually.IsTrueAsync(() => one.Keeper.Roster.Powers[Host].State == PowerState.On, Patience, "it stays on");
        Assert.That(File.Exists(folder.At("calls")), Is.False);
    }

    private Waker Found(string boot)
    {
        one = new TestKeeper(TestPool.With($$"""{ "wake": "command", "sleep": "command", "boot": "{{boot}}" }""")
            .Replace($"\"{TestGenes.Stem1}\"", $"\"{Host}\"", StringComparison.Ordinal)
            .Replace("\"limits\": {", "\"limits\": { \"birthsPerHour\": 1,", StringComparison.Ordinal)
            .Replace("\"user\": \"root\", \"hostKey\": \"" + TestGenes.HostKey(2), "\"founder\": true, \"user\": \"root\", \"hostKey\": \"" + TestGenes.HostKey(2), StringComparison.Ordinal), TimeProvider.System);
        one.Hear();
        return Waker(stop.Token);
    }

    private Waker Waker(CancellationToken stopping)
    {
        var secrets = new Dictionary<string, string>
        {
            ["wake"] = $"echo wake $CELL_HOST >>{folder.At("calls")}; touch {folder.At("on")}; echo as you wish",
            ["sleep"] = $"echo sleep $CELL_HOST >>{folder.At("calls")}; rm {folder.At("on")}",
        };
        var waker = new Waker(one.Keeper, one.Genome, new MachinePower(() => secrets, TimeProvider.System), TimeProvider.System, NullLogger<Waker>.Instance);
        running.Add(waker.RunAsync(stopping));
        return waker;
    }

    private TicketRequest Wish() => new(1, one.Id, Host, Role.Crawler, true);

    private Task<TicketAnswer> AskUntilDoneAsync(Waker waker) => AskUntilDoneAsync(waker, Wish());

    private static async Task<TicketAnswer> AskUntilDoneAsync(Waker waker, TicketRequest wish)
    {
        var start = TimeProvider.System.GetTimestamp();
        TicketAnswer answer;
        while ((answer = await waker.TicketAsync(wish, CancellationToken.None)).Waking is not null)
        {
            Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(Patience), "no end of the waking");
        }

        return answer;
    }

    private Task SwitchAsync() => SwitchAsync(stop.Token);

    // The sshd of the machine: there while the file is.
    private async Task SwitchAsync(CancellationToken stopping)
    {
        TcpListener? sshd = null;
        try
        {
            while (true)
            {
                if (File.Exists(folder.At("on")) && sshd is null)
                {
                    sshd = new TcpListener(IPAddress.Loopback, port);
                    sshd.Start();
                }
                else if (!File.Exists(folder.At("on")) && sshd is not null)
                {
                    sshd.Stop();
                    sshd = null;
                }

                if (sshd is not null && sshd.Pending())
                {
                    using var caller = await sshd.AcceptTcpClientAsync(stopping);
                    await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes("SSH-2.0-Test\r\n"), stopping);
                }
                else
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stopping);
                }
            }
        }
        finally
        {
            sshd?.Stop();
        }
    }

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return free;
    }
}
