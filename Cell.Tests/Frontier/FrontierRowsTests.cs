using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrontierRowsTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public void A_row_reads_back_as_it_was()
    {
        var row = new UrlRow("http://a.test/x?y", 7, UrlPhase.Visited, TestClock.Noon, 3)
        {
            Seen = new Observed(TestClock.Noon, TestClock.Noon + TimeSpan.FromDays(1), 4, 2),
            Version = new PageVersion(new string('a', 64), "\"e\"", "Thu, 01 Jan 2026 00:00:00 GMT"),
            Detail = "HTTP 200",
        };
        Assert.That(UrlRow.FromRecord(row.ToRecord()), Is.EqualTo(row));
    }

    // Each round outlives all of the one before: without cleaning the files would hold all rounds.
    [Test, Category("Invariant 8")]
    public void What_is_outlived_is_cleaned_away_and_what_is_not_stays()
    {
        const int Urls = 5_000;
        var longest = 0L;
        using (var rows = new FrontierRows(folder.Path))
        {
            rows.Load();
            rows.Put("http://a.test/", ScopeState.Paused, 7);
            rows.PutSeed("http://a.test/seed", 8);
            rows.PutSeed("http://a.test/gone", 8);
            rows.ForgetSeed("http://a.test/gone");
            rows.NoteLed(TestClock.Noon, true);
            rows.SetWhole(true);
            for (var round = 0; round < 60; round++)
            {
                rows.Prepare();
                for (var url = 0; url < Urls; url++)
                {
                    rows.Put(new UrlRow($"http://a.test/{url}", 1, UrlPhase.Open, TestClock.Noon, round));
                }

                rows.Keep(rows.HostOf("a.test"));
                rows.Commit();
                longest = Math.Max(longest, rows.Bytes);
            }
        }

        using var again = new FrontierRows(folder.Path);
        again.Load();
        Assert.That(again.IsWhole, Is.True);
        Assert.That(again.Urls.Count, Is.EqualTo(Urls));
        Assert.That(again.Urls.All().Select(slot => again.Row(slot).Attempts), Is.All.EqualTo(59));
        Assert.That((again.Scopes.Of("http://a.test/x"), again.Hosts.Single().Known), Is.EqualTo(((ScopeState?)ScopeState.Paused, Urls)));
        Assert.That((again.Scopes.ChangedAt("http://a.test/"), again.Seeds.Keys.Single(), again.GivenAt("http://a.test/seed"), again.Led), Is.EqualTo((7L, "http://a.test/seed", 8L, TestClock.Noon)));
        Assert.That(longest, Is.LessThan(Urls * 60L * 60), "bytes on disk");
    }
}
