using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Both ends of a delivery: the mother's, and the receptor's own script with the real ssh-keygen.</summary>
internal sealed class DeliveryTests
{
    private const string Next = "the first frame";
    private readonly FakeTimeProvider time = new();
    private readonly ECDsa root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private TestFolder folder = null!; // made before each test

    [SetUp]
    public async Task Install()
    {
        folder = new TestFolder();
        Directory.CreateDirectory(folder.At("staging/in"));
        Directory.CreateDirectory(folder.At("library"));
        var script = Receptor.Script.Replace(MachineFiles.Staging, folder.At("staging"), StringComparison.Ordinal).Replace(MachineFiles.Library, folder.At("library"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.At("receptor"), script);
        await File.WriteAllTextAsync(folder.At("library/allowed_signers"), SshSignature.AllowedSignersLine(root));
    }

    [TearDown]
    public void Remove() => folder.Dispose();

    [OneTimeTearDown]
    public void Forget() => root.Dispose();

    [Test]
    public void On_a_fast_link_it_goes_as_it_is([Values(1, 1000, Packing.Sample, Packing.Sample + 1, 3_000_000)] int size)
    {
        var (code, sent, rest) = Deliver(Binary(size), TimeSpan.Zero);
        Assert.That((code, sent, rest), Is.EqualTo((0, (long)size, Next)));
        Assert.That(File.ReadAllBytes(folder.At("staging/in/cell")), Is.EqualTo(Binary(size)));
    }

    [Test]
    public void On_a_slow_link_all_but_its_first_part_is_packed([Values(1, Packing.Sample, Packing.Sample + 1, 3_000_000)] int size)
    {
        var (code, sent, rest) = Deliver(Binary(size), TimeSpan.FromSeconds(1));
        Assert.That((code, rest), Is.EqualTo((0, Next)));
        Assert.That(sent, size < 1_000_000 ? Is.LessThan(size + 50) : Is.LessThan(Packing.Sample + ((size - Packing.Sample) / 2)));
        Assert.That(File.ReadAllBytes(folder.At("staging/in/cell")), Is.EqualTo(Binary(size)));
    }

    [Test, Category("Invariant 1")]
    public void What_the_root_did_not_sign_is_refused([Values(0, 1000)] int milliseconds)
    {
        var signature = SshSignature.Sign(new MemoryStream(Binary(2_000_000)), root, SshSignature.BinaryNamespace);
        Assert.That(Deliver(Binary(2_000_001), signature, TimeSpan.FromMilliseconds(milliseconds)).Code, Is.Not.Zero);
    }

    [Test, Category("Invariant 1")]
    public void So_is_what_another_signed()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(Deliver(Binary(1000), SshSignature.Sign(new MemoryStream(Binary(1000)), other, SshSignature.BinaryNamespace), TimeSpan.Zero).Code, Is.Not.Zero);
    }

    [Test]
    public void A_receptor_that_went_away_is_said_to_have_gone()
    {
        var delivery = new Delivery(Stream.Null, () => "", time);
        Assert.That(() => delivery.Send("organism", "signature", new MemoryStream(10)), Throws.TypeOf<IOException>().With.Message.EqualTo("its receptor went away"));
    }

    [TestCase("none\n5\n01234")]
    [TestCase("none\n-1\n")]
    [TestCase("none\n99999999999\n")]
    [TestCase("gzip\n10\n0123456789\n0\n")]
    [TestCase("zip\n10\n0123456789\n0\n")]
    [Category("Invariant 11")]
    public async Task Pieces_that_are_none_end_the_receptor(string pieces)
    {
        var signature = SshSignature.Sign(new MemoryStream(Encoding.ASCII.GetBytes("ab0123456789")), root, SshSignature.BinaryNamespace);
        var result = await Tool.RunAsync("sh", [folder.At("receptor"), "receive"], $"cell 1 organism 12 {signature.Length} 2\n{signature}ab{pieces}", Tool.Patience);
        Assert.That(result.Code, Is.Not.Zero.And.Not.EqualTo(124));
    }

    // Neither random nor all the same: it can be packed to less than half.
    private static byte[] Binary(int size) => [.. Enumerable.Range(0, size).Select(at => (byte)(at % 7 == 0 ? at >> 3 : at % 13))];

    private (int Code, long Sent, string After) Deliver(byte[] binary, TimeSpan taking) =>
        Deliver(binary, SshSignature.Sign(new MemoryStream(binary), root, SshSignature.BinaryNamespace), taking);

    private (int Code, long Sent, string After) Deliver(byte[] binary, string signature, TimeSpan taking)
    {
        // What comes after the binary is for whoever is run then: not a byte of it may be missing.
        var start = new ProcessStartInfo("sh", ["-c", $"sh '{folder.At("receptor")}' receive || exit $?; cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var receptor = Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
        string Answer()
        {
            var line = receptor.StandardOutput.ReadLine() ?? "";
            time.Advance(taking);
            return line;
        }

        var sent = new Delivery(receptor.StandardInput.BaseStream, Answer, time).Send("organism", signature, new MemoryStream(binary));
        receptor.StandardInput.Write(Next);
        receptor.StandardInput.Close();
        var rest = receptor.StandardOutput.ReadToEnd();
        receptor.WaitForExit();
        return (receptor.ExitCode, sent, rest);
    }
}
