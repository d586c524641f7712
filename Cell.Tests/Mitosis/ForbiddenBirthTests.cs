using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class ForbiddenBirthTests
{
    [Test]
    public async Task A_paused_mother_asks_for_no_ticket()
    {
        using var folder = new TestFolder();
        using var organism = new TestOrganism();
        var founder = organism.Founder();
        await using var journal = new MotherJournal(folder.At("journal.db"), TimeProvider.System);
        var genome = organism.Living(folder, new TestClock());
        var mother = new Mother(founder.AsSigner, founder.Identity.Id, genome.Now, genome.Envelope, [], new HeldSecrets(folder.Path, organism.Id, organism.RootKeys), []);
        var leave = new Leave((_, _, _) => throw new AssertionException("A ticket was asked for."), (_, _) => throw new AssertionException("A birth was reported.")) { Forbidden = () => "Births are stopped." };
        var told = new List<DivideProgress>();
        var end = await new Division(mother, leave, journal, TimeProvider.System, NullLogger.Instance).RunAsync(new DivideOrder(1, TestGenes.Stem1, Role.Crawler), told.Add, CancellationToken.None);
        Assert.That(end, Is.EqualTo(new DivisionEnd(DivisionVerdict.Refused, "Births are stopped.")));
        Assert.That(told.Single(), Has.Property(nameof(DivideProgress.Exit)).EqualTo(4));
    }
}
