using System.Text.Json;
using Cell.Health;
using NUnit.Framework;

namespace Cell.Vitals;

/// <summary>The mathematics against what other implementations gave: vectors.json, written by vectors.py beside it.</summary>
internal sealed class VectorTests
{
    private const double Same = 1e-9;
    private static readonly JsonElement Recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Top, "Cell.Tests", "Vitals", "vectors.json"))).RootElement;

    [Test]
    public void Cusum_sums_as_the_tabular_one_does()
    {
        var vector = Recorded.GetProperty("cusum");
        var sum = Cusum.Zero;
        foreach (var (reading, expected) in Numbers(vector, "readings").Zip(Numbers(vector, "sums")))
        {
            sum = sum.With(reading, 100, 10);
            Assert.That(sum.Sum, Is.EqualTo(expected).Within(Same));
        }

        Assert.That(sum.Fired, Is.True, "the shift of one and a half deviations is found");
    }

    [Test]
    public void Gradient2_limits_as_concurrency_limits_does()
    {
        var vector = Recorded.GetProperty("gradient2");
        var limit = Gradient2.Start;
        foreach (var (answer, inFlight, expected) in Numbers(vector, "answers").Zip(Numbers(vector, "inFlight"), Numbers(vector, "limits")))
        {
            limit = limit.With(answer, (int)inFlight);
            Assert.That(limit.Estimate, Is.EqualTo(expected).Within(Same));
        }

        Assert.That(Numbers(vector, "limits").Max(), Is.GreaterThan(100), "the recording moves");
    }

    [Test]
    public void Aimd_limits_as_concurrency_limits_does()
    {
        var vector = Recorded.GetProperty("aimd");
        var limit = new Aimd(8, 2, 30);
        foreach (var (inFlight, drop, expected) in Numbers(vector, "inFlight").Zip(vector.GetProperty("drops").EnumerateArray().Select(drop => drop.GetBoolean()), Numbers(vector, "limits")))
        {
            limit = limit.With((int)inFlight, drop);
            Assert.That(limit.Limit, Is.EqualTo(expected));
        }
    }

    // The logistic approximation suspects early, by up to three tenths: at phi 8 after 5.2 deviations, where the tail itself says 5.6. Never late.
    [Test]
    public void Phi_is_the_tail_of_the_normal_distribution()
    {
        foreach (var row in Recorded.GetProperty("phi").EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.GetDouble()).ToArray()))
        {
            Assert.That(new Arrivals(row[0], row[1] * row[1]).Phi(TimeSpan.FromSeconds(row[2])), Is.InRange((row[3] * 0.98) - 0.01, (row[3] * 1.3) + 0.01), $"mean {row[0]}, deviation {row[1]}, silence {row[2]}");
        }
    }

    private static IEnumerable<double> Numbers(JsonElement vector, string name) => vector.GetProperty(name).EnumerateArray().Select(number => number.GetDouble());
}
