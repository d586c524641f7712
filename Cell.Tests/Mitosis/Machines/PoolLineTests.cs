using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The pool key's line as machines really have it: the cell is born, and afterwards every byte is where it was.</summary>
[Category("Nursery")]
[Category("Invariant 3")]
internal sealed class PoolLineTests() : StemFixture(Machine)
{
    private const string Machine = "stem2";
    private const string Keys = "~root/.ssh/authorized_keys";
    private const string Line = "$(grep cell-pool ~root/kept)";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [OneTimeSetUp]
    public async Task Prepare()
    {
        await Nursery.ShellAsync(Machine, $"cp -a {Keys} ~root/kept");
    }

    [TearDown]
    public Task Repair() => Nursery.ShellAsync(Machine, $"""
        rm -rf {Keys} {Keys}2 /etc/ssh/keys /etc/ssh/sshd_config.d/x.conf
        cp -a ~root/kept {Keys}
        systemctl reload ssh
        """);

    [TestCase($"printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPaN before\\n%s\\n# a comment\\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPaN after\\n' \"{Line}\" >>{Keys} && sed -i 2d {Keys}", TestName = "among other users' keys")]
    [TestCase($"sed -i 's/$/\\r/' {Keys}", TestName = "with CRLF")]
    [TestCase($"printf '%s' \"$(cat ~root/kept)\" >{Keys}", TestName = "without a last newline")]
    [TestCase($"echo \"{Line}\" >>{Keys}", TestName = "twice")]
    [TestCase($"sed -i '/cell-pool/d' {Keys} && echo \"{Line}\" >{Keys}2", TestName = "in authorized_keys2")]
    [TestCase($"mkdir /etc/ssh/keys && mv {Keys} /etc/ssh/keys/root && echo 'AuthorizedKeysFile /etc/ssh/keys/%u' >/etc/ssh/sshd_config.d/x.conf && systemctl reload ssh", TestName = "elsewhere by AuthorizedKeysFile")]
    public async Task The_way_in_is_closed_and_opened_again_as_it_was(string change)
    {
        await Nursery.ShellAsync(Machine, change);
        var before = await Nursery.TracesAsync(Machine);
        var inspection = new Inspection(Pool, Founder, Machine, before);
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
        Assert.That(await inspection.AssertSettlesAsync(Patience), Is.EqualTo("lives"));
        await Nursery.ShellAsync(Machine, "touch /run/cell/die");
        await inspection.AssertBecomesAsync("blank", Patience);
    }
}
