using System.Net;
using System.Net.Sockets;
using Cell.Cli;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>What the box can do to a cell: ports, folders, permissions.</summary>
[Category("Binary")]
[Category("Invariant 11")]
internal sealed class BoxTests
{
    private const int Nobody = 65534;

    [Test]
    public async Task A_taken_port_is_named_and_the_start_on_another_one_is_reached_by_the_others()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var other = new TcpListener(IPAddress.Any, habitat.Port + 1);
        other.Start();
        var refused = await habitat.Start("--role", "health").EndAsync();
        Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Box));
        Assert.That(refused.Err, Does.Contain($":{habitat.Port + 1}").And.Contain("already in use").And.Contain("--public and --tissue"));

        await habitat.StartReadyAsync("--role", "health", "--tissue", $"{habitat.Port + 2}");
        var api = habitat.Launch(PublishedBinary.Path, "start", "--role", "api", "--data", habitat.At("api"));
        var status = await habitat.ReadyAsync(api, habitat.At("api"));
        Assert.That(status.Roster.Cells.Select(entry => entry.Facts.Slot), Is.EquivalentTo(new[] { 0, 1 }), "both found each other");
    }

    [Test]
    public async Task A_folder_that_is_in_use_starts_no_second_cell()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync();
        var second = await habitat.Start("--public", $"{habitat.Port + 2}", "--tissue", $"{habitat.Port + 3}").EndAsync();
        Assert.That(second.Code, Is.EqualTo((int)ExitCode.Box));
        Assert.That(second.Err, Does.Contain(habitat.Data).And.Contain("another cell runs there"));
        Assert.That((await habitat.StatusAsync(habitat.Data)).Trouble, Is.Empty, "the first one answers as before");
    }

    [Test]
    public async Task A_folder_of_another_organism_is_refused()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await (await habitat.StartReadyAsync()).StopAsync(Signal.Terminate);
        await using var other = await Habitat.WithOrganismAsync(null);
        foreach (var options in new[] { Array.Empty<string>(), ["--config", other.Operator.Path] })
        {
            var refused = await other.Launch([PublishedBinary.Path, "start", "--data", habitat.Data, .. options]).EndAsync();
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Refused), refused.Out + refused.Err);
            Assert.That(refused.Err, Does.Contain(habitat.Data).And.Contain(Path.GetFileName(habitat.Operator.Path)).And.Contain(Path.GetFileName(other.Operator.Path)).And.Contain("--data"));
        }
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Needs root, to become somebody who may not write there.");
        }

        await using var habitat = await Habitat.WithOrganismAsync(null);
        var executable = habitat.At("cell");
        File.Copy(PublishedBinary.Path, executable);
        File.SetUnixFileMode(executable, (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(habitat.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        Directory.CreateDirectory(habitat.Data);
        File.SetUnixFileMode(habitat.Data, (UnixFileMode)Convert.ToInt32("755", 8));
        foreach (var folder in new[] { habitat.Data, habitat.At("deeper/data") })
        {
            var refused = await habitat.Launch("setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", executable, "start", "--data", folder).EndAsync();
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Box), refused.Out + refused.Err);
            Assert.That(refused.Err, Does.Contain(folder).And.Contain("cannot be").And.Contain("--data"), "where, and what to do");
        }

        Assert.That(Directory.GetFileSystemEntries(habitat.Data), Is.Empty, "nothing half done");
    }

    [Test]
    public async Task A_founding_that_was_cut_off_takes_no_slot()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await (await habitat.StartReadyAsync()).StopAsync(Signal.Kill);
        File.Delete(Path.Combine(habitat.Data, "identity", "chain.pem"));
        await habitat.StartReadyAsync();
        var status = await habitat.StatusAsync(habitat.Data);
        Assert.That(status.Facts.Slot, Is.Zero);
        Assert.That(status.Facts.Tissue, Does.EndWith($":{habitat.Port + 1}"), "and the ports are those of the slot");
    }
}
