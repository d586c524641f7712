using System.Diagnostics;
using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Cli;

/// <summary>What a machine of the pool is told to trust, judged by its own tool.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PoolChangeTests
{
    private static readonly byte[] Binary = [1, 2, 3];
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [TestCase("root.key", 0)]
    [TestCase("recovery.key", 0)]
    [TestCase("operator.key", 255)]
    [Category("Invariant 1")]
    public async Task Binaries_of_either_root_are_allowed_and_nobody_elses(string signer, int expected)
    {
        var folder = await TestRoot.NewFolderAsync();
        await File.WriteAllTextAsync(place.At("allowed"), PoolChange.AllowedSigners(folder));
        using var key = KeyFile.Read(Path.Combine(folder.Path, signer), TestRoot.NoPassphrase)!; // in the clear
        await File.WriteAllTextAsync(place.At("signature"), SshSignature.Sign(new MemoryStream(Binary), key, SshSignature.BinaryNamespace));
        string[] arguments = ["-Y", "verify", "-f", place.At("allowed"), "-I", SshSignature.Principal, "-n", SshSignature.BinaryNamespace, "-s", place.At("signature")];
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!; // a new process
        await process.StandardInput.BaseStream.WriteAsync(Binary);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(expected));
    }
}
