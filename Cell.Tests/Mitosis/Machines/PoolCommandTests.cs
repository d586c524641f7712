using NUnit.Framework;

namespace Cell.Mitosis;

[Category("Nursery")]
internal sealed class PoolCommandTests
{
    private const string Machine = "stem3";
    private StemPool pool = null!; // made once for all
    private IReadOnlyList<string> before = [];

    [OneTimeSetUp]
    public async Task Prepare()
    {
        pool = await StemPool.FoundAsync();
        await Nursery.FreshAsync(Machine);
        before = await Nursery.TracesAsync(Machine);
    }

    [OneTimeTearDown]
    public async Task Forget()
    {
        if (pool is not null)
        {
            await pool.DisposeAsync();
        }
    }

    [TearDown]
    public async Task Leave_the_machine_as_it_was()
    {
        if ((await pool.DoAsync("pool", "list")).Contains(Machine, StringComparison.Ordinal))
        {
            await RemoveAsync();
        }
    }

    [Test]
    public async Task A_machine_removed_is_as_it_was_before_it_was_added()
    {
        await pool.AddAsync(Machine);
        Assert.That(await Nursery.TracesAsync(Machine), Is.Not.EqualTo(before));
        await RemoveAsync();
        await Nursery.AssertBecomesAsync(Machine, before, TimeSpan.FromSeconds(1));
        Assert.That(await pool.DoAsync("pool", "list"), Does.Not.Contain(Machine));
    }

    [Test]
    public async Task Adding_a_machine_twice_changes_nothing_the_second_time()
    {
        await pool.AddAsync(Machine);
        var (added, draft) = (await Nursery.TracesAsync(Machine), await File.ReadAllTextAsync(pool.Operator.Draft));
        await pool.AddAsync(Machine);
        await Nursery.AssertBecomesAsync(Machine, added, TimeSpan.FromSeconds(1));
        Assert.That(await File.ReadAllTextAsync(pool.Operator.Draft), Is.EqualTo(draft));
    }

    [Test, Category("Invariant 3")]
    public async Task A_machine_added_again_after_the_pools_key_changed_lets_in_the_new_key_only()
    {
        await pool.AddAsync(Machine);
        var old = (await File.ReadAllTextAsync(pool.Operator.PoolKey + ".pub")).Trim();
        File.Delete(pool.Operator.PoolKey);
        var made = await Tool.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "cell-pool", "-f", pool.Operator.PoolKey);
        Assert.That(made.Good, Is.True, made.Trouble);
        var next = (await File.ReadAllTextAsync(pool.Operator.PoolKey + ".pub")).Trim();
        await pool.EditAsync(draft => draft.Replace(old, next, StringComparison.Ordinal));
        await pool.AddAsync(Machine);
        Assert.That(await Nursery.ShellAsync(Machine, "grep -c cell-pool ~root/.ssh/authorized_keys"), Is.EqualTo("1"));
        Assert.That(await Nursery.ShellAsync(Machine, "grep cell-pool ~root/.ssh/authorized_keys"), Does.EndWith(next));
    }

    [Test, Category("Invariant 1")]
    public async Task A_machine_with_another_fingerprint_or_none_to_ask_for_is_not_touched()
    {
        var key = await Nursery.DoAsync("key");
        var wrong = await pool.RunAsync("pool", "add", Machine, "--fingerprint", "SHA256:AAAA", "--identity", key);
        var none = await pool.RunAsync("pool", "add", Machine, "--identity", key);
        var shown = await Nursery.DoAsync("fingerprint", Machine);
        Assert.That((wrong.Code, wrong.Errors.Trim()), Is.EqualTo((4, $"cell: {Machine} shows the host key {shown}, not SHA256:AAAA: it is not the machine that you mean.")));
        Assert.That((none.Code, none.Errors.Trim()), Is.EqualTo((4, $"cell: The host key of {Machine}, {shown}, was not confirmed. On its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; then --fingerprint.")));
        Assert.That(await Nursery.TracesAsync(Machine), Is.EqualTo(before));
    }

    [Test]
    public async Task The_same_machine_under_another_name_is_a_clone()
    {
        await pool.AddAsync(Machine);
        var address = await Nursery.ShellAsync(Machine, "hostname -I | cut -d ' ' -f 1");
        var clone = await pool.RunAsync("pool", "add", address, "--fingerprint", await Nursery.DoAsync("fingerprint", Machine), "--identity", await Nursery.DoAsync("key"));
        Assert.That(clone.Code, Is.EqualTo(3));
        Assert.That(clone.Errors, Does.Contain($"is the key of {Machine} too: one of them is a clone."));
    }

    [Test]
    public async Task Without_access_of_ones_own_nothing_is_prepared()
    {
        var tried = await pool.RunAsync("pool", "add", Machine, "--fingerprint", await Nursery.DoAsync("fingerprint", Machine), "--identity", pool.Operator.PoolKey);
        Assert.That(tried.Code, Is.EqualTo(5));
        Assert.That(tried.Errors, Does.Match($"^cell: Your SSH access to root@{Machine} failed: .*Permission denied.* \\(--login, --identity\\)\n$"));
    }

    [Test]
    public async Task The_list_tells_blank_from_unknown()
    {
        await pool.AddAsync(Machine);
        Assert.That(await pool.RowAsync(Machine), Is.EqualTo(("unknown", "no cell of this box answers")));
        await pool.StartAsync("founder");
        Assert.That(await pool.RowAsync(Machine), Is.EqualTo(("blank", "")));
        Assert.That((await pool.RowAsync("10.77.0.1")).State, Is.EqualTo("founder"));
    }

    private async Task RemoveAsync() => await pool.DoAsync("pool", "remove", Machine, "--identity", await Nursery.DoAsync("key"));
}
