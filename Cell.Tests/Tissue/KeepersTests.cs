using NUnit.Framework;

namespace Cell.Tissue;

/// <summary>Which health cells a cell turns to.</summary>
internal sealed class KeepersTests
{
    private const string Greeted = "https://192.0.2.1:7071";
    private const string Seat = "https://192.0.2.2:7071";
    private static readonly TissueClient Client = new(() => new SocketsHttpHandler());

    private static readonly Keepers Known = new(null, Client, "https://192.0.2.3:7071", () => [Greeted]) { Seats = () => [Greeted, Seat] };

    [OneTimeTearDown]
    public void Forget() => Client.Dispose();

    [TestCase("", ExpectedResult = Greeted)]
    [TestCase(Greeted, ExpectedResult = Greeted)]
    [TestCase(Seat, ExpectedResult = $"{Seat} {Greeted}")]
    public string One_that_accepted_a_cell_is_one_of_them_before_any_roster_names_it(string heard) =>
        string.Join(' ', Known.Of(RosterCopy.Empty, [heard]).Select(keeper => keeper.Name));

    [Test]
    public void A_seat_is_another_one_only_if_it_is_none_of_them() =>
        Assert.That(Known.Elsewhere(Known.Of(RosterCopy.Empty, [])).Select(keeper => keeper.Name), Is.EqualTo(new[] { Seat }));
}
