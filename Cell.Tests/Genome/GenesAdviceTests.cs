using NUnit.Framework;

namespace Cell.Genome;

internal sealed class GenesAdviceTests
{
    [Test]
    public void Nothing_public_is_crawled_by_nobody()
    {
        Assert.That(GenesAdvice.Obstacle(TestGenes.Of("""{ "organism": { "name": "a" } }""")), Does.StartWith("organism.contact is empty"));
        Assert.That(GenesAdvice.Obstacle(TestGenes.Of("""{ "organism": { "name": "a", "contact": "mailto:a@b.test" } }""")), Is.Null);
    }

    [Test]
    public void One_health_host_is_few_for_a_pool_of_four() =>
        Assert.That(GenesAdvice.For(TestGenes.Of(TestGenes.Text)), Is.EqualTo(new[] { "The pool has 4 machines, but health.hosts names one: losing it stops all births." }));

    [Test]
    public void An_organism_without_anything_is_told_what_it_lacks() =>
        Assert.That(GenesAdvice.For(TestGenes.Of("""{ "organism": { "name": "a" } }""")).Select(advice => advice.Split(' ')[0]), Is.EqualTo(new[] { "health.hosts", "frontier.hosts" }));
}
