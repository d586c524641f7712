using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What can be wrong with a machine: each is said with what, where and what to do, and nothing is half done.</summary>
[Category("Nursery")]
[Category("Invariant 11")]
internal sealed class BadMachineTests() : StemFixture(Machine)
{
    private const string Machine = "stem3";
    private const string Receptor = "/usr/local/lib/cell/receptor";

    [OneTimeSetUp]
    public async Task Prepare()
    {
        await Nursery.ShellAsync(Machine, $"mkdir ~root/kept && cp -a {Receptor} ~root/.ssh/authorized_keys /etc/ssh/ssh_host_ed25519_key* ~root/kept/");
    }

    [TearDown]
    public Task Repair() => Nursery.ShellAsync(Machine, $"""
        while umount /var/lib/cell-receptor 2>/dev/null; do :; done
        systemctl stop squatter 2>/dev/null || true
        rm -f ~root/keys ~root/.ssh/authorized_keys
        cp -a ~root/kept/receptor {Receptor}
        cp -a ~root/kept/authorized_keys ~root/.ssh/
        cmp -s ~root/kept/ssh_host_ed25519_key /etc/ssh/ssh_host_ed25519_key || (cp -a ~root/kept/ssh_host_ed25519_key* /etc/ssh/ && systemctl restart ssh)
        """);

