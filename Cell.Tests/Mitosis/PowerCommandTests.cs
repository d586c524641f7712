using Cell.Genome;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class PowerCommandTests
{
    private static readonly PoolMachine Machine = TestGenes.Of(TestGenes.Text).Pool.Machines.Single(machine => machine.Host == TestGenes.Stem1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestCase("wake:stem1.test", "wake", ExpectedResult = "own")]
    [TestCase("wake:stem2.test", "wake", ExpectedResult = "common")]
    [TestCase("wake:stem2.test", "sleep", ExpectedResult = null)]
    public string? The_machines_own_command_counts_before_the_common_one(string first, string second) =>
        PowerCommand.Of("wake", TestGenes.Stem1, new Dictionary<string, string> { [first] = "own", [second] = "common" });

    [Test]
    public async Task Finds_the_machine_in_an_environment_with_nothing_else() =>
        Assert.That(await SaidAsync("echo $CELL_HOST $CELL_USER; env | cut -d = -f 1 | sort | tr '\\n' ' '"), Is.EqualTo("stem1.test root CELL_HOST CELL_USER HOME PATH PWD"));

    [Test]
    public async Task Its_text_is_no_argument_that_other_users_could_read() =>
        Assert.That(await SaidAsync("tr '\\0' ' ' </proc/$$/cmdline | grep -c UnlikelyWord || true; : UnlikelyWord"), Is.EqualTo("0"));

    [Test]
    public async Task What_it_said_stands_in_the_error() =>
        Assert.That(await FaultAsync("echo to the log; echo no such chassis >&2; exit 3"), Does.StartWith("the command to wake stem1.test ended with exit code 3, having said: ").And.Contain("to the log").And.Contain("no such chassis"));

    [Test]
    public async Task One_that_says_nothing_is_said_so() => Assert.That(await FaultAsync("exit 4"), Is.EqualTo("the command to wake stem1.test ended with exit code 4 and said nothing"));

    [Test]
    public async Task Where_there_is_none_it_is_said_where_it_belongs() => Assert.That(
        () => PowerCommand.RunAsync("wake", Machine, new Dictionary<string, string>(), Patience, TimeProvider.System, CancellationToken.None),
        Throws.TypeOf<IOException>().With.Message.EqualTo("there is no command to wake stem1.test: secrets.json needs \"wake:stem1.test\" or \"wake\" in \"health\", then `cell genome push`"));

    [Test]
    public async Task One_that_hangs_is_killed_with_its_children()
    {
        var start = TimeProvider.System.GetTimestamp();
        Assert.That(await FaultAsync("echo started; sleep 60 & sleep 60", TimeSpan.FromSeconds(1)), Is.EqualTo("the command to wake stem1.test did not end within 1s, having said: started"));
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task One_that_leaves_something_in_the_background_ends_all_the_same()
    {
        var start = TimeProvider.System.GetTimestamp();
        await SaidAsync("sleep 30 &");
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(15)));
    }

    [Test]
    public async Task Secrets_that_it_repeats_are_not_shown() => Assert.That(
        await FaultAsync("echo curl -H 'Authorization: Bearer t0ps3cr3t-token'; echo hunter2hunter2; exit 1"),
        Is.EqualTo("the command to wake stem1.test ended with exit code 1, having said: curl -H *** Bearer *** ***"));

    [Test]
    public async Task However_much_it_says_little_is_kept() => Assert.That((await FaultAsync("yes | head -c 1000000; exit 1")).Length, Is.LessThan(600));

    private static Task<string> SaidAsync(string command) => PowerCommand.RunAsync("wake", Machine, Secrets(command), Patience, TimeProvider.System, CancellationToken.None);

    private static Task<string> FaultAsync(string command) => FaultAsync(command, Patience);

    private static async Task<string> FaultAsync(string command, TimeSpan patience)
    {
        try
        {
            return $"no fault: {await PowerCommand.RunAsync("wake", Machine, Secrets(command), patience, TimeProvider.System, CancellationToken.None)}";
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }

    private static Dictionary<string, string> Secrets(string command) => new() { ["wake"] = command, ["smtp"] = "hunter2hunter2" };
}
