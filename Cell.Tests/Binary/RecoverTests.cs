using Cell.Cli;
using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The laptop is lost; the recovery file and one living cell bring the operator's folder back.</summary>
[Category("Binary")]
internal sealed class RecoverTests
{
    [Test]
    public async Task From_the_recovery_file_and_a_living_founder_the_folder_comes_back_and_signs()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        var lost = TestGenes.Of(await File.ReadAllTextAsync(habitat.Operator.Draft));
        var stick = TakeOffline(habitat);

        var recovered = await RecoverAsync(habitat, stick);
        Assert.That(recovered.Code, Is.Zero, recovered.Err);
        Assert.That(recovered.Out, Does.Contain("genome version 2").And.Contain("cell genome push").And.Contain("cell pool add"));
        var draft = TestGenes.Of(await File.ReadAllTextAsync(habitat.Operator.Draft));
        Assert.That(draft.Pool.Keys, Has.Count.EqualTo(1).And.Not.EqualTo(lost.Pool.Keys), "a new pool key");
        Assert.That(draft.Listen, Is.EqualTo(lost.Listen), "all else as it was");
        Assert.That(Directory.GetFiles(habitat.Operator.Path).Select(Path.GetFileName), Is.SupersetOf(new[] { "operator.pem", "operators.json", "greet.json", "pool_key", "pool_key.pub" }).And.None.EqualTo("recovery.key"));

        var status = await habitat.RunAsync("status", "--json");
        Assert.That(status.Code, Is.Zero, $"over the tissue, with the certificate of the recovery root: {status.Err}");
        Assert.That((await habitat.RunAsync("init", "--resign")).Code, Is.EqualTo((int)ExitCode.Refused), "the folder alone signs nothing");
        var pushed = await habitat.RunAsync("init", "--resign", "--root", stick);
        Assert.That(pushed.Out, Does.Contain("Signed genome version 3").And.Contain("lives by version 3"), pushed.Err);
        Assert.That((await habitat.StatusAsync(habitat.Data)).GenomeVersion, Is.EqualTo(3), "the cell took what the recovery root signed");

        var handed = await habitat.RunAsync("genome", "push", "--root", stick);
        Assert.That(handed.Code, Is.Zero, handed.Err);
        var roots = habitat.Operator.Roots().Select(Roots.Spki).ToList();
        Assert.That(
            new HeldSecrets(Path.Combine(habitat.Data, "secrets"), habitat.Operator.Organism, roots).PoolKey,
            Is.EqualTo(await File.ReadAllTextAsync(habitat.Operator.PoolKey)),
            "and the new pool key, though she held the secrets of the lost folder");
    }

    [Test]
    public async Task A_founder_is_founded_by_the_recovery_root_as_well()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        File.Delete(habitat.Operator.RootKeyFile);
        await habitat.StartReadyAsync("--root", habitat.Operator.RecoveryKeyFile);
        Assert.That((await habitat.StatusAsync(habitat.Data)).Roster.Cells, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_cell_that_speaks_from_elsewhere_is_believed_nothing_and_nothing_is_kept()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        var stick = TakeOffline(habitat);
        var refused = await habitat.RunAsync("recover", stick, "--from", $"[::1]:{habitat.Port + 1}");
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), refused.Err);
        Assert.That(refused.Err, Does.Contain("speaks from ::1"), "her chain is a root's, but her place is not in the genome");
        Assert.That(Directory.GetFileSystemEntries(habitat.OperatorBase), Is.Empty);
    }

    [Test, Category("Invariant 12")]
    public async Task A_cell_of_another_organism_is_refused_and_nothing_is_kept()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        await using var other = await Habitat.WithOrganismAsync(null);
        var stick = TakeOffline(other);
        var refused = await RecoverAsync(other, stick, habitat.Port + 1);
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), refused.Err);
        Assert.That(refused.Err, Does.Contain("is no cell of this organism"));
        Assert.That(Directory.GetFileSystemEntries(other.OperatorBase), Is.Empty);
    }

    [Test]
    public async Task What_hinders_it_is_said()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var there = await RecoverAsync(habitat, habitat.Operator.RecoveryKeyFile);
        Assert.That(there.Code, Is.EqualTo((int)ExitCode.Refused), "the folder is there");
        Assert.That(there.Err, Does.Contain("is there already").And.Contain("--root"));
        var root = habitat.At("root.key");
        File.Copy(habitat.Operator.RootKeyFile, root);
        var stick = TakeOffline(habitat);
        Assert.That((await RecoverAsync(habitat, habitat.At("none.key"))).Code, Is.EqualTo((int)ExitCode.Usage), "no such file");
        Assert.That((await RecoverAsync(habitat, root)).Code, Is.EqualTo((int)ExitCode.Box), "not a recovery file");
        Assert.That((await RecoverAsync(habitat, stick)).Code, Is.EqualTo((int)ExitCode.Unreachable), "nobody answers");
        Assert.That(Directory.GetFileSystemEntries(habitat.OperatorBase), Is.Empty);
    }

    // The folder is gone, and with it everything but what was taken offline.
    private static string TakeOffline(Habitat habitat)
    {
        var stick = habitat.At("stick.key");
        File.Move(habitat.Operator.RecoveryKeyFile, stick);
        Directory.Delete(habitat.Operator.Path, recursive: true);
        return stick;
    }

    private static Task<Ran> RecoverAsync(Habitat habitat, string file) => RecoverAsync(habitat, file, habitat.Port + 1);

    private static Task<Ran> RecoverAsync(Habitat habitat, string file, int port) => habitat.RunAsync("recover", file, "--from", $"{Habitat.Host}:{port}");
}