    [TestCase("sed -i 's/$(uname -m)/riscv64/' " + Receptor, 6, "stem3 is riscv64; this cell's binary is for x86_64.")]
    [TestCase("sed -i 's/init=systemd/init=none/' " + Receptor, 6, "stem3 does not run systemd: a cell lives in a unit of it.")]
    [TestCase("sed -i 's/run=exec/run=noexec/' " + Receptor, 6, "/var/lib/cell-receptor on stem3 is mounted noexec: nothing can run from there.")]
    [TestCase("mount -t tmpfs -o noexec none /var/lib/cell-receptor", 6, "/var/lib/cell-receptor on stem3 is mounted noexec: nothing can run from there.")]
    [TestCase("mount -t tmpfs -o size=101m none /var/lib/cell-receptor", 6, "stem3 has 100 MiB free in /var/lib/cell-receptor; 200 MiB are needed.")]
    [TestCase("sed -i 's/cell-receptor 1 /cell-receptor 2 /' " + Receptor, 6, "stem3 has receptor 2, this cell speaks 1: `cell pool add stem3` renews it.")]
    [TestCase("sed -i '/cell-pool/d' ~root/.ssh/authorized_keys", 4, "stem3 does not let the pool's key in for root: a cell lives there, or it is not prepared. `cell pool add stem3` prepares it.")]
    [TestCase("echo 'from=\"10.0.0.0/8\" '$(grep -o 'ssh-ed25519.*cell-pool' ~root/.ssh/authorized_keys) >>~root/.ssh/authorized_keys", 6, "stem3 refused: {keys} holds 2 lines with the pool key, or one with other options than `cell pool add` writes: run it again.")]
    [TestCase("mv ~root/.ssh/authorized_keys ~root/keys && ln -s ~root/keys ~root/.ssh/authorized_keys", 6, "stem3 refused: The pool key's line cannot be swapped safely: {keys} is a symbolic link.")]
    public async Task An_unfit_machine_is_refused_and_left_as_it_was(string change, int code, string reason)
    {
        await Nursery.ShellAsync(Machine, change);
        var before = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        var keys = await Nursery.ShellAsync(Machine, "echo ~root/.ssh/authorized_keys");
        Assert.That((end.Code, end.Detail), Is.EqualTo((code, reason.Replace("{keys}", keys, StringComparison.Ordinal))));
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));
        Assert.That((await Pool.RowAsync(Machine)).State, Is.EqualTo("blank"));
    }

    [Test]
    public async Task Keys_that_belong_to_somebody_else_are_not_touched()
    {
        await Nursery.ShellAsync(Machine, "chown nobody ~root/.ssh/authorized_keys");
        var before = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That(end.Code, Is.AnyOf(4, 6), end.Detail); // sshd itself may refuse such a file
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task A_full_disk_in_the_middle_of_the_copy_leaves_nothing()
    {
        const string Small = "stem1";
        await Nursery.FreshAsync(Small);
        await Pool.AddAsync(Small);
        await Nursery.ShellAsync(Small, "mount -t tmpfs -o size=10m none /var/lib/cell-receptor && sed -i 's/print $4/print 9999999/' " + Receptor);
        var end = await Pool.DivideAsync(Founder, Small);
        Assert.That(end.Code, Is.AnyOf(5, 7), end.Detail);
        Assert.That(end.Detail, Does.StartWith($"The link to {Small} broke: "));
        await Nursery.AssertHoldsAsync(Small, "[ ! -e /var/lib/cell-receptor/in ] && [ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task A_clock_that_is_off_is_named()
    {
        await Nursery.ShellAsync(Machine, $"f=$(find /usr/lib -name libfaketime.so.1); [ -n \"$f\" ]; sed -i \"s|^\\\"\\$S/in/cell\\\" implant|env LD_PRELOAD=$f FAKETIME=+1h &|\" {Receptor}; grep -q FAKETIME {Receptor}");
        var before = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That(end.Code, Is.EqualTo(6));
        Assert.That(end.Detail, Does.Match("^stem3 refused: The clocks differ by 60 min \\(here it is .*Z\\): set this machine's clock\\.$"));
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(10));
    }

    [Test, Category("Invariant 4")]
    public async Task A_daughter_that_cannot_start_is_undone()
    {
        await Nursery.ShellAsync(Machine, "systemd-run -q --unit=squatter systemd-socket-activate -l 7270 /bin/cat");
        var before = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That(end.Code, Is.EqualTo(6));
        Assert.That(end.Detail, Does.StartWith($"{Machine} refused: systemctl start cell.service: exit code 1"));
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(20));
        Assert.That((await Pool.RowAsync(Machine)).State, Is.EqualTo("blank"));
    }

    [Test, Category("Long")]
    public async Task A_machine_that_is_off_is_unreachable()
    {
        await Nursery.DoAsync("off", Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        await Nursery.DoAsync("on", Machine);
        Assert.That(end.Code, Is.EqualTo(5));
        Assert.That(end.Detail, Does.StartWith($"{Machine} cannot be reached by SSH: "));
    }

    [Test, Category("Invariant 1")]
    public async Task A_machine_set_up_anew_is_not_the_pinned_one()
    {
        await Nursery.ShellAsync(Machine, "rm /etc/ssh/ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && systemctl restart ssh");
        var before = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That((end.Code, end.Detail), Is.EqualTo((4, "stem3 shows another host key than the pinned one: it is another machine, or was set up anew. If that is right: `cell pool remove stem3`, then `cell pool add stem3`.")));
        Assert.That(await Nursery.TracesAsync(Machine), Is.EqualTo(before));
    }

    [Test]
    public async Task An_account_with_sudo_for_the_receptor_only_will_do()
    {
        const string WithJoe = "stem2";
        await Nursery.FreshAsync(WithJoe);
        await Nursery.ShellAsync(WithJoe, "useradd -m joe");
        await Pool.AddAsync(WithJoe, "--user", "joe", "--login", "root");
        var end = await Pool.DivideAsync(Founder, WithJoe);
        Assert.That(end.Code, Is.Zero, end.Detail);
        Assert.That(await Nursery.ShellAsync(WithJoe, "grep -c cell-pool /home/joe/.ssh/authorized_keys || true"), Is.EqualTo("0"));
    }

    [Test, Category("Invariant 1")]
    public async Task A_machine_that_is_not_in_the_pool_is_no_target()
    {
        var end = await Pool.DivideAsync(Founder, "stem9");
        Assert.That(end.Code, Is.EqualTo(4));
        Assert.That(end.Detail, Does.Contain("stem9"));
    }
}
