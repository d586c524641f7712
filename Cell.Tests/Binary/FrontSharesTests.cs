using System.Globalization;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Of two APIs new clients go to the one with room, and few to a newborn.</summary>
[Category("Binary")]
[Category("Long")]
internal sealed class FrontSharesTests
{
    private const int Asked = 300;
    private const int Busy = 64;
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(62);

    [Test]
    public async Task A_newborn_gets_a_tenth_first_and_a_loaded_one_less_than_the_other()
    {
        Assume.That(OperatingSystem.IsLinux(), "taskset is Linux's");
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync("--role", "health");
        using var front = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri((await habitat.StatusAsync(habitat.Data)).Facts.Public) };
        var elder = await StartAsync(habitat, front, "elder");
        await Task.Delay(SlowStart, TimeProvider.System, CancellationToken.None);

        var newborn = await StartAsync(habitat, front, "newborn");
        var first = await ShareAsync(front, newborn);
        Assert.That(first, Is.InRange(0.03, 0.3), $"a tenth of the other's, and more with each second: {await front.GetStringAsync("/apis")}");
        await Task.Delay(SlowStart, TimeProvider.System, CancellationToken.None);
        var grown = await ShareAsync(front, newborn);
        Assert.That(grown, Is.InRange(0.25, 0.75));

        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Busy).Select(_ => AskAsync(elder, stop.Token)).ToList();
        await Eventually.IsTrueAsync("load on the elder", TimeSpan.FromSeconds(20), async () => (await habitat.StatusAsync(habitat.At("elder"))).Vitals.Loads.GetValueOrDefault(Role.Api) > 0.5);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, CancellationToken.None);
        var relieved = await ShareAsync(front, newborn);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Share of the second API: {first:0.00} newborn, {grown:0.00} after a minute, {relieved:0.00} while the first is loaded."));
        Assert.That(relieved, Is.GreaterThan(0.7));
    }

    private static async Task<string> StartAsync(Habitat habitat, HttpClient front, string name)
    {
        // One processor each: so few clients load it.
        var process = habitat.Launch("taskset", "-c", "0", PublishedBinary.Path, "start", "--role", "api", "--data", habitat.At(name));
        var api = (await habitat.ReadyAsync(process, habitat.At(name))).Facts.Public;
        await Eventually.IsTrueAsync($"{name} at the front", TimeSpan.FromSeconds(15), async () => (await front.GetStringAsync("/apis")).Contains(api, StringComparison.Ordinal));
        return api;
    }

    private static async Task<double> ShareAsync(HttpClient front, string api)
    {
        var sent = 0;
        for (var number = 0; number < Asked; number++)
        {
            using var answer = await front.GetAsync("/search?q=x");
            sent += answer.Headers.Location?.OriginalString.StartsWith(api, StringComparison.Ordinal) == true ? 1 : 0;
        }

        return (double)sent / Asked;
    }

    private static async Task AskAsync(string api, CancellationToken stopping)
    {
        using var client = new HttpClient { BaseAddress = new Uri(api) };
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync("/search?q=x", stopping);
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                // A door that is full, or the end.
            }
        }
    }
}
