using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class BirthTalkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(70);
    private readonly FakeTimeProvider time = new();
    private CancellationTokenSource stop = new();
    private FrameChannel here = null!; // opened before each test
    private FrameChannel machine = null!; // the same
    private BirthTalk talk = null!; // the same

    [SetUp]
    public void Open()
    {
        var (to, from) = (new Pipe(), new Pipe());
        here = new FrameChannel(from.Reader.AsStream(), to.Writer.AsStream(), time);
        machine = new FrameChannel(to.Reader.AsStream(), from.Writer.AsStream(), time);
        stop = new CancellationTokenSource();
        talk = new BirthTalk(here, "stem1", () => "", time, stop.Token);
    }

    [TearDown]
    public async Task Close()
    {
        stop.Dispose();
        await here.DisposeAsync();
        await machine.DisposeAsync();
    }

    [Test]
    public async Task The_step_that_was_due_is_handed_on()
    {
        await SayAsync(Frame.Claimed);
        Assert.That((await talk.ExpectAsync(Frame.Claimed, Patience)).Step, Is.EqualTo(Frame.Claimed));
    }

    [Test]
    public async Task A_refusal_is_the_machines_own()
    {
        await machine.SendAsync(new Frame(Frame.Refused) { Detail = "no" }, CancellationToken.None);
        var failed = (await Assert.ThrowsAsync<BirthFailedException>(() => talk.ExpectAsync(Frame.Claimed, Patience)))!; // it throws
        Assert.That((failed.Verdict, failed.Undone, failed.Message), Is.EqualTo((DivisionVerdict.Unfit, true, "stem1 refused: no")));
    }

    [Test]
    public async Task Another_step_is_a_fault_of_the_link()
    {
        await SayAsync(Frame.Started);
        Assert.That(async () => await talk.ExpectAsync(Frame.Claimed, Patience), Throws.TypeOf<IOException>().With.Message.EqualTo("stem1 sent started where claimed was due"));
    }

    [Test, Category("Invariant 4")]
    public async Task Who_is_to_stop_says_so_and_hears_that_it_is_undone()
    {
        var expecting = talk.ExpectAsync(Frame.Started, Patience);
        await stop.CancelAsync();
        Assert.That((await machine.ReceiveAsync(CancellationToken.None)).Step, Is.EqualTo(Frame.Stop));
        await machine.SendAsync(new Frame(Frame.Refused) { Detail = "The mother sent stop where identity was due." }, CancellationToken.None);
        var failed = (await Assert.ThrowsAsync<BirthFailedException>(() => expecting))!; // it throws
        Assert.That((failed.Undone, failed.Message), Is.EqualTo((true, "Interrupted: stem1 has undone the birth and is blank again.")));
    }

    [Test, Category("Invariant 4")]
    public async Task A_birth_that_was_committed_meanwhile_is_brought_to_its_end()
    {
        await stop.CancelAsync();
        var expecting = talk.ExpectAsync(Frame.Started, Patience);
        await SayAsync(Frame.Started);
        await SayAsync(Frame.Committed);
        Assert.That((await expecting).Step, Is.EqualTo(Frame.Started));
        Assert.That((await talk.ExpectAsync(Frame.Committed, Patience)).Step, Is.EqualTo(Frame.Committed));
    }

    [Test]
    public async Task It_is_said_once_only()
    {
        await stop.CancelAsync();
        await SayAsync(Frame.Claimed);
        await SayAsync(Frame.Guarded);
        await talk.ExpectAsync(Frame.Claimed, Patience);
        await talk.ExpectAsync(Frame.Guarded, Patience);
        await talk.SendAsync(new Frame(Frame.Identity));
        Assert.That((await machine.ReceiveAsync(CancellationToken.None)).Step, Is.EqualTo(Frame.Stop));
        Assert.That((await machine.ReceiveAsync(CancellationToken.None)).Step, Is.EqualTo(Frame.Identity));
    }

    [Test]
    public async Task A_machine_that_does_not_answer_the_stop_is_not_waited_for_for_ever()
    {
        var expecting = talk.ExpectAsync(Frame.Started, Patience);
        await stop.CancelAsync();
        await machine.ReceiveAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(async () => await expecting, Throws.TypeOf<TimeoutException>());
        Assert.That(talk.Broken(new IOException("gone")), Is.EqualTo("Interrupted: stem1 undoes the birth by itself; the health cell frees it then."));
    }

    private Task SayAsync(string step) => machine.SendAsync(new Frame(step), CancellationToken.None);
}
