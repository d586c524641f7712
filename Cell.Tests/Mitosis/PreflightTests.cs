using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Which file holds the one line that a birth takes out.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PreflightTests
{
    private readonly TestFolder folder = new();
    private readonly TestOrganism organism = new();

    private string First => folder.At("authorized_keys");

    private string Second => folder.At("authorized_keys2");

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void The_file_that_holds_the_line_is_found_wherever_sshd_reads_it()
    {
        File.WriteAllText(First, "ssh-rsa AAAAB3 x\n");
        File.WriteAllText(Second, $"{TestMachine.Line}\r\n");
        Assert.That(Find(First, Second), Is.EqualTo((Second, TestMachine.Line, "")));
    }

    [Test]
    public void The_same_line_twice_in_one_file_is_one_way_in()
    {
        File.WriteAllText(First, $"{TestMachine.Line}\n# between\n{TestMachine.Line}");
        Assert.That(Find(First), Is.EqualTo((First, TestMachine.Line, "")));
    }

    [Test, Category("Invariant 3")]
    public void The_key_in_a_second_file_is_refused_before_anything_is_touched()
    {
        File.WriteAllText(First, TestMachine.Line);
        File.WriteAllText(Second, $"{TestMachine.Line}\n");
        Assert.That(Find(First, Second).Wrong, Is.EqualTo($"The pool key stands in {First} and in {Second}: one is enough, and only one can be closed. Take it out of the others."));
    }

    [TestCase("from=\"10.0.0.0/8\" {0}")]
    [TestCase("{1}\n{0}")]
    [TestCase(" {1}")]
    [TestCase("{1} ")]
    [Category("Invariant 3")]
    public void The_key_with_other_options_is_refused(string text)
    {
        File.WriteAllText(First, string.Format(null, text, TestGenes.PoolKey, TestMachine.Line));
        Assert.That(Find(First).Wrong, Does.Contain("or one with other options than `cell pool add` writes: run it again."));
    }

    [Test]
    public void A_key_that_stands_nowhere_is_named_with_the_files_that_were_read()
    {
        File.WriteAllText(First, $"#{TestMachine.Line}\n");
        Assert.That(Find(First, Second).Wrong, Is.EqualTo($"sshd reads no file for root that holds the pool's line ({First}, {Second}): `cell pool add` writes it."));
    }

    [Test]
    public async Task What_is_no_file_is_not_waited_for()
    {
        Assert.That((await Tool.RunAsync("mkfifo", First)).Good, Is.True);
        File.WriteAllText(Second, TestMachine.Line);
        Assert.That(Find(First, Second).File, Is.EqualTo(Second));
    }

    private (string File, string Line, string Wrong) Find(params string[] files)
    {
        var genome = new SignedGenome(1, organism.Now, organism.Now.AddDays(90), organism.Id, new Dictionary<string, BinaryGene>(), TestGenes.Text, organism.Genes);
        var ticket = new Ticket(1, organism.Id.Value, TestMachine.Birth, TestGenes.Stem1, null, Role.Crawler, organism.Now, 0);
        return Preflight.FindLine(files, new AcceptedBirth(ticket, genome, Revocations.None, organism.Genes.Pool.Machines.First(entry => entry.Host == TestGenes.Stem1), organism.Id));
    }
}
