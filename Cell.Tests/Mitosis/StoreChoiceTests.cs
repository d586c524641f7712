using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class StoreChoiceTests
{
    private static StoreGenes Postgres => TestGenes.Of("""{ "organism": { "name": "a" }, "store": { "kind": "postgres", "host": "db.test" } }""").Store;

    [Test]
    public void A_daughter_shares_a_database_that_bears_its_clients() => Assert.That(
        StoreChoice.Of(Postgres, [new SharedLoad("PostgreSQL commit", 0.2), new SharedLoad("PostgreSQL answer", 0.6)]),
        Is.EqualTo(new StoreChoice(StoreKind.Postgres, "she shares the database: PostgreSQL answer has a load of 0.60, not above 0.60")));

    [Test]
    public void A_daughter_gets_her_own_copy_when_it_is_stressed_by_anybodys_measure() => Assert.That(
        StoreChoice.Of(Postgres, [new SharedLoad("PostgreSQL commit", 0.1), new SharedLoad("PostgreSQL connections", 0.81)]),
        Is.EqualTo(new StoreChoice(StoreKind.Embedded, "she gets her own copy of the pages: PostgreSQL connections has a load of 0.81, above 0.60")));

    [Test]
    public void Where_nobody_tells_she_shares_it() => Assert.That(StoreChoice.Of(Postgres, [])?.Kind, Is.EqualTo(StoreKind.Postgres));

    [Test]
    public void Without_a_database_there_is_no_choice() =>
        Assert.That(StoreChoice.Of(TestGenes.Of("""{ "organism": { "name": "a" } }""").Store, [new SharedLoad("PostgreSQL answer", 2)]), Is.Null);
}
