using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What can be wrong with a machine: each is said with what, where and what to do, and nothing is half done.</summary>
[Category("Nursery")]
[Category("Invariant 11")]
internal sealed class BadMachineTests
{
    private const string Machine = "stem3";
    private const string Receptor = "/usr/local/lib/cell/receptor";

    [TestCase("sed -i 's/$(uname -m)/riscv64/' " + Receptor, 6, "stem3 is riscv64; this cell's binary is for x86_64.")]
    [TestCase("sed -i 's/init=systemd/init=none/' " + Receptor, 6, "stem3 does not run systemd: a cell lives in a unit of it.")]
    [TestCase("sed -i 's/run=exec/run=noexec/' " + Receptor, 6, "/var/lib/cell-receptor on stem3 is mounted noexec: nothing can run from there.")]
    [TestCase("mount -t tmpfs -o size=101m none /var/lib/cell-receptor", 6, "stem3 has 100 MiB free in /var/lib/cell-receptor; 200 MiB are needed.")]
    [TestCase("sed -i 's/cell-receptor 1 /cell-receptor 2 /' " + Receptor, 6, "stem3 has receptor 2, this cell speaks 1: `cell pool add stem3` renews it.")]
    [TestCase("sed -i '/cell-pool/d' /root/.ssh/authorized_keys", 4, "stem3 does not let the pool's key in for root: a cell lives there, or it is not prepared. `cell pool add stem3` prepares it.")]
    [TestCase("echo 'from=\"10.0.0.0/8\" '$(grep -o 'ssh-ed25519.*cell-pool' /root/.ssh/authorized_keys) >>/root/.ssh/authorized_keys", 6, "stem3 refused: /root/.ssh/authorized_keys holds 2 lines with the pool key, or one with other options than `cell pool add` writes: run it again.")]
    [TestCase("mv /root/.ssh/authorized_keys /root/keys && ln -s /root/keys /root/.ssh/authorized_keys", 6, "stem3 refused: The pool key's line cannot be swapped safely: /root/.ssh/authorized_keys is a symbolic link.")]
    public async Task An_unfit_machine_is_refused_and_left_as_it_was(string change, int code, string reason)
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            await Nursery.ShellAsync(Machine, change);
            var before = await Nursery.TracesAsync(Machine);
            var end = await pool.DivideAsync(founder, Machine);
            Assert.That((end.Code, end.Detail), Is.EqualTo((code, reason)));
            await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));
            Assert.That((await pool.RowAsync(Machine)).State, Is.EqualTo("blank"));
        }
    }

    [Test]
    public async Task A_full_disk_in_the_middle_of_the_copy_leaves_nothing()
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            await Nursery.ShellAsync(Machine, "mount -t tmpfs -o size=10m none /var/lib/cell-receptor && sed -i 's/print $4/print 9999999/' " + Receptor);
            var end = await pool.DivideAsync(founder, Machine);
            Assert.That(end.Code, Is.AnyOf(5, 7), end.Detail);
            Assert.That(end.Detail, Does.StartWith($"The link to {Machine} broke: "));
            await Nursery.AssertHoldsAsync(Machine, "[ ! -e /var/lib/cell-receptor/in ] && [ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(10));
        }
    }

    [Test]
    public async Task A_clock_that_is_off_is_named()
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            await Nursery.ShellAsync(Machine, $"f=$(find /usr/lib -name libfaketime.so.1); [ -n \"$f\" ]; sed -i \"s|^exec \\\"\\$S/in/cell|exec env LD_PRELOAD=$f FAKETIME=+1h \\\"\\$S/in/cell|\" {Receptor}");
            var before = await Nursery.TracesAsync(Machine);
            var end = await pool.DivideAsync(founder, Machine);
            Assert.That(end.Code, Is.EqualTo(6));
            Assert.That(end.Detail, Does.Match("^stem3 refused: The clocks differ by 60 min \\(here it is .*Z\\): set this machine's clock\\.$"));
            await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));
        }
    }

    [Test]
    public async Task A_machine_that_is_off_is_unreachable()
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            await Nursery.DoAsync("off", Machine);
            var end = await pool.DivideAsync(founder, Machine);
            await Nursery.DoAsync("on", Machine);
            Assert.That(end.Code, Is.EqualTo(5));
            Assert.That(end.Detail, Does.StartWith($"{Machine} cannot be reached by SSH: "));
        }
    }

    [Test, Category("Invariant 1")]
    public async Task A_machine_set_up_anew_is_not_the_pinned_one()
    {
        var (pool, founder) = await StemPool.FoundAsync(Machine);
        await using (pool)
        {
            await Nursery.FreshAsync(Machine);
            var before = await Nursery.TracesAsync(Machine);
            var end = await pool.DivideAsync(founder, Machine);
            Assert.That((end.Code, end.Detail), Is.EqualTo((4, "stem3 shows another host key than the pinned one: it is another machine, or was set up anew. If that is right: `cell pool remove stem3`, then `cell pool add stem3`.")));
            Assert.That(await Nursery.TracesAsync(Machine), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task An_account_with_sudo_for_the_receptor_only_will_do()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await Nursery.ShellAsync(Machine, "command -v sudo >/dev/null && useradd -m joe");
        await pool.AddAsync(Machine, "--user", "joe", "--login", "root");
        var founder = await pool.StartAsync("founder");
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
        Assert.That(await Nursery.ShellAsync(Machine, "grep -c cell-pool /home/joe/.ssh/authorized_keys || true"), Is.EqualTo("0"));
    }

    [Test, Category("Long")]
    public async Task A_sudo_that_hangs_is_not_waited_for_for_ever()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await Nursery.ShellAsync(Machine, "command -v sudo >/dev/null && useradd -m joe");
        await pool.AddAsync(Machine, "--user", "joe", "--login", "root");
        await Nursery.ShellAsync(Machine, "printf '#!/bin/sh\\nexec sleep 300\\n' >/usr/bin/sudo");
        var founder = await pool.StartAsync("founder");
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That((end.Code, end.Detail), Is.EqualTo((6, "stem3: its receptor did not answer within 40 s (a sudo that hangs?).")));
    }

    [Test, Category("Invariant 1")]
    public async Task A_machine_that_is_not_in_the_pool_is_no_target()
    {
        await using var pool = await StemPool.FoundAsync();
        var founder = await pool.StartAsync("founder");
        var end = await pool.DivideAsync(founder, Machine);
        Assert.That(end.Code, Is.EqualTo(4));
        Assert.That(end.Detail, Does.Contain(Machine));
    }
}
