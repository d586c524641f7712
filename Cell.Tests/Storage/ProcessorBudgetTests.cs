using NUnit.Framework;

namespace Cell.Storage;

[Category("Invariant 9")]
internal sealed class ProcessorBudgetTests
{
    [TestCase(0, 2, false, ExpectedResult = 2)]
    [TestCase(1, 2, false, ExpectedResult = 1)]
    [TestCase(2, 2, false, ExpectedResult = 0.2)]
    [TestCase(2, 2, true, ExpectedResult = 0.2)]
    [TestCase(50, 2, true, ExpectedResult = 0.2)]
    [TestCase(1, 1, false, ExpectedResult = 0.1)]
    [TestCase(1, 1, true, ExpectedResult = 0.1)]
    public double Work_beside_clients_has_what_they_leave_and_a_tenth_at_least_also_if_they_are_always_late(int clients, int processors, bool late)
    {
        var (budget, spent) = (new ProcessorBudget(processors, 0, clients, 0), 0.0);
        for (var moment = 0.0; moment < 100; moment += 0.01)
        {
            budget = budget.At(moment);
            if (budget.Wait(late) == TimeSpan.Zero)
            {
                budget = budget.Spent(0.03);
                spent += 0.03;
            }
        }

        return Math.Round(spent / 100, 1);
    }

    [Test]
    public void What_took_long_is_owed_five_seconds_at_most() =>
        Assert.That(new ProcessorBudget(1, 0, 8, 0).Spent(60).Wait(late: false), Is.EqualTo(TimeSpan.FromSeconds(5)));

    [Test]
    public void Work_waits_while_a_client_is_late_until_no_more_can_be_saved_up()
    {
        var budget = new ProcessorBudget(1, 0, 8, 0).At(0.1);
        Assert.That(budget.Wait(late: false), Is.EqualTo(TimeSpan.Zero));
        Assert.That(budget.Wait(late: true), Is.EqualTo(TimeSpan.FromSeconds(0.4)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(budget.At(0.5).Wait(late: true), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Hours_of_rest_are_not_saved_up() =>
        Assert.That(new ProcessorBudget(1, 0, 0, 0).At(3600).Left, Is.LessThan(0.1));

    [Test]
    public async Task A_share_charges_what_its_work_took_of_the_processor_and_not_what_it_slept()
    {
        var share = new ProcessorShare(1, TimeProvider.System) { Clients = 1 };
        await share.RunAsync(() => Busy(0.1), CancellationToken.None);
        var begun = TimeProvider.System.GetTimestamp();
        await share.RunAsync(() => true, CancellationToken.None);
        Assert.That(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, Is.GreaterThan(0.1), "a tenth of a second is earned in one second where it is spent whole");
    }

    [Test]
    public async Task Each_step_is_charged_and_the_next_one_waits_for_its_turn()
    {
        var share = new ProcessorShare(1, TimeProvider.System) { Clients = 1 };
        share.Measured(() => Busy(0.05));
        var steps = new List<TimeSpan>();
        await share.RunAsync(() => share.Paced(Enumerable.Range(0, 4)).Select(_ => Step()).ToList(), CancellationToken.None);
        Assert.That(steps.Zip(steps.Skip(1)).Select(two => (two.Second - two.First).TotalSeconds), Is.All.GreaterThan(0.04), "ten times what it took is earned in that time");

        int Step()
        {
            steps.Add(TimeProvider.System.GetElapsedTime(0));
            return Busy(0.005);
        }
    }

    [Test]
    public void Nobody_waits_for_a_turn_that_he_gave_up()
    {
        var share = new ProcessorShare(1, TimeProvider.System) { Clients = 1 };
        share.Measured(() => Busy(0.2));
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(10));
        Assert.That(async () => await share.RunAsync(() => true, over.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static int Busy(double seconds)
    {
        var rounds = 0;
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun).TotalSeconds < seconds; rounds++)
        {
            Thread.SpinWait(100);
        }

        return rounds;
    }
}
