using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RosterKeeperTests
{
    private readonly TestKeeper one = new();

    [TearDown]
    public void Forget() => one.Dispose();

    [Test]
    public void A_heartbeat_is_answered_with_the_roster()
    {
        var answer = one.Hear();
        Assert.That((answer.Accepted, answer.Refusal, answer.End, answer.Accused), Is.EqualTo((true, "", (string?)null, (long?)null)));
        Assert.That(answer.Changes.Select(entry => entry.Cell), Is.EqualTo(new[] { one.Id }));
        Assert.That(answer.Nonce, Has.Length.EqualTo(16));
    }

    [Test]
    public void Who_is_up_to_date_hears_of_no_changes()
    {
        var first = one.Hear();
        var second = one.Hear(first.Nonce, first.RosterVersion);
        Assert.That((second.Changes.Count, second.Whole), Is.EqualTo((0, false)));
    }

    [Test]
    public void A_refused_sender_learns_nothing_of_the_roster()
    {
        one.Hear();
        var answer = one.Keeper.Hear(TestRoster.Beat(one.Id, one.Facts with { Slot = 5 }), one.Identity);
        Assert.That((answer.Accepted, answer.Changes.Count, answer.Whole), Is.EqualTo((false, 0, false)));
    }

    // Versions given before it fell are lower than those after: a cell that was away meanwhile misses nothing.
    [Test]
    public void After_a_restart_everybody_gets_the_whole_roster()
    {
        var before = one.Hear();
        one.Clock.Advance(TimeSpan.FromSeconds(5));
        one.Restart();
        var after = one.Hear("", before.RosterVersion);
        Assert.That(after.RosterVersion, Is.GreaterThan(before.RosterVersion));
        Assert.That((after.Whole, after.Changes.Count), Is.EqualTo((true, 1)));
    }

    [Test]
    public void A_holder_of_a_later_version_than_there_is_gets_the_whole_roster() => Assert.That(one.Hear("", long.MaxValue).Whole, Is.True);

    [Test]
    public void The_dead_are_accused_of_their_incarnation()
    {
        one.Hear();
        one.Clock.Advance(TimeSpan.FromSeconds(9));
        one.Keeper.Check(TimeSpan.Zero);
        var answer = one.Hear();
        Assert.That((answer.Accepted, answer.Accused), Is.EqualTo((false, (long?)1000)));
    }

    [Test]
    public void A_founder_whose_port_is_closed_is_forgotten_after_ten_minutes()
    {
        one.Hear();
        one.Clock.Advance(TimeSpan.FromMinutes(9));
        one.Keeper.Knocked(one.Id, one.Clock.GetElapsedTime(0), closed: true);
        one.Clock.Advance(TimeSpan.FromMinutes(1));
        one.Keeper.Check(TimeSpan.Zero);
        Assert.That(one.Keeper.Answer().Cells.Select(entry => (entry.State, entry.Ended)), Is.EqualTo(new[] { (CellState.Dead, true) }));
        one.Clock.Advance(TimeSpan.FromSeconds(1));
        one.Keeper.Check(TimeSpan.Zero);
        Assert.That(one.Keeper.Answer().Cells, Is.Empty);
    }

    [Test, Category("Invariant 2")]
    public void A_ticket_is_on_disk_before_it_is_answered()
    {
        one.Hear();
        var answer = one.Ask(TestGenes.Stem1);
        var ticket = TicketSigning.Read(answer.Envelope, [one.Key])!; // its own key
        Assert.That(one.OnDisk.Births[ticket.Birth] with { Binaries = null }, Is.EqualTo(new Birth(
            ticket.Birth, TestGenes.Stem1, one.Id, Role.Crawler, TestClock.Noon, TestClock.Noon + Ticket.Lifetime, BirthState.Signed, null, null, "")));
    }

    [Test, Category("Invariant 2")]
    public void A_ticket_that_cannot_be_written_is_not_given()
    {
        one.Hear();
        Directory.CreateDirectory(Path.Combine(one.Path, "in-the-way"));
        Assert.That(() => one.Ask(TestGenes.Stem1), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(one.Keeper.Roster.Births, Is.Empty);
    }

    [Test]
    public void A_ticket_names_its_birth_and_lasts_two_minutes()
    {
        one.Hear();
        var ticket = TicketSigning.Read(one.Ask(TestGenes.Stem2).Envelope, [one.Key])!; // its own key
        Assert.That((ticket.Machine, ticket.Mother, ticket.Role, ticket.Expires), Is.EqualTo((TestGenes.Stem2, (CellId?)one.Id, Role.Crawler, TestClock.Noon.AddSeconds(120))));
    }

    [Test, Category("Invariant 2")]
    public async Task Of_many_who_ask_at_once_for_one_machine_one_gets_it()
    {
        one.Hear();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => one.Ask(TestGenes.Stem1))));
        Assert.That(answers.Count(answer => answer.Refusal.Length == 0), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Refusal.Length > 0).Select(answer => answer.Refusal), Has.All.StartsWith("stem1.test is promised to birth "));
    }

    [Test, Category("Invariant 2")]
    public void Births_survive_a_restart()
    {
        one.Hear();
        one.Ask(TestGenes.Stem1);
        one.Restart();
        one.Hear();
        Assert.That(one.Ask(TestGenes.Stem1).Refusal, Does.StartWith("stem1.test is promised to birth "));
    }

    [Test]
    public void While_the_brake_holds_no_ticket_is_signed()
    {
        one.Hear();
        one.Pause();
        Assert.That(one.Ask(TestGenes.Stem1).Refusal, Does.StartWith("Births are stopped: paused by root"));
        Assert.That(one.OnDisk.Births, Is.Empty);
    }

    [Test]
    public void Tickets_refusals_and_the_ends_of_births_are_given_for_the_audit_log()
    {
        one.Ask(TestGenes.Stem1);
        one.Hear();
        var birth = Birth();
        one.Keeper.Report(new BirthReport(1, birth, BirthState.Undone, null, "why"), one.Identity);
        Assert.That(one.Decided.Select(deed => (deed.Kind, deed.By, deed.What)), Is.EqualTo(new[]
        {
            (AuditKind.Refused, $"cell {one.Id}", $"A ticket for a crawler on stem1.test, by an operator's order: The mother {one.Id} is not a living, proved cell of the roster."),
            (AuditKind.Ticket, $"cell {one.Id}", $"Birth {birth}: a crawler on stem1.test, by an operator's order"),
            (AuditKind.Birth, $"cell {one.Id}", $"Birth {birth} is undone: why"),
        }));
    }

    [Test]
    public void A_refused_ticket_has_no_envelope()
    {
        var answer = one.Ask(TestGenes.Stem1);
        Assert.That((answer.Envelope, answer.Refusal), Is.EqualTo(("", $"The mother {one.Id} is not a living, proved cell of the roster.")));
    }

    [Test]
    public void Only_its_mother_reports_on_a_birth()
    {
        one.Hear();
        var birth = Birth();
        var report = new BirthReport(1, birth, BirthState.Born, null, "");
        Assert.That(() => one.Keeper.Report(report, one.Identity with { Id = TestRoster.Id(9) }), Throws.TypeOf<RefusedException>().With.Message.StartsWith($"Birth {birth} is not one of"));
        Assert.That(one.Keeper.Roster.Births[birth].State, Is.EqualTo(BirthState.Signed));
        one.Keeper.Report(report, one.Identity);
        Assert.That(one.OnDisk.Births[birth].State, Is.EqualTo(BirthState.Born));
    }

    [Test]
    public void A_report_on_an_unknown_birth_is_refused() =>
        Assert.That(() => one.Keeper.Report(new BirthReport(1, "none", BirthState.Born, null, ""), one.Identity), Throws.TypeOf<RefusedException>());

    [Test, Category("Invariant 3")]
    public void A_daughter_whose_birth_was_not_proved_in_time_is_told_to_end()
    {
        one.Hear();
        var birth = Birth();
        one.Keeper.Report(new BirthReport(1, birth, BirthState.Born, null, ""), one.Identity);
        one.Clock.Advance(TimeSpan.FromSeconds(61));
        one.Keeper.Check(TimeSpan.Zero);
        var daughter = one.Daughter();
        var facts = one.Self(daughter, birth).Facts;
        var answer = one.Keeper.Hear(TestRoster.Beat(daughter.Identity.Id!.Value, facts), daughter.Identity); // a cell
        Assert.That(answer.End, Is.EqualTo("Nobody proved within 60 s that the access used for it is useless."));
        Assert.That(one.OnDisk.Taints.Keys, Is.EqualTo(new[] { TestGenes.Stem1 }));
    }

    [Test]
    public void A_machine_seen_blank_is_free_again_also_after_a_restart()
    {
        one.Hear();
        one.Keeper.Report(new BirthReport(1, Birth(), BirthState.Tainted, null, "why"), one.Identity);
        Assert.That(one.Ask(TestGenes.Stem1).Refusal, Does.Contain("is tainted since"));
        one.Keeper.SeenBlank(TestGenes.Stem1);
        one.Restart();
        one.Hear();
        Assert.That(one.Ask(TestGenes.Stem1).Refusal, Is.Empty);
    }

    private string Birth() => TicketSigning.Read(one.Ask(TestGenes.Stem1).Envelope, [one.Key])!.Birth; // its own key
}
