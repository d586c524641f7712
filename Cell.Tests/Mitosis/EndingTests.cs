using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What lets the pool in again after a cell's end.</summary>
internal sealed class EndingTests
{
    private static readonly string NewKey = TestGenes.PoolKey.Replace("pooL", "newK", StringComparison.Ordinal);
    private static readonly MachineState Occupied = TestMachine.At(MachineStep.Occupied);

    [Test]
    public void The_line_of_the_same_key_is_the_same_line() => Assert.That(Lines(Occupied, TestGenes.Text), Is.EqualTo(new[] { TestMachine.Line }));

    [Test, Category("Invariant 1")]
    public void After_a_rotation_it_is_the_new_keys_line() =>
        Assert.That(Lines(Occupied, TestGenes.Text.Replace(TestGenes.PoolKey, NewKey, StringComparison.Ordinal)), Is.EqualTo(new[] { Receptor.KeyLine(NewKey, "root") }));

    // Nobody would take the old one's line out again when the rotation is over.
    [Test, Category("Invariant 3")]
    public void During_a_rotation_it_is_that_of_the_new_key() => Assert.That(Lines(Occupied, Rotating), Is.EqualTo(new[] { Receptor.KeyLine(NewKey, "root") }));

    [Test]
    public void It_is_for_the_account_that_the_pool_enters_by() =>
        Assert.That(Lines(Occupied with { User = "joe" }, TestGenes.Text).Single(), Does.Contain("command=\"sudo -n "));

    [Test, Category("Invariant 1")]
    public void A_machine_that_was_taken_out_of_the_pool_gets_none()
    {
        Assert.That(Lines(Occupied with { Host = "other.test" }, TestGenes.Text), Is.Empty);
        Assert.That(Lines(Occupied with { Host = TestGenes.Founder }, TestGenes.Text), Is.Empty, "a founder's box is no target");
    }

    [Test]
    public void A_machine_with_another_name_is_known_by_its_host_key() =>
        Assert.That(Of(Occupied with { Host = "other.test" }, TestGenes.Text, [TestGenes.HostKey(1) + " root@stem1"]).End.Lines, Is.EqualTo(new[] { TestMachine.Line }));

    [Test]
    public void Without_a_genome_it_is_the_line_of_the_claim() =>
        Assert.That(Ending.Of(Occupied, null, []).End.Lines, Is.EqualTo(new[] { TestMachine.Line }));

    [Test, Category("Invariant 4")]
    public void An_undone_birth_leaves_what_was_there_whatever_the_genome()
    {
        var (end, _) = Of(TestMachine.Claimed with { Host = "other.test" }, Rotating, []);
        Assert.That((end.WasBorn, end.PowerOff, end.Lines.Single()), Is.EqualTo((false, false, TestMachine.Line)));
    }

    [Test]
    public void A_living_cells_machine_holds_no_line_of_any_key_of_the_pool() =>
        Assert.That(Ending.Unwanted(Occupied with { PoolLine = "older line" }, Genome(Rotating)), Is.EqualTo(new[] { "older line", Receptor.KeyLine(NewKey, "root"), TestMachine.Line }));

    private static string Rotating => TestGenes.Text.Replace($"[\"{TestGenes.PoolKey}\"]", $"[\"{NewKey}\", \"{TestGenes.PoolKey}\"]", StringComparison.Ordinal);

    private static IReadOnlyList<string> Lines(MachineState state, string draft) => Of(state, draft, []).End.Lines;

    private static (MachineEnd End, string Said) Of(MachineState state, string draft, IReadOnlyList<string> hostKeys) => Ending.Of(state, Genome(draft), hostKeys);

    private static SignedGenome Genome(string draft) =>
        new(2, TestClock.Noon, TestClock.Noon.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene>(), draft, TestGenes.Of(draft));
}
