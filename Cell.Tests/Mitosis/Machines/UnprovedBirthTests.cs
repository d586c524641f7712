using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The machine goes on letting the pool key in, or nobody can tell: such a birth does not stand.</summary>
[Category("Nursery")]
[Category("Invariant 3")]
internal sealed class UnprovedBirthTests() : StemFixture(Machine)
{
    private const string Machine = "stem1";

    // Prepared again, the machine is no longer tainted; the daughter that ended there is missed a little later.
    [TearDown]
    public async Task Repair()
    {
        await Nursery.ShellAsync(Machine, """
            rm -rf ~root/.ssh/authorized_keys2 /var/www /etc/ssh/sshd_config.d/x.conf
            ! getent passwd joe || userdel -r joe
            systemctl reload ssh
            """);
        await Pool.AddAsync(Machine);
        await Pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(30));
    }

    [TestCase("useradd -m joe && mkdir /home/joe/.ssh && grep cell-pool ~root/.ssh/authorized_keys >/home/joe/.ssh/authorized_keys", "/home/joe/.ssh/authorized_keys of joe still holds the pool key")]
    [TestCase("mkdir -p /var/www/.ssh && grep cell-pool ~root/.ssh/authorized_keys >/var/www/.ssh/authorized_keys", "/var/www/.ssh/authorized_keys of www-data still holds the pool key", Category = "Long")]
    [TestCase("printf 'AuthorizedKeysCommand /bin/true\\nAuthorizedKeysCommandUser nobody\\n' >/etc/ssh/sshd_config.d/x.conf", "authorizedkeyscommand /bin/true is in force: what it allows cannot be seen from here")]
    [TestCase("echo 'TrustedUserCAKeys /etc/ssh/ca.pub' >/etc/ssh/sshd_config.d/x.conf", "trustedusercakeys /etc/ssh/ca.pub is in force: what it allows cannot be seen from here", Category = "Long")]
    [TestCase("printf 'Match Address 10.77.0.0/24\\nAuthorizedKeysFile /etc/keys\\n' >/etc/ssh/sshd_config.d/x.conf", "/etc/ssh/sshd_config.d/x.conf has a Match rule: whom it lets in cannot be seen from here")]
    public Task A_second_way_in_is_found_from_inside(string sabotage, string way) =>
        AssertTaintedAsync(sabotage, "", $"{Machine} still lets the pool key in: {way}.");

    [Test]
    public Task A_refusal_that_has_nothing_to_do_with_the_key_proves_nothing() => AssertTaintedAsync(
        "",
        "echo 'DenyUsers root' >/etc/ssh/sshd_config.d/x.conf && systemctl reload ssh",
        $"{Machine}: the access that was used is not proved useless: neither the pool key nor the witness was let in: that proves nothing. The daughter is stopped.");

    private async Task AssertTaintedAsync(string before, string meanwhile, string reason)
    {
        await Nursery.ShellAsync(Machine, before);
        var traces = await Nursery.TracesAsync(Machine);
        var end = await Pool.DivideAsync(Founder, Machine, async step =>
        {
            // Before the proof's connection is opened, which happens while the daughter starts.
            if (step.Name == "connect" && meanwhile.Length > 0)
            {
                await Nursery.ShellAsync(Machine, meanwhile);
            }
        });
        Assert.That((end.Code, end.Detail), Is.EqualTo((7, reason)));
        var (state, detail) = await Pool.RowAsync(Machine);
        Assert.That(state, Is.EqualTo("tainted"));
        Assert.That(detail, Does.EndWith(reason));
        if (meanwhile.Length > 0)
        {
            await Nursery.ShellAsync(Machine, "rm /etc/ssh/sshd_config.d/x.conf");
        }

        await Nursery.AssertBecomesAsync(Machine, traces, TimeSpan.FromSeconds(30));
        var again = await Pool.DivideAsync(Founder, Machine);
        Assert.That((again.Code, again.Detail), Is.EqualTo((4, $"{Machine} is tainted {detail}")));
    }
}
