using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class ReceptorTests
{
    [Test]
    public async Task Its_script_is_one_that_a_shell_understands() => Assert.That(await Tool.RunAsync("sh", ["-n"], Receptor.Script, Tool.Patience), Is.EqualTo(new ToolResult(0, "", "")));

    [TestCase("root")]
    [TestCase("joe")]
    public async Task So_are_those_of_the_preparation(string user)
    {
        const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPool cell-pool";
        Assert.That(await Tool.RunAsync("sh", ["-n"], Preparation.Install("signers", "roots", user, Key), Tool.Patience), Is.EqualTo(new ToolResult(0, "", "")));
        foreach (var script in new[] { Preparation.Remove(user, Key), Preparation.Rekey(user, Key), Preparation.Wipe(user, Key), Cleaning.Look, Cleaning.End("birth"), Cleaning.Sums("relic"), Cleaning.Pack("relic"), Cleaning.Drop("relic") })
        {
            Assert.That(await Tool.RunAsync("sh", ["-n"], script, Tool.Patience), Is.EqualTo(new ToolResult(0, "", "")), script);
        }
    }

    [TestCase("root", ExpectedResult = "restrict,command=\"/usr/local/lib/cell/receptor\" ssh-ed25519 AAAA pool")]
    [TestCase("joe", ExpectedResult = "restrict,command=\"sudo -n /usr/local/lib/cell/receptor\" ssh-ed25519 AAAA pool")]
    public string The_pools_line_allows_the_receptor_only(string user) => Receptor.KeyLine("ssh-ed25519 AAAA pool", user);

    // Only the header is read: nothing is written before it is judged.
    [TestCase("")]
    [TestCase("GET / HTTP/1.1")]
    [TestCase("cell 2 organism 10 10 10")]
    [TestCase("cell 1 organism 10 10 10 more")]
    [TestCase("cell 1 organism -1 10 10")]
    [TestCase("cell 1 organism 010 10 10")]
    [TestCase("cell 1 organism 10 $(id) 10")]
    [TestCase("cell 1 organism 134217729 10 10")]
    [TestCase("cell 1 organism 10 4097 10")]
    [TestCase("cell 1 organism 10 10 11")]
    [TestCase("cell 1 organism 10 10 99999999999999999999")]
    [Category("Invariant 11")]
    public async Task A_header_that_is_none_is_refused(string header)
    {
        using var folder = new TestFolder();
        var script = Receptor.Script.Replace(MachineFiles.Staging, folder.At("staging"), StringComparison.Ordinal).Replace(MachineFiles.Library, folder.At("library"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.At("receptor"), script);
        var result = await Tool.RunAsync("sh", [folder.At("receptor"), "receive"], header + "\n", Tool.Patience);
        Assert.That(result.Code, Is.EqualTo(64));
        Assert.That(Directory.Exists(folder.At("staging")), Is.False);
    }

    // An implant that was killed between its first file and its claim; `true` stands for systemctl.
    [TestCase("lib/cell", "units/cell-guard.service", "units/timers.target.wants/cell-guard.timer", "staging/made")]
    [TestCase("lib/cell.new")]
    [TestCase("units/cell-guard.service", "units/.cell-guard.timer.x1")]
    [Category("Invariant 4")]
    public async Task What_a_birth_left_before_its_claim_is_swept(params string[] left)
    {
        using var folder = new TestFolder();
        var path = await SweptAsync(folder, left);
        Assert.That(left.Where(file => File.Exists(folder.At(file))), Is.Empty, path);
        Assert.That(Directory.Exists(folder.At("units/timers.target.wants")), Is.EqualTo(!left.Contains("staging/made")));
    }

    [Test, Category("Invariant 4")]
    public async Task What_a_claimed_machine_has_is_not_touched()
    {
        using var folder = new TestFolder();
        string[] kept = ["staging/state.json", "lib/cell", "units/cell-guard.service"];
        await SweptAsync(folder, kept);
        Assert.That(kept.Where(file => !File.Exists(folder.At(file))), Is.Empty);
    }

    private static async Task<string> SweptAsync(TestFolder folder, string[] files)
    {
        Directory.CreateDirectory(folder.At("units/timers.target.wants"));
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(file))!); // a file has a folder
            await File.WriteAllTextAsync(folder.At(file), file == "staging/made" ? $"{folder.At("units/timers.target.wants")}\n" : "");
        }

        Directory.CreateDirectory(folder.At("staging"));
        var script = Receptor.Script.Replace(MachineFiles.Staging, folder.At("staging"), StringComparison.Ordinal)
            .Replace($"L={MachineFiles.Library}", $"L={folder.At("lib")}", StringComparison.Ordinal)
            .Replace($"U={MachineFiles.Units}", $"U={folder.At("units")}", StringComparison.Ordinal)
            .Replace("systemctl ", "true ", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.At("receptor"), script);
        var end = await Tool.RunAsync("sh", [folder.At("receptor")], "", Tool.Patience);
        return end.Errors;
    }
}
