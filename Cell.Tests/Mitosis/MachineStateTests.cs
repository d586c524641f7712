using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class MachineStateTests
{
    private static readonly MachineState Written = TestMachine.Claimed with
    {
        Vigil = new Vigil("boot-1", 1.5, 600, 12345, null, 2, 1, "a way"),
        End = new MachineEnd(true, ["line"], true),
    };

    [Test]
    public void What_was_written_is_read_again()
    {
        using var folder = new TestFolder();
        Write(folder);
        var read = MachineState.Read(folder.At("state.json"))!;
        Assert.That(read with { Places = Written.Places, End = Written.End }, Is.EqualTo(Written));
        Assert.That((read.Places, read.End!.Lines, read.End.WasBorn, read.End.PowerOff), Is.EqualTo((Written.Places, Written.End!.Lines, true, true)).Using<IEnumerable<object>>((one, other) => one.SequenceEqual(other)));
    }

    [Test]
    public void A_move_that_the_table_has_not_is_not_written()
    {
        using var folder = new TestFolder();
        Assert.That(() => Written.Write(folder.At("state.json"), MachineHand.Guard, null), Throws.TypeOf<InvalidOperationException>().With.Message.EqualTo("Guard may not turn a machine from blank to claimed."));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void Only_root_may_read_it()
    {
        using var folder = new TestFolder();
        Write(folder);
        Assert.That(File.GetUnixFileMode(folder.At("state.json")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void The_step_stands_there_by_its_name()
    {
        using var folder = new TestFolder();
        Write(folder);
        Assert.That(File.ReadAllText(folder.At("state.json")), Does.Contain("\"step\": \"claimed\""));
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
        Write(folder);
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

    private static void Write(TestFolder folder) => Written.Write(folder.At("state.json"), MachineHand.Implant, null);

    private static void AssertUnreadable(byte[] bytes)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.At("state.json"), bytes);
        Assert.That(() => MachineState.Read(folder.At("state.json")), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{folder.At("state.json")} cannot be read"));
    }
}
