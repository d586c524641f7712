using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Cell.Storage;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A machine that is off while it is blank: woken, divided onto, dies, off again.</summary>
[Category("Nursery")]
internal sealed class PowerTests
{
    private const string Machine = "stem8";
    private const string Lan = "{ \"wake\": \"lan\", \"mac\": \"52:54:00:12:34:56\", \"broadcast\": \"10.77.0.255\", \"sleep\": \"command\", \"boot\": \"30s\" }";
    private const string Command = "{ \"wake\": \"command\", \"sleep\": \"command\", \"boot\": \"30s\" }";
    private static readonly string Script = Path.Combine(Repository.Top, "scripts", "nursery");
    private StemPool pool = null!; // each test founds it
    private Founder founder = null!;

    [TearDown]
    public async Task Forget()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
            await Nursery.DoAsync("on", Machine);
        }
    }

    [Test]
    public async Task Woken_by_a_magic_packet_divided_onto_dies_and_is_off_again()
    {
        await FoundAsync(Lan, "", $"{Script} off $CELL_HOST");
        await Nursery.DoAsync("off", Machine);
        using var stop = new CancellationTokenSource();
        var card = SleepAsync(PhysicalAddress.Parse("52-54-00-12-34-56"), stop.Token);
        await AssertLivesAndSleepsAsync();
        await stop.CancelAsync();
        Assert.That(await card, Is.GreaterThan(0), "magic packets");
    }

    [Test]
    public async Task Woken_by_a_command_too()
    {
        await FoundAsync(Command, $"{Script} on $CELL_HOST", $"{Script} off $CELL_HOST");
        await Nursery.DoAsync("off", Machine);
        await AssertLivesAndSleepsAsync();
        await AssertLivesAndSleepsAsync();
    }

    [Test]
    public async Task Switched_on_to_be_looked_at_and_off_again()
    {
        await FoundAsync(Command, $"{Script} on $CELL_HOST", $"{Script} off $CELL_HOST");
        await Nursery.DoAsync("off", Machine);
        var checkedOne = await pool.RunAsync("pool", "check", Machine, "--data", founder.Data);
        Assert.That(checkedOne.Good, Is.True, $"{checkedOne.Output}\n{checkedOne.Trouble}");
        Assert.That(checkedOne.Output, Does.Match($"^{Machine} +good +.*; booted in [0-9.]+ s\n$"));
        await AssertOffAsync();
    }

    [Test, Category("Invariant 4")]
    public async Task One_that_does_not_boot_is_tainted_and_what_the_command_said_is_told()
    {
        await FoundAsync(Command.Replace("30s", "5s", StringComparison.Ordinal), "echo the chassis is on fire", "true");
        await Nursery.DoAsync("off", Machine);
        var failed = await pool.DivideAsync(founder, Machine);
        Assert.That(failed.Code, Is.EqualTo(4));
        Assert.That(failed.Detail, Does.Contain($"{Machine} did not boot within 5s; the command to wake it said: the chassis is on fire."));
        Assert.That((await pool.RowAsync(Machine)).State, Is.EqualTo("tainted"));
        await Nursery.DoAsync("on", Machine);
        Assert.That((await pool.RunAsync("pool", "check", Machine, "--data", founder.Data)).Code, Is.Zero, "a check finds it well");
    }

    private async Task FoundAsync(string power, string wake, string sleep)
    {
        pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await pool.AddAsync(Machine, "--power", power);
        AtomicFile.Write(Path.Combine(pool.Operator.Path, "secrets.json"), System.Text.Encoding.UTF8.GetBytes($$"""{ "health": { "wake": "{{wake}}", "sleep": "{{sleep}}" } }"""), AtomicFile.Private);
        await pool.DoAsync("init", "--resign");
        founder = await pool.StartAsync("founder");
    }

    private async Task AssertLivesAndSleepsAsync()
    {
        var born = await pool.DivideAsync(founder, Machine);
        Assert.That(born.Code, Is.Zero, $"{born.Detail}\n{founder.Journal}");
        Assert.That(born.Steps.Where(step => step.Name == "wake").Select(step => step.Detail), Has.Some.EqualTo($"{Machine} is being switched on").And.Some.Matches("is on after [0-9.]+ s"));
        Assert.That((await pool.RowAsync(Machine)).State, Is.EqualTo("cell"));
        await Nursery.ShellAsync(Machine, "touch /run/cell/die");
        await AssertOffAsync();
    }

    private async Task AssertOffAsync()
    {
        await Eventually.IsTrueAsync(() => pool.RowAsync(Machine).Result.State == "off", TimeSpan.FromSeconds(60), "its row says that it is off");
        Assert.That(await Nursery.DoAsync("list"), Does.Match($"(?m)^{Machine} +[0-9.]+ +off "));
    }

    // What a network card does while its machine sleeps.
    private static async Task<int> SleepAsync(PhysicalAddress address, CancellationToken stopping)
    {
        using var card = new UdpClient(AddressFamily.InterNetwork);
        card.Client.Bind(new IPEndPoint(IPAddress.Parse("10.77.0.255"), 9));
        var packets = 0;
        try
        {
            while (true)
            {
                var packet = await card.ReceiveAsync(stopping);
                if (packet.Buffer.AsSpan().IndexOf(MagicPacket.Of(address)) >= 0 && packets++ == 0)
                {
                    await Nursery.DoAsync("on", Machine);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return packets;
        }
    }
}
