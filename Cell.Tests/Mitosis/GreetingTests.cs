using CsCheck;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class GreetingTests
{
    private const string Good = "cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec blank 2 1764115200";

    [Test]
    public void A_receptors_line_is_read() => Assert.That(Greeting.Parse(Good), Is.EqualTo(new Greeting(1, "x86_64", "glibc-2.36", 8123456, true, true, true, 2, DateTimeOffset.FromUnixTimeSeconds(1764115200))));

    [TestCase("")]
    [TestCase("SSH-2.0-OpenSSH_9.2")]
    [TestCase(Good + " more")]
    [TestCase(" " + Good)]
    [TestCase(Good + "\n")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 -5 systemd exec blank 0 1764115200")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 9999999999999999 systemd exec blank 0 1764115200")]
    [TestCase("cell-receptor 99999 x86_64 glibc-2.36 8123456 systemd exec blank 0 1764115200")]
    [TestCase("cell-receptor 1 x86_64;reboot glibc-2.36 8123456 systemd exec blank 0 1764115200")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 openrc exec blank 0 1764115200")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec full 0 1764115200")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec blank -1 1764115200")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 systemd exec blank 0 999999999999")]
    public void Another_line_is_none(string line) => Assert.That(Greeting.Parse(line), Is.Null);

    [Test]
    public void No_line_makes_it_throw() => Gen.OneOf(Gen.String, Gen.Int[0, 8].Array[0, 12].Select(words => string.Join(' ', words.Select(word => Good.Split(' ')[word])))).Sample(line =>
    {
        Greeting.Parse(line);
    });

    [Test]
    public void A_fit_machine_is_fit() => Assert.That(Unfit(Good), Is.Null);

    [TestCase("cell-receptor 2 x86_64 glibc-2.36 8123456 systemd exec blank 0 1764115200", "stem1 has receptor 2, this cell speaks 1: `cell pool add stem1` renews it.")]
    [TestCase("cell-receptor 1 riscv64 glibc-2.36 8123456 systemd exec blank 0 1764115200", "stem1 is riscv64; this cell's binary is for x86_64.")]
    [TestCase("cell-receptor 1 x86_64 other 8123456 systemd exec blank 0 1764115200", "stem1 has no glibc (other): Cell's binary needs it.")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 none exec blank 0 1764115200", "stem1 does not run systemd: a cell lives in a unit of it.")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 8123456 systemd noexec blank 0 1764115200", "/var/lib/cell-receptor on stem1 is mounted noexec: nothing can run from there.")]
    [TestCase("cell-receptor 1 x86_64 glibc-2.36 204799 systemd exec blank 0 1764115200", "stem1 has 199 MiB free in /var/lib/cell-receptor; 200 MiB are needed.")]
    public void An_unfit_machine_is_told_why(string line, string reason) => Assert.That(Unfit(line), Is.EqualTo(reason));

    [Test]
    public void Just_enough_space_is_enough() => Assert.That(Unfit("cell-receptor 1 x86_64 glibc-2.36 204800 systemd exec blank 0 1764115200"), Is.Null);

    private static string? Unfit(string line) => (Greeting.Parse(line) ?? throw new AssertionException($"not read: {line}")).Unfit("stem1", "x86_64");
}
