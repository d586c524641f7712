using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;

namespace Cell.Simulation;

internal sealed class ResultTests
{
    [Test]
    public void A_birth_and_a_leaving_within_an_hour_are_one_thing_taken_back() => Assert.That(
        Reversals.Of([At(0, HappeningKind.Born), At(30, HappeningKind.Left), At(200, HappeningKind.Left), At(270, HappeningKind.Born), At(271, HappeningKind.Died)]), Is.EqualTo(1));

    [Test]
    public void The_bill_knows_the_best_fixed_fleet_and_who_knows_the_future()
    {
        var scenario = TestScenario.Of(1, 100, 60, (0, 1)) with { Body = new Body(10, TimeSpan.FromSeconds(1), 0, 0, 2) };
        var moments = Enumerable.Range(0, 3600).Select(second => new Moment(second, second < 1800 ? 12 : 60, 0.5, second < 1800 ? 2 : 6, 0, 0)).ToList();
        var bill = Bill.Of(scenario, moments);
        Assert.That((bill.MachineHours, bill.Cost, bill.Fixed, bill.FixedHours), Is.EqualTo((4.0, 8m, 5, 5.0)));
        Assert.That(bill.Clairvoyant, Is.EqualTo(3).Within(0.01));
    }

    [Test]
    public void The_table_the_picture_and_the_json_tell_of_the_same_run()
    {
        var outcome = Play.Run(TestScenario.Of(4, 20, 10, (0, 4), (2, 9)) with { Name = "a < b" });
        Assert.That(OutcomeTable.Of(outcome), Does.Contain($"births                          {outcome.Births}; 0 left, 0 died"));
        var picture = XDocument.Parse(OutcomePicture.Of(outcome));
        Assert.That(picture.Descendants().Count(element => element.Attribute("stroke")?.Value == "#0a0"), Is.EqualTo(outcome.Births));
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(outcome, OutcomeJson.Default.Outcome));
        Assert.That(json.RootElement.GetProperty("births").GetInt32(), Is.EqualTo(outcome.Births));
        Assert.That(json.RootElement.TryGetProperty("moments", out _), Is.False);
    }

    [Test]
    public void An_organisms_own_history_is_replayed_from_its_events()
    {
        string[] lines =
        [
            """{"seq":1,"at":"2026-01-01T00:00:00Z","kind":"alive","machine":"a","cell":"00000001-0000-7000-8000-000000000000","what":"founder"}""",
            """{"seq":2,"at":"2026-01-01T00:0""",
            """{"seq":2,"at":"2026-01-01T00:10:00Z","kind":"reaction","machine":"a","cell":"00000001-0000-7000-8000-000000000000","what":"would bear: 1 more crawler cells are needed; mean 0.81 of 1, 0 being born, own 0.81"}""",
            """{"seq":3,"at":"2026-01-01T00:30:00Z","kind":"alive","machine":"b","cell":"00000002-0000-7000-8000-000000000000","what":"its birth is proved"}""",
            """{"seq":4,"at":"2026-01-01T01:00:00Z","kind":"gone","machine":"b","cell":"00000002-0000-7000-8000-000000000000","what":"said goodbye"}""",
        ];
        var outcome = Replay.Of(History.Read(lines))!; // it tells of cells
        Assert.That((outcome.Births, outcome.Left, outcome.Most, outcome.End, outcome.Reversals), Is.EqualTo((2, 1, 2, 1, 1)));
        Assert.That((outcome.Bill.MachineHours, outcome.Series.Max(moment => moment.Load)), Is.EqualTo((1.5, 0.81)));
        Assert.That(Replay.Of(History.Read([""])), Is.Null);
    }

    private static Happening At(int minute, HappeningKind kind) => new(TimeSpan.FromMinutes(minute), kind, 1, 1, "");
}
