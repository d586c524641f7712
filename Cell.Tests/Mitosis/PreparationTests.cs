using System.Text;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The shell's edits of the files that sshd reads, in a folder that stands for an account's home.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PreparationTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINew+ew/ewNewNewNewNewNewNewNewNewNewNewNew cell-pool";
    private const string Old = "restrict,command=\"/usr/local/lib/cell/receptor\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOldOldOldOldOldOldOldOldOldOldOldOldOldOldOld old";
    private const string Witness = "restrict,command=\"echo 0123456789abcdef0123456789abcdef\",expiry-time=\"202603011205Z\" ecdsa-sha2-nistp256 AAAAE2Vj";
    private const string Mine = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMine mine";
    private static readonly string New = Receptor.KeyLine(Key, "root");
    private readonly TestFolder folder = new();

    [SetUp]
    public async Task Prepare()
    {
        Directory.CreateDirectory(folder.At("home/.ssh"));
        Directory.CreateDirectory(folder.At("library"));
        Directory.CreateDirectory(folder.At("tools"));
        await WriteToolAsync("getent", $"echo 'root:x:{await UserAsync()}:0:root:{folder.At("home")}:/bin/sh'");
        await ReadsAsync(".ssh/authorized_keys .ssh/authorized_keys2");
        await File.WriteAllTextAsync(folder.At("library/receptor"), "");
        File.SetUnixFileMode(folder.At("library/receptor"), UnixFileMode.UserExecute | UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [TearDown]
    public void Forget() => folder.Dispose();

    [TestCase("", "{new}\n")]
    [TestCase("{mine}\n", "{mine}\n{new}\n")]
    [TestCase("{mine}", "{mine}\n{new}\n")]
    [TestCase("{mine}\r\n", "{mine}\r\n{new}\r\n")]
    [TestCase("{mine}\r\nx", "{mine}\r\nx\r\n{new}\r\n")]
    [TestCase("{old}\n{mine}\n", "{mine}\n{new}\n")]
    [TestCase("{mine}\n{old}\n{witness}\n{old}\n", "{mine}\n{new}\n")]
    [TestCase("{new}\n{mine}", "{new}\n{mine}")]
    [TestCase("{new}\n{new}\n", "{new}\n")]
    [TestCase("no-pty {key}\n{mine}\n", "{mine}\n{new}\n")]
    [TestCase("# caf\u00e9\n{mine}\n", "# caf\u00e9\n{mine}\n{new}\n")]
    [Category("Invariant 3")]
    public async Task The_pools_line_comes_once_and_every_other_byte_stays(string before, string after)
    {
        await WriteAsync("authorized_keys", before);
        Assert.That(await RunAsync(Preparation.Rekey("root", Key)), Is.EqualTo(new ToolResult(0, "", "")));
        Assert.That(Read("authorized_keys"), Is.EqualTo(Filled(after)));
        Assert.That(Directory.GetFiles(folder.At("home/.ssh")).Select(Path.GetFileName), Is.EqualTo(new[] { "authorized_keys" }));
    }

    [TestCase("{mine}\n{old}\n", "{mine}\n")]
    [TestCase("{mine}\r\n{new}\r\n", "{mine}\r\n")]
    [TestCase("{mine}", "{mine}")]
    [TestCase("{new}\n{mine}", "{mine}")]
    [TestCase("{mine}\n{new}", "{mine}\n")]
    [TestCase("{new}\n", "")]
    public async Task And_goes_and_every_other_byte_stays(string before, string after)
    {
        await WriteAsync("authorized_keys", before);
        Assert.That(await RunAsync(Preparation.Remove("root", Key)), Is.EqualTo(new ToolResult(0, "", "")));
        Assert.That(Read("authorized_keys"), Is.EqualTo(Filled(after)));
    }

    [Test, Category("Invariant 3")]
    public async Task A_line_in_another_file_that_sshd_reads_goes_too()
    {
        await WriteAsync("authorized_keys2", "{mine}\n{old}\n");
        Assert.That((await RunAsync(Preparation.Rekey("root", Key))).Good, Is.True);
        Assert.That((Read("authorized_keys"), Read("authorized_keys2")), Is.EqualTo((Filled("{new}\n"), Filled("{mine}\n"))));
    }

    [TestCase("%h/.ssh/other", "home/.ssh/other")]
    [TestCase("keys/%u", "home/keys/root")]
    public async Task The_file_is_the_first_that_sshd_reads(string setting, string path)
    {
        await ReadsAsync(setting);
        Assert.That((await RunAsync(Preparation.Rekey("root", Key))).Good, Is.True);
        Assert.That(File.ReadAllText(folder.At(path)), Is.EqualTo(Filled("{new}\n")));
    }

    [Test]
    public async Task An_absolute_one_is_roots_and_sshd_can_read_it()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Only root gives files to root.");
        }

        await ReadsAsync(folder.At("etc/keys/%u"));
        Assert.That(await RunAsync(Preparation.Rekey("root", Key)), Is.EqualTo(new ToolResult(0, "", "")));
        Assert.That(File.GetUnixFileMode(folder.At("etc/keys/root")), Is.EqualTo((UnixFileMode)Convert.ToInt32("644", 8)));
    }

    [Test]
    public async Task Without_any_file_that_sshd_reads_it_is_said_so()
    {
        await ReadsAsync("none");
        Assert.That(await RunAsync(Preparation.Rekey("root", Key)), Is.EqualTo(new ToolResult(Preparation.Unfit, "", "its sshd reads no file of keys for root (AuthorizedKeysFile)\n")));
    }

    [Test, Category("Invariant 3")]
    public async Task A_symbolic_link_is_refused_before_anything_is_touched()
    {
        await WriteAsync("elsewhere", "{mine}\n");
        File.CreateSymbolicLink(folder.At("home/.ssh/authorized_keys"), folder.At("home/.ssh/elsewhere"));
        Assert.That(await RunAsync(Preparation.Rekey("root", Key)), Is.EqualTo(new ToolResult(Preparation.Unfit, "", $"{folder.At("home/.ssh/authorized_keys")} is a symbolic link there\n")));
        Assert.That(Read("elsewhere"), Is.EqualTo(Filled("{mine}\n")));
    }

    [Test, Category("Invariant 3")]
    public async Task So_is_a_file_of_a_third()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Only root gives files away.");
        }

        await WriteAsync("authorized_keys", "{mine}\n");
        await Tool.RunAsync("chown", "4242", folder.At("home/.ssh/authorized_keys"));
        Assert.That((await RunAsync(Preparation.Rekey("root", Key))).Errors, Is.EqualTo($"{folder.At("home/.ssh/authorized_keys")} belongs to user 4242 there, not to root\n"));
    }

    [Test]
    public async Task Owner_and_mode_stay()
    {
        await WriteAsync("authorized_keys", "{mine}\n");
        File.SetUnixFileMode(folder.At("home/.ssh/authorized_keys"), (UnixFileMode)Convert.ToInt32("640", 8));
        Assert.That((await RunAsync(Preparation.Rekey("root", Key))).Good, Is.True);
        Assert.That(File.GetUnixFileMode(folder.At("home/.ssh/authorized_keys")), Is.EqualTo((UnixFileMode)Convert.ToInt32("640", 8)));
    }

    [Test, Category("Invariant 4")]
    public async Task A_machine_on_which_a_cell_lives_is_left_to_its_guard()
    {
        Directory.CreateDirectory(folder.At("staging"));
        await File.WriteAllTextAsync(folder.At("staging/state.json"), "{}");
        await WriteAsync("authorized_keys", "{old}\n");
        Assert.That((await RunAsync(Preparation.Rekey("root", Key))).Code, Is.EqualTo(Preparation.Occupied));
        Assert.That((await RunAsync(Preparation.Remove("root", Key))).Code, Is.EqualTo(Preparation.Occupied));
        Assert.That(Read("authorized_keys"), Is.EqualTo(Filled("{old}\n")));
    }

    private static async Task<string> UserAsync() => (await Tool.RunAsync("id", "-u")).Output.Trim();

    private async Task WriteToolAsync(string name, string script)
    {
        await File.WriteAllTextAsync(folder.At($"tools/{name}"), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(folder.At($"tools/{name}"), UnixFileMode.UserExecute | UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Task ReadsAsync(string files) => WriteToolAsync("sshd", $"echo 'port 22'; echo 'authorizedkeysfile {files}'");

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(folder.At($"home/.ssh/{name}"), Filled(text), Encoding.Latin1);

    private string Read(string name) => File.ReadAllText(folder.At($"home/.ssh/{name}"), Encoding.Latin1);

    private Task<ToolResult> RunAsync(string script) => Tool.RunAsync("sh", [], Here(script.Replace("PATH=", $"PATH={folder.At("tools")}:", StringComparison.Ordinal).Replace("/etc/sudoers.d", folder.At("sudoers"), StringComparison.Ordinal)), Tool.Patience);

    private string Here(string text) => text.Replace(MachineFiles.Library, folder.At("library"), StringComparison.Ordinal).Replace(MachineFiles.Staging, folder.At("staging"), StringComparison.Ordinal);

    private string Filled(string text) => Here(text.Replace("{new}", New, StringComparison.Ordinal).Replace("{old}", Old, StringComparison.Ordinal)
        .Replace("{mine}", Mine, StringComparison.Ordinal).Replace("{witness}", Witness, StringComparison.Ordinal).Replace("{key}", Key, StringComparison.Ordinal));
}
