using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>A machine on which a cell of another organism lives.</summary>
[Category("Nursery")]
[Category("Invariant 2")]
internal sealed class ForeignMachineTests
{
    private const string Machine = "stem3";
    private const int OtherPort = 7620;

    [Test]
    public async Task It_is_neither_added_nor_divided_onto_and_its_cell_lives_on()
    {
        await using var ours = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        await ours.AddAsync(Machine);

        // Somebody else set it up anew, under the same host key.
        await Nursery.ShellAsync(Machine, "rm -rf /usr/local/lib/cell /var/lib/cell-receptor && sed -i '/cell-pool/d' ~root/.ssh/authorized_keys");
        await using var others = await StemPool.FoundAsync(OtherPort);
        await others.AddAsync(Machine);
        var stranger = await others.StartAsync("stranger");
        var before = await Nursery.TracesAsync(Machine);
        Assert.That((await others.DivideAsync(stranger, Machine)).Code, Is.Zero);

        var founder = await ours.StartAsync("founder");
        var end = await ours.DivideAsync(founder, Machine);
        Assert.That((end.Code, end.Detail), Is.EqualTo((4, $"{Machine} does not let the pool's key in for root: a cell lives there, or it is not prepared. `cell pool add {Machine}` prepares it.")));
        var added = await ours.TryAddAsync(Machine);
        Assert.That(added.Code, Is.EqualTo(4), added.Trouble);
        Assert.That(added.Errors, Does.Contain("a cell lives there, or is on its way"));
        Assert.That(await new Inspection(others, stranger, Machine, before).AssertSettlesAsync(TimeSpan.FromSeconds(20)), Is.EqualTo("lives"));
    }
}
