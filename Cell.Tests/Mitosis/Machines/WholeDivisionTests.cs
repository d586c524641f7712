using System.Globalization;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>One division onto a real machine, looked at from all sides.</summary>
[Category("Nursery")]
internal sealed class WholeDivisionTests() : StemFixture(Machine)
{
    private const string Machine = "stem1";
    private DivideEnd end = null!;

    [OneTimeSetUp]
    public async Task Divide()
    {
        end = await Pool.DivideAsync(Founder, Machine);
    }

    [Test]
    public void The_ten_steps_are_told_in_their_order()
    {
        Assert.That(end.Code, Is.Zero, end.Detail);
        Assert.That(
            end.Steps.Select(step => $"{step.Step} {step.Name}"),
            Is.EqualTo(new[] { "1 ticket", "2 connect", "3 copy", "4 claim", "5 guard", "6 sign", "7 start", "8 born", "9 prove", "10 remember", "10 done" }));
        Assert.That(end.Steps.Select(step => step.Ms), Is.Ordered);
    }

    [Test]
    public async Task The_roster_has_the_daughter_with_her_mother_alive()
    {
        var status = await Pool.StatusAsync(Founder);
        var daughter = status.Roster.Cells.Single(entry => entry.Facts.Machine == Machine);
        Assert.That((daughter.State, daughter.Facts.Mother, daughter.Facts.Generation), Is.EqualTo((CellState.Alive, (Identity.CellId?)status.Cell, 1)));
        Assert.That(status.Roster.Births.Single().State, Is.EqualTo(BirthState.Proved));
        Assert.That(end.Detail, Is.EqualTo($"{daughter.Cell} lives on {Machine}."));
    }

    [Test, Category("Invariant 1")]
    public void Her_mother_connected_to_her_machine_and_to_no_other() => Assert.That(Pool.AssertOnlyItsMachinesWereConnectedTo(), Is.GreaterThanOrEqualTo(2), "for the birth and for the proof: a capture that sees nothing proves nothing");

    [Test]
    public async Task The_pool_lists_her() => Assert.That((await Pool.RowAsync(Machine)).State, Is.EqualTo("cell"));

    [Test]
    public async Task Her_unit_is_hardened()
    {
        // → Overall exposure level for cell.service: 1.2 OK 🙂
        var score = await Nursery.ShellAsync(Machine, "systemd-analyze security --no-pager cell.service | sed -n 's/.*level for cell.service: \\([0-9.]*\\).*/\\1/p'");
        Assert.That(double.Parse(score, CultureInfo.InvariantCulture), Is.LessThanOrEqualTo(1.5));
    }

    // Younger than the claim, and there before her unit ran.
    [Test]
    public async Task Her_machines_baseline_was_taken_before_she_began()
    {
        var said = await Nursery.ShellAsync(Machine, "cat /var/lib/private/cell/probe.json; test /var/lib/private/cell/probe.json -ot /etc/systemd/system/cell.service && echo before");
        Assert.That(said, Does.Match("^\\{\"mean\":[0-9.]+,\"deviation\":[0-9.]+\\}\\s*before$"));
    }

    [Test]
    public async Task She_is_started_again_at_boot() =>
        Assert.That(await Nursery.ShellAsync(Machine, "systemctl is-enabled cell.service cell-guard.timer cell-guard.path | sort -u"), Is.EqualTo("enabled"));

    [Test]
    public async Task She_runs_as_no_user_of_the_machine() =>
        Assert.That(await Nursery.ShellAsync(Machine, "getent passwd >/tmp/u; ps -o uid= -p $(systemctl show -p MainPID --value cell.service) | tr -d ' ' | grep -vxf - /tmp/u >/dev/null && rm /tmp/u; stat -c %U /var/lib/private/cell"), Is.Not.EqualTo("root"));

    [Test]
    public async Task No_staging_is_left() => Assert.That(await Nursery.ShellAsync(Machine, "ls /var/lib/cell-receptor"), Is.EqualTo("lock\nreceiving\nstate.json"));

    [Test, Category("Invariant 3")]
    public async Task The_pool_key_is_refused()
    {
        var tried = await Pool.SshAsync("ssh", "", $"root@{Machine}", "id");
        Assert.That(tried.Code, Is.EqualTo(255));
        Assert.That(tried.Errors, Does.Contain("Permission denied (publickey"));
    }

    [Test, Category("Invariant 3")]
    public async Task The_pools_line_is_out_of_authorized_keys()
    {
        var keys = await Nursery.ShellAsync(Machine, "cat ~root/.ssh/authorized_keys");
        Assert.That(keys, Does.Contain("nursery-operator"));
        Assert.That(AuthorizedKeys.LinesOf(keys, AuthorizedKeys.BlobOf(await File.ReadAllTextAsync(Pool.Operator.PoolKey + ".pub"))), Is.Empty);
    }

    [Test, Category("Invariant 2")]
    public async Task The_machine_takes_no_second_cell()
    {
        var second = await Pool.DivideAsync(Founder, Machine);
        Assert.That((second.Code, second.Detail), Is.EqualTo((4, $"{Machine} is occupied by the living cell {(await Pool.StatusAsync(Founder)).Roster.Cells.Single(entry => entry.Facts.Machine == Machine).Cell}.")));
    }

    [Test, Category("Long"), Category("Invariant 3")]
    public async Task After_its_time_the_witness_is_out_too()
    {
        await Nursery.AssertHoldsAsync(Machine, "grep -q '\"step\": \"occupied\"' /var/lib/cell-receptor/state.json", TimeSpan.FromSeconds(100));
        Assert.That(await Nursery.ShellAsync(Machine, "cut -d ' ' -f 3 ~root/.ssh/authorized_keys"), Is.EqualTo("nursery-operator"));
    }
}
