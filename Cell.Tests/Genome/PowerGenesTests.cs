using System.Net;
using System.Net.NetworkInformation;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class PowerGenesTests
{
    [Test]
    public void A_machine_without_the_key_always_runs() => Assert.That(TestGenes.Of(TestGenes.Text).Pool.Machines.Select(machine => machine.Power), Is.All.Null);

    [Test]
    public void A_machine_woken_by_its_network_is_read() =>
        Assert.That(
            Read("""{ "wake": "lan", "mac": "52:54:00:AB:34:56", "broadcast": "192.0.2.255", "sleep": "poweroff", "boot": "30s" }""").Genes?.Pool.Machines[0].Power,
            Is.EqualTo(new PowerGenes(WakeWay.Lan, PhysicalAddress.Parse("52-54-00-AB-34-56"), IPAddress.Parse("192.0.2.255"), SleepWay.Poweroff, TimeSpan.FromSeconds(30))));

    [Test]
    public void What_is_left_out_has_a_default() =>
        Assert.That(
            Read("""{ "wake": "command" }""").Genes?.Pool.Machines[0].Power,
            Is.EqualTo(new PowerGenes(WakeWay.Command, PhysicalAddress.None, IPAddress.Broadcast, SleepWay.None, TimeSpan.FromMinutes(2))));

    [TestCase("{}", "wake", "is needed: \"lan\" or \"command\".")]
    [TestCase("""{ "wake": "magic" }""", "wake", "must be \"lan\" or \"command\".")]
    [TestCase("""{ "wake": "lan" }""", "mac", "is needed to wake it by its network: six bytes like \"52:54:00:12:34:56\".")]
    [TestCase("""{ "wake": "lan", "mac": "52-54-00-12-34-56" }""", "mac", "must be six bytes like \"52:54:00:12:34:56\".")]
    [TestCase("""{ "wake": "lan", "mac": "52:54:00:12:34" }""", "mac", "must be six bytes like \"52:54:00:12:34:56\".")]
    [TestCase("""{ "wake": "command", "mac": "52:54:00:12:34:56" }""", "mac", "is for \"wake\": \"lan\" only.")]
    [TestCase("""{ "wake": "command", "broadcast": "192.0.2.255" }""", "broadcast", "is for \"wake\": \"lan\" only.")]
    [TestCase("""{ "wake": "lan", "mac": "52:54:00:12:34:56", "broadcast": "2001:db8::1" }""", "broadcast", "must be an IPv4 address like \"192.0.2.255\".")]
    [TestCase("""{ "wake": "command", "sleep": true }""", "sleep", "must be \"none\", \"poweroff\" or \"command\".")]
    [TestCase("""{ "wake": "command", "boot": "4s" }""", "boot", "must be a duration from 5s to 30m, like \"30s\" or \"5m\".")]
    [TestCase("""{ "wake": "command", "command": "ipmitool" }""", "command", "is not a key. Known here: boot, broadcast, mac, sleep, wake.")]
    [Category("Invariant 11")]
    public void Names_the_key_at_fault_and_what_is_allowed(string power, string key, string message)
    {
        var read = Read(power);
        Assert.That(read.Genes, Is.Null);
        Assert.That(read.Faults, Does.Contain(new Fault($"pool.machines[0].power.{key}", message)));
    }

    [Test]
    public void A_box_of_founder_cells_is_not_switched() =>
        Assert.That(
            GenesReader.Read("""{ "organism": { "name": "a" }, "pool": { "machines": [{ "host": "a", "founder": true, "addresses": ["10.0.0.1"], "power": { "wake": "command" } }] } }""").Faults.Select(fault => fault.Key),
            Is.EqualTo(new[] { "pool.machines[0].power" }));

    [TestCase("""{ "wake": "lan", "mac": "52:54:00:12:34:56", "broadcast": "192.0.2.255", "sleep": "poweroff", "boot": "90s" }""", "power.wake lan power.mac 52:54:00:12:34:56 power.broadcast 192.0.2.255 power.sleep poweroff power.boot 90s")]
    [TestCase("""{ "wake": "command" }""", "power.wake command power.sleep none power.boot 2m")]
    public void Is_shown_and_written_as_it_was_read(string power, string lines)
    {
        var machine = Read(power).Genes!.Pool.Machines[0]; // valid
        Assert.That(string.Join(' ', GenesLines.Of(machine).Where(line => line.Key.StartsWith("power", StringComparison.Ordinal)).Select(line => $"{line.Key} {line.Value}")), Is.EqualTo(lines));
        var added = GenesDraft.AddMachine("""{ "organism": { "name": "a" }, "pool": { "machines": [] } }""", machine);
        Assert.That(TestGenes.Of(added).Pool.Machines[0].Power, Is.EqualTo(machine.Power));
    }

    [Test]
    public void A_machine_that_is_switched_from_now_on_shows_as_a_difference() =>
        Assert.That(
            GenesDifference.Between(Read("").Genes!, Read("""{ "wake": "command" }""").Genes!).Select(difference => difference.ToString()), // valid
            Is.EqualTo(new[] { "pool.machines[a].power.wake: added, command", "pool.machines[a].power.sleep: added, none", "pool.machines[a].power.boot: added, 2m" }));

    [TestCase("\"0s\"", 0)]
    [TestCase("\"6h\"", 6)]
    [TestCase(null, 6)]
    public void Spare_machines_are_looked_at_once_in_so_long(string? value, double hours) =>
        Assert.That(TestGenes.Of($$"""{ "organism": { "name": "a" }, "pool": { {{(value is null ? "" : $"\"check\": {value}")}} } }""").Pool.Check, Is.EqualTo(TimeSpan.FromHours(hours)));

    private static GenesResult Read(string power) => GenesReader.Read($$"""
        { "organism": { "name": "a" }, "pool": { "machines": [
            { "host": "a", "user": "root", "hostKey": "{{TestGenes.HostKey(1)}}", "addresses": ["10.0.0.1"]{{(power.Length > 0 ? $", \"power\": {power}" : "")}} }] } }
        """);
}
