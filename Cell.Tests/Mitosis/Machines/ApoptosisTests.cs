using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Orderly and other deaths of a born cell on a real machine: what is left is what was there before.</summary>
[Category("Nursery")]
[Category("Invariant 4")]
internal sealed class ApoptosisTests() : StemFixture(Machine)
{
    private const string Machine = "stem1";

    // The pool's line between others, with line ends of another system, and none at the end of the file; and a folder of units that is empty.
    [Test]
    public async Task An_ordered_death_leaves_every_file_as_it_was_and_the_machine_fit_for_the_next_birth()
    {
        await Nursery.ShellAsync(Machine, """
            f=~root/.ssh/authorized_keys
            cp -p $f ~root/plain
            line=$(grep cell-pool $f)
            printf '# first\r\n%s\r\n%s\r\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA last' "$line" "$(grep -v cell-pool $f)" >$f.new
            cat $f.new >$f; rm $f.new
            mkdir -p /etc/systemd/system/empty.target.wants
            """);
        var before = await Nursery.TracesAsync(Machine);
        var ports = await PortsAsync();
        for (var birth = 0; birth < 2; birth++)
        {
            var daughter = await BearAsync();
            Assert.That(await PortsAsync(), Is.Not.EqualTo(ports));
            await Pool.DoAsync("die", daughter.Cell.Short, "--reason", "a test");
            await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(30));
            Assert.That(await PortsAsync(), Is.EqualTo(ports));
            await Pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(30));
        }

        Assert.That(await Nursery.ShellAsync(Machine, "systemctl list-units --all --no-legend 'cell*'; systemctl list-timers --all --no-legend 'cell*'; ls -A /usr/local/lib/cell"), Is.EqualTo("allowed_signers\nreceptor\nroot.pem"));
        await Nursery.ShellAsync(Machine, "rmdir /etc/systemd/system/empty.target.wants; mv ~root/plain ~root/.ssh/authorized_keys");
    }

    [Test]
    public async Task It_ends_with_a_goodbye_and_the_audit_log_says_who_ordered_it()
    {
        var daughter = await BearAsync();
        var said = await Pool.DoAsync("die", daughter.Cell.ToString(), "--reason", "a test");
        Assert.That(said, Does.Contain("has the order: the guard of its machine makes that blank."));
        var gone = (await Pool.StatusAsync(Founder)).Roster.Cells.Single(entry => entry.Cell == daughter.Cell);
        Assert.That((gone.State, gone.Reason), Is.EqualTo((CellState.Gone, "said goodbye")));
        Assert.That(await Pool.DoAsync("events", "--audit", "--data", Founder.Data), Does.Contain($"Cell {daughter.Cell} on {Machine} is to end: a test."));
        await Pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task The_last_of_a_role_is_not_ended_by_mistake()
    {
        var self = (await Pool.StatusAsync(Founder)).Cell;
        var refused = await Pool.RunAsync("die", self.Short);
        Assert.That(refused.Code, Is.EqualTo(4));
        Assert.That(refused.Errors, Does.Contain("is the last "));
    }

    [Test, Category("Long"), Category("Invariant 3")]
    public async Task A_pool_line_that_comes_back_is_taken_out_again_after_a_boot()
    {
        var line = await Nursery.ShellAsync(Machine, "grep cell-pool ~root/.ssh/authorized_keys");
        await BearAsync();
        await Nursery.AssertHoldsAsync(Machine, "grep -q '\"step\": \"occupied\"' /var/lib/cell-receptor/state.json", TimeSpan.FromSeconds(100));
        await Nursery.ShellAsync(Machine, $"echo '{line}' >>~root/.ssh/authorized_keys");
        await Nursery.DoAsync("off", Machine);
        await Nursery.DoAsync("on", Machine);
        await Nursery.AssertHoldsAsync(Machine, "! grep -q cell-pool ~root/.ssh/authorized_keys", TimeSpan.FromSeconds(40));
        await Nursery.AssertHoldsAsync(Machine, "systemctl is-active -q cell.service", TimeSpan.FromSeconds(20));
        Assert.That(await Nursery.JournalAsync(Machine), Does.Match(@"The pool's line had come back into \S+/\.ssh/authorized_keys: it is out again\."));
        await EndAsync();
    }

    [Test]
    public async Task A_guard_that_is_killed_again_and_again_brings_the_end_about_all_the_same()
    {
        var before = await Nursery.TracesAsync(Machine);
        var daughter = await BearAsync();
        await Nursery.ShellAsync(Machine, """
            cat >~root/killer <<'END'
            sleep 2
            for n in 05 10 15 20 25 30 35 40 45 50 55 60 65 70 75 80 85 90 95; do
                [ -e /usr/local/lib/cell/cell ] || break
                systemctl reset-failed cell-guard.service || true
                systemctl start --no-block cell-guard.service || true
                sleep 0.$n
                pkill -KILL -f '/usr/local/lib/cell/[c]ell guard' || true
            done
            END
            systemd-run -q --unit=killer sh ~root/killer
            """);
        await Pool.RunAsync("die", daughter.Cell.ToString());
        await Nursery.AssertHoldsAsync(Machine, "[ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(60));
        await Nursery.ShellAsync(Machine, "systemctl stop killer 2>/dev/null || true; rm ~root/killer");
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(40));
    }

    [Test]
    public async Task A_full_disk_puts_the_end_off_and_no_longer()
    {
        var before = await Nursery.TracesAsync(Machine);
        var daughter = await BearAsync();
        await Nursery.ShellAsync(Machine, "mount -t tmpfs -o size=40k none /mnt && cp -a ~root/.ssh/. /mnt/ && mount --bind /mnt ~root/.ssh && dd if=/dev/zero bs=4k 2>/dev/null >~root/.ssh/filler || true");
        await Pool.RunAsync("die", daughter.Cell.ToString());
        await Nursery.AssertHoldsAsync(Machine, "grep -q '\"step\": \"undoing\"' /var/lib/cell-receptor/state.json && [ ! -e /var/lib/private/cell ]", TimeSpan.FromSeconds(40));
        await Nursery.ShellAsync(Machine, "rm ~root/.ssh/filler");
        await Nursery.AssertHoldsAsync(Machine, "[ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(40));
        await Nursery.ShellAsync(Machine, "cp ~root/.ssh/authorized_keys ~root/kept; umount ~root/.ssh; umount /mnt; cat ~root/kept >~root/.ssh/authorized_keys; rm ~root/kept");
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(20));
    }

    [Test, Category("Invariant 10")]
    public async Task A_machine_whose_state_cannot_be_read_is_never_blank_and_its_cell_can_still_be_ended()
    {
        var daughter = await BearAsync();
        await Nursery.ShellAsync(Machine, "cp -p /var/lib/cell-receptor/state.json ~root/state && truncate -s 100 /var/lib/cell-receptor/state.json");
        await Pool.RunAsync("die", daughter.Cell.ToString());
        await Nursery.AssertHoldsAsync(Machine, "! systemctl is-active -q cell.service && [ -e /var/lib/private/cell/genome.dsse ]", TimeSpan.FromSeconds(40));
        Assert.That(await Nursery.JournalAsync(Machine), Does.Contain("state.json cannot be read"));
        await Nursery.ShellAsync(Machine, "cp -p ~root/state /var/lib/cell-receptor/state.json; rm ~root/state");
        await Nursery.ShellAsync(Machine, "mkdir -p /run/cell && touch /run/cell/die");
        await Nursery.AssertHoldsAsync(Machine, "[ ! -e /var/lib/cell-receptor/state.json ]", TimeSpan.FromSeconds(40));
    }

    private async Task<RosterEntry> BearAsync()
    {
        var end = await Pool.DivideAsync(Founder, Machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
        return (await Pool.StatusAsync(Founder)).Roster.Cells.Single(entry => entry.Facts.Machine == Machine && entry.State == CellState.Alive);
    }

    private async Task EndAsync()
    {
        var daughter = (await Pool.StatusAsync(Founder)).Roster.Cells.Single(entry => entry.Facts.Machine == Machine && entry.State is CellState.Alive or CellState.Suspect);
        await Pool.DoAsync("die", daughter.Cell.ToString());
        await Pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(30));
    }

    private static Task<string> PortsAsync() => Nursery.ShellAsync(Machine, "ss -Hltnu | awk '{ print $1, $5 }' | sort");
}
