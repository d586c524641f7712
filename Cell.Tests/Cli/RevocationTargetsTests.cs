using System.Collections.Immutable;
using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

/// <summary>Whom `cell revoke` means, and what it will not do unasked.</summary>
internal sealed class RevocationTargetsTests
{
    private static readonly CellId Mother = CellId.Parse("019c0000-0000-7000-8000-0000aaaa0001");
    private static readonly CellId Daughter = CellId.Parse("019c0000-0000-7000-8000-0000aaaa0002");
    private static readonly RosterAnswer Roster = Of(Entry(Mother, null, 0), Entry(Daughter, Mother, 1));

    [TestCase("019c0000-0000-7000-8000-0000aaaa0002")]
    [TestCase("aaaa0002")]
    [TestCase("AAAA0002")]
    public void A_cell_is_named_by_its_id_or_its_last_characters(string text)
    {
        var target = Cells(Roster, text).Single();
        Assert.That((target.Kind, target.Id), Is.EqualTo((RevokedKind.Cell, Daughter.ToString())));
        Assert.That(target.Out.Select(entry => entry.Cell), Is.EqualTo(new[] { Daughter }));
    }

    [TestCase("aaaa0003", ExitCode.No, "no cell that is known")]
    [TestCase("aaa0002", ExitCode.No, "no cell that is known")]
    public void What_names_no_cell_is_refused(string text, object code, string message) => Refused(Roster, (ExitCode)code, message, text);

    [Test]
    public void What_names_several_is_refused() =>
        Refused(Of(Entry(Mother, null, 0), Entry(CellId.Parse("019c0000-0000-7000-8000-1111aaaa0001"), null, 0)), ExitCode.Usage, "aaaa0001 names 2 cells", "aaaa0001");

    [Test]
    public void A_mother_with_a_living_line_is_not_revoked_unasked() =>
        Refused(Roster, ExitCode.Refused, "Their line goes with them: aaaa0002 (crawler on stem1.test). Renew those first (`cell renew ID`), or say --lineage.", "aaaa0001");

    [Test]
    public void With_her_whole_line_named_or_with_lineage_she_is()
    {
        Assert.That(Cells(Roster, "aaaa0001", "aaaa0002"), Has.Count.EqualTo(2));
        var target = RevocationTargets.Cells(Wish("aaaa0001") with { Lineage = true }, Roster).Single();
        Assert.That(target.Out.Select(entry => entry.Cell), Is.EqualTo(new[] { Mother, Daughter }));
    }

    [Test]
    public void A_cell_that_is_off_or_gone_is_revoked_all_the_same()
    {
        var birth = TestRoster.Birth(1, BirthState.Proved) with { Daughter = Daughter };
        Assert.That(Cells(Of() with { Births = [birth] }, "aaaa0002").Single().Out, Is.Empty);
        Assert.That(Cells(null, Daughter.ToString()).Single().Id, Is.EqualTo(Daughter.ToString()));
    }

    [Test]
    public void Without_a_roster_the_whole_id_is_needed() => Refused(null, ExitCode.No, "for none answers: give the whole id", "aaaa0002");

    [Test]
    public void The_working_root_stays_while_the_genome_or_a_cell_hangs_on_it()
    {
        using var organism = new TestOrganism();
        var working = Roots.KeyId(organism.Roots[0]);
        var recovery = GenomeSigning.Sign(organism.Payload(2), organism.RecoveryKey);
        var hanging = Of(Entry(Mother, null, 0) with { Root = working });
        Assert.That(RevocationTargets.HangsOn(working, organism.Envelope(1), Of()), Does.Contain("the genome is signed by it alone"));
        Assert.That(RevocationTargets.HangsOn(working, recovery, hanging), Does.Contain("these cells' chains end in it and would be out: aaaa0001"));
        Assert.That(RevocationTargets.HangsOn(working, recovery, Of(Entry(Mother, null, 0) with { Root = Roots.KeyId(organism.Roots[1]) })), Is.Null);
    }

    [Test]
    public void Several_at_once_are_one_new_version()
    {
        var next = Revoking.Next(Revocations.None with { Version = 4 }, Cells(Roster, "aaaa0001", "aaaa0002"), "sold");
        Assert.That((next.Version, next.Entries.Count), Is.EqualTo((5, 2)));
        Assert.That(Revoking.Next(next, Cells(Roster, "aaaa0002"), "again").Entries, Is.EqualTo(next.Entries), "it keeps its date and reason");
    }

    private static IReadOnlyList<RevocationTarget> Cells(RosterAnswer? roster, params string[] ids) => RevocationTargets.Cells(Wish(ids), roster);

    private static void Refused(RosterAnswer? roster, ExitCode code, string message, params string[] ids)
    {
        var failure = Assert.Throws<CommandFailure>(() => Cells(roster, ids));
        Assert.That((failure?.Code, failure?.Message), Is.EqualTo(((ExitCode?)code, failure?.Message)));
        Assert.That(failure?.Message, Does.Contain(message));
    }

    private static RevocationWish Wish(params string[] ids) => new(ids, false, [], false, false, "stolen");

    private static RosterEntry Entry(CellId cell, CellId? mother, int generation) =>
        new(cell, 1, CellState.Alive, "", 1, TestRoster.Born(1) with { Mother = mother, Generation = generation }, TestRoster.Vitals);

    private static RosterAnswer Of(params RosterEntry[] cells) => new(1, 1, cells, [], [], ImmutableDictionary<Role, Aggregate>.Empty);
}
