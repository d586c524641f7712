using Cell.Genome;
using NUnit.Framework;

namespace Cell.Tissue;

/// <summary>Where an API finds its pages at its start.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DataFolderTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    private DataFolder Data => new(folder.Path);

    [Test]
    public void What_the_genome_calls_embedded_is_on_its_own_disk()
    {
        Data.KeepStore(StoreKind.Postgres);
        Assert.That(Data.StoreUnder(StoreKind.Embedded), Is.EqualTo(StoreKind.Embedded));
    }

    [Test]
    public void A_new_cell_begins_in_the_database() => Assert.That(Data.StoreUnder(StoreKind.Postgres), Is.EqualTo(StoreKind.Postgres));

    [Test]
    public void Pages_that_were_not_moved_are_where_they_were_and_those_that_were_are_not()
    {
        File.WriteAllText(Data.Pages, "");
        Assert.That(Data.StoreUnder(StoreKind.Postgres), Is.EqualTo(StoreKind.Embedded));
        Data.KeepStore(StoreKind.Postgres);
        Assert.That(Data.StoreUnder(StoreKind.Postgres), Is.EqualTo(StoreKind.Postgres));
    }

    [Test]
    public void A_daughter_that_got_her_own_copy_keeps_it_until_she_is_moved()
    {
        Data.KeepStoreOfBirth(StoreKind.Embedded);
        Assert.That(Data.StoreUnder(StoreKind.Postgres), Is.EqualTo(StoreKind.Embedded));
        Data.KeepStore(StoreKind.Postgres);
        Data.KeepStoreOfBirth(StoreKind.Embedded);
        Assert.That(Data.StoreUnder(StoreKind.Postgres), Is.EqualTo(StoreKind.Postgres));
    }
}
