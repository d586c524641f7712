using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What a mother does while a machine is switched on for her.</summary>
internal sealed class LeaveTests
{
    private static readonly TicketAnswer Waking = new(1, "", [], "") { Waking = "stem1" };
    private static readonly TicketAnswer Ticket = new(1, "ticket", [], "");
    private readonly List<string> news = [];

    [SetUp]
    public void Begin() => news.Clear();

    [Test]
    public async Task A_ticket_at_once_is_told_without_more()
    {
        Assert.That(await AskAsync(Ticket), Is.EqualTo(Ticket));
        Assert.That(news, Is.Empty);
    }

    [Test]
    public async Task She_asks_again_until_the_machine_is_on()
    {
        Assert.That(await AskAsync(Waking, Waking, Ticket), Is.EqualTo(Ticket));
        Assert.That(news, Has.Count.EqualTo(2));
        Assert.That(news[0], Is.EqualTo("stem1 is being switched on"));
        Assert.That(news[1], Does.Match("^stem1 is on after [0-9.]+ s$"));
    }

    [Test]
    public async Task Or_until_her_keeper_says_that_it_is_over() => Assert.That((await AskAsync(Waking, new TicketAnswer(1, "", [], "did not boot"))).Refusal, Is.EqualTo("did not boot"));

    [Test]
    public async Task A_keeper_that_starts_anew_meanwhile_is_waited_for() => Assert.That(await AskAsync(Waking, null, Ticket), Is.EqualTo(Ticket));

    [Test]
    public void One_that_never_answered_is_not() => Assert.That(() => AskAsync((TicketAnswer?)null), Throws.TypeOf<TissueException>());

    [Test]
    public async Task Under_the_brake_she_waits_no_longer()
    {
        var leave = Answering(Waking) with { Forbidden = () => "Births are stopped." };
        Assert.That((await leave.TicketAsync("", Role.Crawler, news.Add, TimeProvider.System, CancellationToken.None)).Refusal, Is.EqualTo("Births are stopped."));
    }

    private Task<TicketAnswer> AskAsync(params TicketAnswer?[] answers) => Answering(answers).TicketAsync("", Role.Crawler, news.Add, TimeProvider.System, CancellationToken.None);

    private static Leave Answering(params TicketAnswer?[] answers)
    {
        var next = new Queue<TicketAnswer?>(answers);
        return new Leave((_, _, _) => Task.FromResult(next.Dequeue() ?? throw new TissueException("No answer.", null, null)), (_, _) => Task.CompletedTask);
    }
}
