using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A machine that is entered as a sudo user. In a fixture of its own: its founder needs the ports that others of this box have.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed class HangingSudoTests
{
    private const string Machine = "stem1";

    [Test]
    public async Task A_sudo_that_hangs_is_not_waited_for_for_ever()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await Nursery.ShellAsync(Machine, "useradd -m joe");
        await pool.AddAsync(Machine, "--user", "joe", "--login", "root");
        var founder = await pool.StartAsync("founder");
        await Nursery.ShellAsync(Machine, "printf '#!/bin/sh\nexec sleep 300\n' >/usr/bin/sudo");
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That((end.Code, end.Detail), Is.EqualTo((6, $"{Machine}: its receptor did not answer within 40 s (a sudo that hangs?).")));
    }

    [Test]
    public async Task A_sudo_that_looks_its_host_up_in_vain_for_twenty_seconds_will_do()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await Nursery.ShellAsync(Machine, "useradd -m joe");
        await pool.AddAsync(Machine, "--user", "joe", "--login", "root");
        var founder = await pool.StartAsync("founder");
        await Nursery.ShellAsync(Machine, "mv /usr/bin/sudo /usr/bin/sudo.real && printf '#!/bin/sh\nsleep 20\nexec /usr/bin/sudo.real \"$@\"\n' >/usr/bin/sudo && chmod 755 /usr/bin/sudo");
        var before = await Nursery.TracesAsync(Machine);
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
        Assert.That(end.Steps[^1].Ms, Is.GreaterThan(20_000));
        Assert.That(await new Inspection(pool, founder, Machine, before).AssertSettlesAsync(TimeSpan.FromSeconds(30)), Is.EqualTo("lives"));
    }
}
