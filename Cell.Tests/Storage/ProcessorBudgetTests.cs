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
}
