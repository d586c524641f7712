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
}
