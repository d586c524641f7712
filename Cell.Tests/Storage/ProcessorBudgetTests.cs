using NUnit.Framework;

namespace Cell.Storage;

[Category("Invariant 9")]
internal sealed class ProcessorBudgetTests
{
    [TestCase(0, 2, ExpectedResult = 2)]
    [TestCase(1, 2, ExpectedResult = 1)]
    [TestCase(2, 2, ExpectedResult = 0.2)]
    [TestCase(50, 2, ExpectedResult = 0.2)]
    [TestCase(1, 1, ExpectedResult = 0.1)]
    public double Work_beside_clients_has_what_they_leave_and_a_tenth_at_least(int clients, int processors)
    {
        var (budget, spent) = (new ProcessorBudget(processors, 0, clients, 0), 0.0);
        for (var moment = 0.0; moment < 100; moment += 0.01)
        {
            budget = budget.At(moment);
            if (budget.Wait == TimeSpan.Zero)
            {
                budget = budget.Spent(0.03);
                spent += 0.03;
            }
        }

        return Math.Round(spent / 100, 1);
    }

    [Test]
    public void What_took_long_is_owed_five_seconds_at_most() =>
        Assert.That(new ProcessorBudget(1, 0, 8, 0).Spent(60).Wait, Is.EqualTo(TimeSpan.FromSeconds(5)));

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
