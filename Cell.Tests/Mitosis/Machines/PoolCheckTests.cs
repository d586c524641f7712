using System.Text.Json;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Nursery")]
internal sealed class PoolCheckTests() : StemFixture(Machine)
{
    private const string Machine = "stem3";
    private const string Receptor = "/usr/local/lib/cell/receptor";

    [Test, Category("Invariant 1")]
    public async Task A_well_machine_is_measured_and_nothing_is_left_on_it()
    {
        var before = await Nursery.TracesAsync(Machine);
        var (code, row) = await CheckAsync();
        Assert.That((code, row.Host, row.Good, row.Detail, row.Relics, row.BootMs), Is.EqualTo((0, Machine, true, "", (int?)0, (long?)null)));
        Assert.That(row.Architecture, Is.EqualTo("x86_64"));
        Assert.That(row.Libc, Does.StartWith("glibc-"));
        Assert.That(row.FreeMiB, Is.GreaterThan(200));
        Assert.That(row.Clock, Is.EqualTo(0).Within(2));
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(5));
    }

    [TestCase("sed -i 's/run=exec/run=noexec/' " + Receptor, "cp ~root/receptor " + Receptor, "is mounted noexec")]
    [TestCase("chmod 600 " + Receptor, "chmod 755 " + Receptor, "its receptor greeted with")]
    [TestCase("mv ~root/.ssh/authorized_keys ~root/away", "mv ~root/away ~root/.ssh/authorized_keys", "does not let the pool's key in")]
    [TestCase("mkdir /var/lib/cell-receptor/state.json", "rmdir /var/lib/cell-receptor/state.json", "says that a cell is there or on its way")]
    [TestCase("systemctl stop ssh.socket ssh", "systemctl start ssh", "cannot be reached by SSH")]
    public async Task A_bad_one_is_tainted_until_it_is_well_again(string harm, string repair, string trouble)
    {
        await Nursery.ShellAsync(Machine, $"cp {Receptor} ~root/receptor; {harm}");
        try
        {
            var (code, row) = await CheckAsync();
            Assert.That((code, row.Good), Is.EqualTo((1, false)));
            Assert.That(row.Detail, Does.Contain(trouble));
            var listed = await Pool.RowAsync(Machine);
            Assert.That(listed.State, Is.EqualTo("tainted"));
            Assert.That(listed.Detail, Does.Contain(trouble));
            var refused = await Pool.DivideAsync(Founder, Machine);
            Assert.That(refused.Code, Is.EqualTo(4));
            Assert.That(refused.Detail, Does.Contain("is tainted since"));
        }
        finally
        {
            await Nursery.ShellAsync(Machine, $"{repair}; rm ~root/receptor");
        }

        Assert.That((await CheckAsync()).Code, Is.Zero);
        Assert.That((await Pool.RowAsync(Machine)).State, Is.EqualTo("blank"));
    }

    [Test]
    public async Task A_machine_that_is_not_in_the_pool_is_not_looked_at()
    {
        var refused = await Pool.RunAsync("pool", "check", "elsewhere.test", "--data", Founder.Data);
        Assert.That((refused.Code, refused.Errors), Is.EqualTo((4, "cell: elsewhere.test: not in the signed pool. `cell pool list` shows it.\n")));
    }

    // The guard made it blank, and nobody said so.
    [Test]
    public async Task A_machine_whose_cell_ended_is_seen_blank_and_free_without_anybodys_help()
    {
        var born = await Pool.DivideAsync(Founder, Machine);
        Assert.That(born.Code, Is.Zero, born.Detail);
        Assert.That((await CheckAsync()).Row.Detail, Does.EndWith("lives there: not looked at."));
        await Nursery.ShellAsync(Machine, "touch /run/cell/die");
        await Eventually.IsTrueAsync(() => Pool.StatusAsync(Founder).Result.Roster.Births.All(birth => birth.Ended is not null), TimeSpan.FromSeconds(45), "the birth is ended");
        Assert.That((await Pool.RowAsync(Machine)).State, Is.EqualTo("blank"));
    }

    private async Task<(int Code, CheckRow Row)> CheckAsync()
    {
        var result = await Pool.RunAsync("pool", "check", Machine, "--json", "--data", Founder.Data);
        Assert.That(result.Output, Is.Not.Empty, result.Errors);
        return (result.Code, JsonSerializer.Deserialize(result.Output, ControlJson.Default.CheckRow) ?? throw new AssertionException(result.Errors));
    }
}
