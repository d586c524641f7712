using Cell.Tissue;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Cli;

internal sealed class DivisionViewTests
{
    private readonly FakeTimeProvider time = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [SetUp]
    public void Clear()
    {
        output.GetStringBuilder().Clear();
        errors.GetStringBuilder().Clear();
    }

    [OneTimeTearDown]
    public void Forget()
    {
        output.Dispose();
        errors.Dispose();
    }

    [Test]
    public void Each_step_shows_the_time_that_it_took_and_the_last_line_all_of_it()
    {
        Show(DivisionLines.Plain, Step(1, "ticket", 7), Step(2, "connect", 170), End(0, 700));
        Assert.That(output.ToString(), Is.EqualTo("     7 ms   1 ticket: of ticket\n   163 ms   2 connect: of connect\n   700 ms  in all: the end\n"));
        Assert.That(errors.ToString(), Is.Empty);
    }

    [Test]
    public void A_failure_is_an_error()
    {
        Show(DivisionLines.Plain, Step(1, "ticket", 7), End(7, 100));
        Assert.That((output.ToString(), errors.ToString()), Is.EqualTo(("     7 ms   1 ticket: of ticket\n", "cell: the end\n")));
    }

    [Test]
    public void For_machines_each_line_is_the_cells_own()
    {
        Show(DivisionLines.Json, Step(1, "ticket", 7), End(7, 100));
        Assert.That(output.ToString(), Is.EqualTo("""
            {"v":1,"step":1,"name":"ticket","detail":"of ticket","ms":7,"done":false,"exit":0}
            {"v":1,"step":10,"name":"failed","detail":"the end","ms":100,"done":true,"exit":7}

            """));
    }

    [Test]
    public void On_a_terminal_the_step_that_is_worked_on_stands_below_and_its_time_runs()
    {
        using var view = new DivisionView(output, errors, DivisionLines.Live, time);
        view.Begin();
        view.Show(Step(1, "wake", 5000));
        Assert.That(LastLine(), Is.EqualTo("   0.0 s    1 ticket …"));
        view.Show(Step(1, "ticket", 5007));
        Assert.That(LastLine(), Is.EqualTo("   0.0 s    2 connect …"));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(LastLine(), Is.EqualTo("   2.0 s    2 connect …"));
        view.Show(Step(2, "connect", 7007));
        Assert.That(LastLine(), Is.EqualTo("   0.0 s    3 copy …"));
        view.Show(End(0, 7100));
        Assert.That(LastLine(), Is.Empty);
    }

    [Test]
    public void A_birth_is_known_to_be_final_from_its_commit_on()
    {
        using var view = new DivisionView(output, errors, DivisionLines.Plain, time);
        view.Show(Step(7, "start", 500));
        Assert.That(view.IsBorn, Is.False);
        view.Show(Step(8, "born", 600));
        Assert.That(view.IsBorn, Is.True);
    }

    // What stands on the last line of a terminal.
    private string LastLine() => output.ToString().Split('\n')[^1].Split("\r\e[K")[^1];

    private void Show(DivisionLines lines, params DivideProgress[] steps)
    {
        using var view = new DivisionView(output, errors, lines, time);
        view.Begin();
        foreach (var step in steps)
        {
            view.Show(step);
        }
    }

    private static DivideProgress Step(int step, string name, long ms) => new(1, step, name, $"of {name}", ms, false, 0);

    private static DivideProgress End(int exit, long ms) => new(1, 10, exit == 0 ? "done" : "failed", "the end", ms, true, exit);
}
