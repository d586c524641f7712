using Cell.Cli;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>What a crash or a bad disk does to genome.dsse.</summary>
[Category("Binary")]
[Category("Invariant 11")]
internal sealed class GenomeFileTests
{
    [TestCase(0)]
    [TestCase(100)]
    [TestCase(-1, Description = "It is missing.")]
    public async Task A_damaged_genome_is_fetched_from_the_operators_folder_or_the_message_says_what_to_do(int left)
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cell = await habitat.StartReadyAsync("--role", "health");
        await cell.StopAsync(Signal.Terminate);
        var file = Path.Combine(habitat.Data, "genome.dsse");
        var whole = await File.ReadAllBytesAsync(file);
        Damage(file, whole, left);
        var aside = habitat.Operator.Genome + ".aside";
        File.Move(habitat.Operator.Genome, aside);
        var refused = await habitat.Start().EndAsync();
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.InvalidGenome), refused.Err);
        Assert.That(refused.Err, Does.Contain(file).And.Contain("Copy genome.dsse there from your operator folder or from any other cell"));

        File.Move(aside, habitat.Operator.Genome);
        var again = await habitat.StartReadyAsync();
        Assert.That(again.Journal, Has.Some.Contains($"{file} was damaged").And.Some.Contains("stands there again"));
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(whole));
    }

    [Test]
    public async Task Killed_between_write_and_rename_the_old_genome_stands_and_the_next_push_goes_through()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        if (!await Trace.IsPossibleAsync(habitat))
        {
            Assert.Ignore("strace cannot trace here.");
        }

        var before = await File.ReadAllBytesAsync(habitat.Operator.Genome);
        var draft = await File.ReadAllTextAsync(habitat.Operator.Draft);
        await File.WriteAllTextAsync(habitat.Operator.Draft, draft.Replace("\"delay\": \"1s\"", "\"delay\": \"2s\"", StringComparison.Ordinal));
        await using var killed = new CellProcess(
            ["strace", "-f", "-o", habitat.At("trace"), "-e", "trace=rename,renameat,renameat2", "-e", "inject=rename,renameat,renameat2:error=EIO:signal=SIGKILL", PublishedBinary.Path, "genome", "push"], habitat.OperatorBase);
        Assert.That((await killed.EndAsync()).Code, Is.Not.Zero);
        Assert.That(await File.ReadAllTextAsync(habitat.At("trace")), Does.Contain("genome.dsse").And.Contain("SIGKILL"));
        Assert.That(await File.ReadAllBytesAsync(habitat.Operator.Genome), Is.EqualTo(before), "the old one stands");

        var pushed = await habitat.RunAsync("genome", "push");
        Assert.That(pushed.Code, Is.Zero, pushed.Err);
        Assert.That((await habitat.RunAsync("genome", "show")).Out, Does.StartWith("Genome version 3 of demo"));
    }

    private static void Damage(string file, byte[] whole, int left)
    {
        if (left < 0)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllBytes(file, whole[..left]);
        }
    }
}
