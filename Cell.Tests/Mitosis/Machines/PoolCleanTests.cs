using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Nursery")]
internal sealed class PoolCleanTests() : StemFixture(Machine)
{
    private const string Machine = "stem3";
    private IReadOnlyList<string> blank = [];

    [OneTimeSetUp]
    public async Task Prepare()
    {
        blank = await Nursery.TracesAsync(Machine);
    }

    [Test, Category("Invariant 4")]
    public async Task A_machine_with_a_living_cell_is_blank_after_a_yes_and_fit_for_the_next_birth()
    {
        var born = await Pool.DivideAsync(Founder, Machine);
        Assert.That(born.Code, Is.Zero, born.Detail);
        var asked = await CleanAsync();
        Assert.That(asked.Code, Is.EqualTo(4));
        Assert.That(asked.Errors, Does.Contain($"A cell lives on {Machine}"));
        Assert.That((await CleanAsync("--yes")).Good, Is.True);
        await Nursery.AssertBecomesAsync(Machine, blank, TimeSpan.FromSeconds(5));
        await Pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(15));
        var next = await Pool.DivideAsync(Founder, Machine);
        Assert.That(next.Code, Is.Zero, next.Detail);
        await CleanAsync("--yes");
    }

    [TestCase("echo '{ \"half\": ' >/var/lib/cell-receptor/state.json")]
    [TestCase("mkdir -p /var/lib/cell-receptor/state.json/in")]
    [TestCase("touch /var/lib/cell-receptor/in && cp /bin/true /usr/local/lib/cell/cell && echo >>~root/.ssh/authorized_keys 'restrict,command=\"echo 0123456789abcdef0123456789abcdef\",expiry-time=\"202001010000Z\" ssh-ed25519 AAAA'")]
    [Category("Invariant 4")]
    public async Task Whatever_is_left_over_goes(string leave)
    {
        await Nursery.ShellAsync(Machine, leave);
        var cleaned = await CleanAsync();
        Assert.That(cleaned.Good, Is.True, cleaned.Trouble);
        await Nursery.AssertBecomesAsync(Machine, blank, TimeSpan.FromSeconds(2));
    }

    [Test, Category("Invariant 8")]
    public async Task What_cells_left_is_collected_first()
    {
        await Nursery.ShellAsync(Machine, "umask 077; mkdir -p /var/lib/cell-receptor/relic/birth-1/inner && cd /var/lib/cell-receptor/relic/birth-1 && seq 100000 >pages.db && echo links >inner/other.db");
        var cleaned = await CleanAsync("--relics", Pool.At("home"));
        Assert.That(cleaned.Good, Is.True, cleaned.Trouble);
        var relic = Path.Combine(Pool.At("home"), Machine, "birth-1");
        Assert.That(cleaned.Output, Does.Contain($"Relic birth-1 of {Machine} lies in {relic}."));
        Assert.That(File.ReadAllLines(Path.Combine(relic, "pages.db")), Has.Length.EqualTo(100_000));
        Assert.That(File.ReadAllText(Path.Combine(relic, "inner/other.db")), Is.EqualTo("links\n"));
        await Nursery.AssertBecomesAsync(Machine, blank, TimeSpan.FromSeconds(2));
    }

    [Test, Category("Invariant 4")]
    public async Task A_machine_of_another_organism_is_not_touched()
    {
        await Nursery.ShellAsync(Machine, "cp /usr/local/lib/cell/root.pem ~root/ours && sed -i s/A/B/g /usr/local/lib/cell/root.pem");
        var before = await Nursery.TracesAsync(Machine);
        var refused = await CleanAsync("--yes");
        Assert.That((refused.Code, refused.Errors), Is.EqualTo((4, $"cell: {Machine} is a machine of another organism: whoever runs that one cleans it.\n")));
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(1));
        await Nursery.ShellAsync(Machine, "mv ~root/ours /usr/local/lib/cell/root.pem");
    }

    [Test]
    public async Task The_taint_ends_with_it()
    {
        await Nursery.ShellAsync(Machine, "mkdir /var/lib/cell-receptor/state.json");
        Assert.That((await Pool.RunAsync("pool", "check", Machine, "--data", Founder.Data)).Code, Is.EqualTo(1));
        Assert.That((await Pool.RowAsync(Machine)).State, Is.EqualTo("tainted"));
        Assert.That((await CleanAsync()).Good, Is.True);
        await Pool.AssertBlankAsync(Machine, TimeSpan.FromSeconds(5));
    }

    private async Task<ToolResult> CleanAsync(params string[] options) => await Pool.RunAsync(["pool", "clean", Machine, "--identity", await Nursery.DoAsync("key"), .. options]);
}
