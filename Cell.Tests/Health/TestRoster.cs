using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Entries, heartbeats and births for the pure parts of the health role.</summary>
internal static class TestRoster
{
    public static CellId Id(int number) => new(new Guid(number, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]));

    public static CellVitals Vitals { get; } = new(0.5, 1 << 20, new Dictionary<Role, double> { [Role.Crawler] = 0.5 }, 2, 0, 10, null, null);

    /// <summary>A founder with all roles in the slot of its number.</summary>
    public static CellFacts Founder(int number) => new(
        TestOrganism.AllRoles, TestGenes.Founder, number, null, 0, "", $"F{number}", "http://127.0.0.1:7070", "https://127.0.0.1:7071", TestClock.Noon, TestClock.Noon.AddYears(1));

    /// <summary>A crawler born on the n-th stem machine by birth "birth-n".</summary>
    public static CellFacts Born(int stem) => new(
        [Role.Crawler], $"stem{stem}.test", 0, Id(1), 1, $"birth-{stem}", $"B{stem}", "", $"https://{TestGenes.Address(stem)}:7071", TestClock.Noon, TestClock.Noon.AddDays(180));

    public static Heartbeat Beat(CellId cell, CellFacts facts) => new(1, cell, 1000, 1, "", 0, 1, facts, Vitals, false);

    /// <summary>What the certificate of that cell says.</summary>
    public static CellIdentity Sender(CellId cell, CellFacts facts) =>
        new(cell, cell.ToString(), new OrganismId("abcdefghijklmnopqrstuvwxyz"), facts.Machine, facts.Slot, facts.Roles, facts.Generation, facts.Serial, facts.CertificateEnds) { Key = [(byte)cell.GetHashCode()] };

    /// <summary>One more cell in that state.</summary>
    public static Roster With(this Roster roster, CellId cell, CellFacts facts, CellState state) =>
        roster.With(new Member(new RosterEntry(cell, 1000, state, "test", 0, facts, Vitals), Sender(cell, facts), TimeSpan.Zero, 1, "nonce", ""));

    public static Birth Birth(int stem, BirthState state) => new(
        $"birth-{stem}", $"stem{stem}.test", Id(1), Role.Crawler, TestClock.Noon, TestClock.Noon + Ticket.Lifetime, state, null, null, "");
}
