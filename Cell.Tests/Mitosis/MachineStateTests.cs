using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class MachineStateTests
{
    private static readonly MachineState Written = new(
        1, MachineStep.Proving, "organism", "birth-1", "boot-1", 150.5, "/root/.ssh/authorized_keys", "restrict,command=\"x\" ssh-ed25519 AAAA", "echo \"00\"", 12.25, "why");

    [Test]
    public void What_was_written_is_read_again()
    {
        using var folder = new TestFolder();
        Written.Write(folder.At("state.json"));
        Assert.That(MachineState.Read(folder.At("state.json")), Is.EqualTo(Written));
    }

    [Test]
    public void Only_root_may_read_it()
    {
        using var folder = new TestFolder();
        Written.Write(folder.At("state.json"));
        Assert.That(File.GetUnixFileMode(folder.At("state.json")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void The_step_stands_there_by_its_name()
    {
        using var folder = new TestFolder();
        Written.Write(folder.At("state.json"));
        Assert.That(File.ReadAllText(folder.At("state.json")), Does.Contain("\"step\": \"proving\""));
    }

    [Test]
    public void No_file_is_a_blank_machine()
    {
        using var folder = new TestFolder();
        Assert.That(MachineState.Read(folder.At("state.json")), Is.Null);
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"v":1,"step":"asleep"}""")]
    [TestCase("""{"v":1,"step":"claimed"}""")]
    [TestCase("\0\0\0\0")]
    [Category("Invariant 10")]
    public void A_file_that_cannot_be_read_is_no_blank_machine(string text) => AssertUnreadable(Encoding.UTF8.GetBytes(text));

    [Test, Category("Invariant 10")]
    public void A_file_cut_anywhere_is_no_blank_machine()
    {
        using var folder = new TestFolder();
        Written.Write(folder.At("state.json"));
        var whole = File.ReadAllBytes(folder.At("state.json"));
        for (var length = 0; length < whole.Length; length++)
        {
            AssertUnreadable(whole[..length]);
        }
    }

    [Test, Category("Invariant 10")]
    public void No_bytes_make_a_machine_blank() => Gen.Byte.Array.Sample(AssertUnreadable);

    [Test, Category("Invariant 10")]
    public void A_folder_in_its_place_is_no_blank_machine()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.At("state.json"));
        Assert.That(() => MachineState.Read(folder.At("state.json")), Throws.InstanceOf<Exception>());
    }

    private static void AssertUnreadable(byte[] bytes)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.At("state.json"), bytes);
        Assert.That(() => MachineState.Read(folder.At("state.json")), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{folder.At("state.json")} cannot be read"));
    }
}
