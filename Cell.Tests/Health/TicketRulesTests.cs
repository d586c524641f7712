using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class TicketRulesTests
{
    private static readonly CellId Mother = TestRoster.Id(1);
    private static readonly Roster Alone = Roster.Empty.With(Mother, TestRoster.Founder(0), CellState.Alive);
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly TicketRequest Wish = new(1, Mother, TestGenes.Stem1, Role.Crawler, Ordered: false);

    [Test]
    public void A_proved_mother_gets_the_machine_that_she_asks_for() => Assert.That(Judge(Alone, TestGenes.Stem2), Is.EqualTo(new TicketVerdict(TestGenes.Stem2, "")));

    [Test]
    public void Without_a_wish_it_is_the_blank_machine_unused_longest()
    {
        Assert.That(Judge(Alone, ""), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "")), "by name when none was used");
        var used = Alone
            .With(TestRoster.Birth(1, BirthState.Undone) with { Signed = Now.AddHours(-2), Ended = Now.AddHours(-2) })
            .With(TestRoster.Birth(2, BirthState.Undone) with { Signed = Now.AddHours(-3), Ended = Now.AddHours(-3) })
            .With(TestRoster.Birth(3, BirthState.Undone) with { Signed = Now.AddHours(-4), Ended = Now.AddHours(-4) });
        Assert.That(Judge(used, ""), Is.EqualTo(new TicketVerdict(TestGenes.Stem3, "")));
    }

    [Test, Category("Invariant 1")]
    public void A_machine_that_is_not_in_the_signed_pool_is_refused() =>
        Assert.That(Judge(Alone, "elsewhere.test").Refusal, Is.EqualTo("elsewhere.test is not a machine of the signed pool: `cell pool add elsewhere.test` puts it there."));

    [Test, Category("Invariant 7")]
    public void A_clock_that_is_not_trusted_lets_nobody_be_born()
    {
        var genome = Genome(TestGenes.Text) with { NewestIssue = Now.AddHours(1) };
        Assert.That(TicketRules.Judge(Alone, genome, Request(TestGenes.Stem1), Now).Refusal, Does.StartWith("The clock here (2026-03-01 12:00:00Z) is behind"));
    }

    [Test, Category("Invariant 10")]
    public void An_empty_pool_gives_no_machine()
    {
        var genome = Genome("""{ "organism": { "name": "a" } }""");
        Assert.That(TicketRules.Judge(Alone, genome, Request(""), Now).Refusal, Is.EqualTo("No machine of the pool is blank: `cell pool list` shows them."));
    }

    [Test, Category("Invariant 1")]
    public void A_founders_box_is_never_a_target()
    {
        Assert.That(Judge(Alone, TestGenes.Founder).Refusal, Is.EqualTo("founder.test is a box of founder cells, never a target."));
        var full = Alone.With(TestRoster.Birth(1, BirthState.Born)).With(TestRoster.Birth(2, BirthState.Born)).With(TestRoster.Birth(3, BirthState.Born));
        Assert.That(Judge(full, "").Refusal, Does.StartWith("No machine of the pool is blank"));
    }

    [TestCase(CellState.Alive)]
    [TestCase(CellState.Newborn)]
    [TestCase(CellState.Suspect)]
    [Category("Invariant 2")]
    public void An_occupied_machine_is_refused(CellState state) =>
        Assert.That(Judge(Alone.With(TestRoster.Id(2), TestRoster.Born(1), state), TestGenes.Stem1).Refusal, Is.EqualTo($"stem1.test is occupied by the living cell {TestRoster.Id(2)}."));

    [TestCase(BirthState.Signed)]
    [TestCase(BirthState.Born)]
    [Category("Invariant 2")]
    public void A_promised_machine_is_refused(BirthState state) =>
        Assert.That(Judge(Alone.With(TestRoster.Birth(1, state)), TestGenes.Stem1).Refusal, Does.StartWith("stem1.test is promised to birth birth-1 ("));

    [Test, Category("Invariant 4")]
    public void A_tainted_machine_is_refused_with_the_reason() =>
        Assert.That(Judge(Alone.With(new Taint(TestGenes.Stem1, "not proved", Now)), TestGenes.Stem1).Refusal, Is.EqualTo("stem1.test is tainted since 2026-03-01 12:00:00Z: not proved"));

    [Test, Category("Invariant 4")]
    public void An_undone_birth_frees_its_machine() =>
        Assert.That(Judge(Alone.With(TestRoster.Birth(1, BirthState.Undone) with { Ended = Now }), TestGenes.Stem1), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "")));

    // The mother may have died without a word: her daughter's guard has undone the birth by its own deadline.
    [Test, Category("Invariant 4")]
    public void A_ticket_that_nobody_reported_on_frees_its_machine_after_the_guards_deadline()
    {
        var roster = Alone.With(TestRoster.Birth(1, BirthState.Signed));
        var late = Now + Ticket.Lifetime + BirthLedger.Silence;
        Assert.That(Judge(BirthLedger.Overdue(roster, late), TestGenes.Stem1).Refusal, Does.StartWith("stem1.test is promised"));
        Assert.That(Judge(BirthLedger.Overdue(roster, late.AddSeconds(1)), TestGenes.Stem1).Refusal, Is.Empty);
    }

    [Test, Category("Invariant 7")]
    public void A_mother_that_no_keeper_hears_is_refused() =>
        Assert.That(Judge(Roster.Empty, TestGenes.Stem1).Refusal, Is.EqualTo($"The mother {Mother} is not a living, proved cell of the roster."));

    [TestCase(CellState.Suspect)]
    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    [TestCase(CellState.Newborn)]
    [Category("Invariant 7")]
    public void A_mother_that_is_not_alive_and_proved_is_refused(CellState state) =>
        Assert.That(Judge(Roster.Empty.With(Mother, TestRoster.Founder(0), state), TestGenes.Stem1).Refusal, Does.StartWith($"The mother {Mother} is not a living"));

    [Test]
    public void On_advise_it_is_said_what_would_be_done_and_only_an_operators_order_does_it()
    {
        const string Advise = "\"division\": \"advise\"";
        var genome = Genome(TestGenes.With(Advise));
        Assert.That(
            TicketRules.Judge(Alone, genome, Request("") with { Ordered = false }, Now),
            Is.EqualTo(new TicketVerdict("", "\"division\" is \"advise\": a crawler would be born on stem1.test now. `cell divide --target stem1.test` does it.")));
        Assert.That(TicketRules.Judge(Alone, genome, Request("elsewhere.test") with { Ordered = false }, Now).Refusal, Does.StartWith("elsewhere.test is not a machine"), "what could not be is not advised");
        Assert.That(Judge(Alone, TestGenes.Stem1, Advise), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "")));
    }

    [Test]
    public void While_division_is_paused_there_is_no_ticket() =>
        Assert.That(Judge(Alone, TestGenes.Stem1, "\"division\": \"paused\"").Refusal, Is.EqualTo("Division is paused in the genome."));

    [Test]
    public void An_expired_genome_never_grows() =>
        Assert.That(
            TicketRules.Judge(Alone, Genome(TestGenes.Text) with { Expires = Now }, Request(TestGenes.Stem1), Now).Refusal,
            Does.StartWith("The genome expired at 2026-03-01 12:00:00Z: it serves and keeps its least population, but never grows."));

    [Test, Category("Invariant 6")]
    public void An_expired_genome_and_a_freeze_keep_no_role_below_its_least()
    {
        var health = Roster.Empty.With(Mother, TestRoster.Founder(0) with { Roles = [Role.Health] }, CellState.Alive) with { Frozen = TimeSpan.Zero };
        Assert.That(TicketRules.Judge(health, Genome(TestGenes.Text) with { Expires = Now }, Wish, Now), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "")));
    }

    [Test, Category("Invariant 7")]
    public void While_too_many_are_silent_nothing_is_born_for_growth_but_by_an_operators_order()
    {
        var frozen = Alone with { Frozen = TimeSpan.Zero };
        Assert.That(TicketRules.Judge(frozen, Genome(TestGenes.Text), Wish, Now).Refusal, Does.StartWith("0 of 1 cells are silent, and nobody says why: nothing is born for growth"));
        Assert.That(TicketRules.Judge(frozen, Genome(TestGenes.Text), Wish with { Ordered = true }, Now).Refusal, Is.Empty);
    }

    [Test]
    public void A_mother_whose_daughters_die_early_bears_only_by_an_operators_order()
    {
        Birth Early(int stem) => TestRoster.Birth(stem, BirthState.Proved) with { Signed = Now.AddMinutes(-stem), Since = Now.AddMinutes(-stem), Died = Now, Ended = Now };
        var bereaved = Alone.With(Early(2)).With(Early(3));
        Assert.That(TicketRules.Judge(bereaved, Genome(TestGenes.Text), Wish, Now).Refusal, Does.StartWith("Her last two daughters, on stem3.test and stem2.test, died within 10 min"));
        Assert.That(TicketRules.Judge(bereaved, Genome(TestGenes.Text), Wish with { Ordered = true }, Now).Refusal, Is.Empty);
    }

    [Test]
    public void Another_api_is_born_anywhere_while_one_lives_on_a_frontier_host() => Assert.That(
        TicketRules.Judge(Alone, Genome(TestGenes.With("\"population\": { \"api\": { \"min\": 1, \"max\": 2 } }")), Request(TestGenes.Stem1) with { Role = Role.Api }, Now).Refusal, Is.Empty);

    [Test]
    public void The_first_api_is_born_on_a_frontier_host_only()
    {
        var roster = Roster.Empty.With(Mother, TestRoster.Founder(0) with { Roles = [Role.Health] }, CellState.Alive);
        Assert.That(TicketRules.Judge(roster, Genome(TestGenes.Text), Request(TestGenes.Stem1) with { Role = Role.Api }, Now).Refusal, Does.StartWith("stem1.test is not in frontier.hosts"));
    }

    [TestCase(TestGenes.Stem1, "")]
    [TestCase(TestGenes.Stem2, "stem2.test is not in health.hosts: health cells are born only there.")]
    public void A_health_cell_is_born_on_a_health_host_only(string machine, string refusal)
    {
        var text = TestGenes.With("\"population\": { \"health\": { \"min\": 1, \"max\": 2 } }").Replace($"\"health\": {{ \"hosts\": [\"{TestGenes.Founder}\"] }}", $"\"health\": {{ \"hosts\": [\"{TestGenes.Founder}\", \"{TestGenes.Stem1}\"] }}", StringComparison.Ordinal);
        Assert.That(TicketRules.Judge(Alone, Genome(text), Request(machine) with { Role = Role.Health }, Now).Refusal, Is.EqualTo(refusal));
        Assert.That(TicketRules.Judge(Alone, Genome(text), Request("") with { Role = Role.Health }, Now).Machine, Is.EqualTo(TestGenes.Stem1));
    }

    [Test, Category("Invariant 5")]
    public void The_last_generation_cannot_bear()
    {
        var roster = Roster.Empty.With(Mother, TestRoster.Founder(0) with { Generation = 2 }, CellState.Alive);
        Assert.That(Judge(roster, TestGenes.Stem1, "\"limits\": { \"generations\": 2 }").Refusal, Is.EqualTo("The mother is of generation 2, the last one that limits.generations allows."));
    }

    [Test, Category("Invariant 5")]
    public void The_limit_of_cells_counts_the_living_and_those_being_born()
    {
        var roster = Alone.With(TestRoster.Birth(1, BirthState.Proved)).With(TestRoster.Birth(2, BirthState.Signed));
        Assert.That(Judge(roster, TestGenes.Stem3, "\"limits\": { \"cells\": 3 }").Refusal, Is.EqualTo("limits.cells is 3, and so many live or are being born."));
        Assert.That(Judge(roster, TestGenes.Stem3, "\"limits\": { \"cells\": 4 }").Refusal, Is.Empty);
    }

    [Test, Category("Invariant 5")]
    public void A_silent_cell_counts_as_living()
    {
        var roster = Alone.With(TestRoster.Birth(1, BirthState.Proved)).With(TestRoster.Id(2), TestRoster.Born(1), CellState.Dead);
        Assert.That(Judge(roster, TestGenes.Stem3, "\"limits\": { \"cells\": 2 }").Refusal, Does.StartWith("limits.cells is 2"));
        Assert.That(Judge(roster, TestGenes.Stem1, "\"limits\": { \"cells\": 2 }").Refusal, Is.Empty, "on its own machine it does not: there a birth comes about only if it is no more");
    }

    [Test, Category("Invariant 5")]
    public void A_founder_that_is_only_silent_counts_until_another_comes_in_its_place()
    {
        var silent = Alone.With(TestRoster.Id(2), TestRoster.Founder(1), CellState.Alive).Turn(TestRoster.Id(2), CellState.Dead, "silent");
        Assert.That(Judge(silent, TestGenes.Stem1, "\"limits\": { \"cells\": 2 }").Refusal, Does.StartWith("limits.cells is 2"));
        var ended = silent.With(silent.Members[TestRoster.Id(2)] with { Entry = silent.Members[TestRoster.Id(2)].Entry with { Ended = true } });
        Assert.That(Judge(ended, TestGenes.Stem1, "\"limits\": { \"cells\": 2 }").Refusal, Is.Empty);
        var struck = silent.With(silent.Members[TestRoster.Id(2)] with { Struck = true });
        Assert.That(Judge(struck, TestGenes.Stem1, "\"limits\": { \"cells\": 2 }").Refusal, Is.Empty, "it is revoked");
        var followed = silent.With(TestRoster.Id(3), TestRoster.Founder(1), CellState.Alive);
        Assert.That(Judge(followed, TestGenes.Stem1, "\"limits\": { \"cells\": 3 }").Refusal, Is.Empty);
    }

    [Test, Category("Invariant 5")]
    public void A_birth_under_way_counts_until_its_guards_deadline_though_its_ticket_expired()
    {
        var roster = Alone.With(TestRoster.Birth(1, BirthState.Signed));
        var genome = Genome(TestGenes.With("\"limits\": { \"cells\": 2 }"));
        Assert.That(TicketRules.Judge(roster, genome, Request(TestGenes.Stem3), Now + Ticket.Lifetime + TimeSpan.FromSeconds(1)).Refusal, Does.StartWith("limits.cells is 2"));
    }

    [Test, Category("Invariant 5")]
    public void A_roles_maximum_counts_the_living_and_those_being_born()
    {
        var roster = Alone.With(TestRoster.Birth(1, BirthState.Signed));
        Assert.That(Judge(roster, TestGenes.Stem3, "\"population\": { \"crawler\": { \"max\": 2 } }").Refusal, Is.EqualTo("population.crawler.max is 2, and so many live or are being born."));
    }

    [Test, Category("Invariant 5")]
    public void Births_of_the_last_hour_are_counted_whatever_became_of_them()
    {
        var roster = Alone
            .With(TestRoster.Birth(1, BirthState.Undone) with { Signed = Now.AddMinutes(-59), Ended = Now })
            .With(TestRoster.Birth(2, BirthState.Undone) with { Signed = Now.AddMinutes(-61), Ended = Now });
        Assert.That(Judge(roster, TestGenes.Stem3, "\"limits\": { \"birthsPerHour\": 1 }").Refusal, Is.EqualTo("limits.birthsPerHour is 1, and so many tickets were signed in the last hour."));
        Assert.That(Judge(roster, TestGenes.Stem3, "\"limits\": { \"birthsPerHour\": 2 }").Refusal, Is.Empty);
    }

    [TestCase(23.9, "limits.costPerDay is 23.9; with paid.test until midnight (UTC) it would be 24.00.")]
    [TestCase(24, "")]
    [TestCase(0, "limits.costPerDay is 0; with paid.test until midnight (UTC) it would be 24.00.")]
    [Category("Invariant 5")]
    public void The_cost_until_midnight_is_within_the_days_limit(double limit, string refusal)
    {
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            { "organism": { "name": "a" }, "limits": { "costPerDay": {{limit}} }, "pool": { "machines": [
              { "host": "paid.test", "user": "root", "hostKey": "{{TestGenes.HostKey(1)}}", "addresses": ["10.0.0.1"], "pricePerHour": 2 }] } }
            """);
        Assert.That(TicketRules.Judge(Alone, Genome(text), Request("paid.test"), Now).Refusal, Is.EqualTo(refusal));
    }

    [Test, Category("Invariant 5")]
    public void The_cost_counts_what_was_spent_today_and_what_all_living_will()
    {
        var text = $$"""
            { "organism": { "name": "a" }, "limits": { "costPerDay": 60 }, "pool": { "machines": [
              { "host": "stem1.test", "user": "root", "hostKey": "{{TestGenes.HostKey(1)}}", "addresses": ["10.0.0.1"], "pricePerHour": 2 },
              { "host": "stem2.test", "user": "root", "hostKey": "{{TestGenes.HostKey(2)}}", "addresses": ["10.0.0.2"], "pricePerHour": 2 }] } }
            """;
        // Since yesterday: 24 h x 2, and 12 h x 2 to come.
        var roster = Alone.With(TestRoster.Birth(1, BirthState.Proved) with { Signed = Now.AddDays(-1) });
        Assert.That(TicketRules.Judge(roster, Genome(text), Request("stem2.test"), Now).Refusal, Does.EndWith("it would be 72.00."));
    }

    private static TicketVerdict Judge(Roster roster, string machine, params string[] sections) => TicketRules.Judge(roster, Genome(TestGenes.With(sections)), Request(machine), Now);

    private static TicketRequest Request(string machine) => new(1, Mother, machine, Role.Crawler, true);

    private static SignedGenome Genome(string text) =>
        new(1, Now, Now.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene>(), text, TestGenes.Of(text));
}
