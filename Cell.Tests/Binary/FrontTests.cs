using System.Net;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A health cell sends clients to the API, and says so when there is none.</summary>
[Category("Binary")]
internal sealed class FrontTests
{
    [Test]
    public async Task Clients_are_sent_to_the_living_api()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync("--role", "health");
        var health = (await habitat.StatusAsync(habitat.Data)).Facts.Public;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(health) };
        using (var nobody = await client.GetAsync("/search?q=x"))
        {
            Assert.That((nobody.StatusCode, nobody.Headers.RetryAfter?.ToString()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "5")));
            Assert.That(await nobody.Content.ReadAsStringAsync(), Does.Contain("No API cell lives that could answer"));
        }

        var api = habitat.Launch(PublishedBinary.Path, "start", "--role", "api", "--data", habitat.At("api"));
        var ready = await habitat.ReadyAsync(api, habitat.At("api"));
        var facts = ready.Facts;
        await Eventually.IsTrueAsync("API at the front", TimeSpan.FromSeconds(10), async () => (await client.GetStringAsync("/apis")).Contains(facts.Public, StringComparison.Ordinal));
        using (var sent = await client.GetAsync("/search?q=a%20b%26c&page=2"))
        {
            Assert.That((sent.StatusCode, sent.Headers.Location?.OriginalString), Is.EqualTo((HttpStatusCode.TemporaryRedirect, $"{facts.Public}/search?q=a%20b%26c&page=2")));
        }

        using (var elsewhere = await client.GetAsync(new Uri($"{health}//evil.example.org/search?q=x")))
        {
            Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }

        Assert.That(await client.GetStringAsync("/targets"), Does.Contain($"\"targets\":[\"{new Uri(facts.Public).Authority}\"],\"labels\":{{\"cell\":\"{ready.Cell}\""));
        var nginx = await habitat.RunAsync("front", "--nginx", "--data", habitat.Data);
        Assert.That(nginx.Out, Does.Contain($"    server {new Uri(facts.Public).Authority}; # "));

        api.Signal(Signal.Kill);
        await Eventually.IsTrueAsync("word that no API lives", TimeSpan.FromSeconds(10), async () =>
        {
            using var answer = await client.GetAsync("/page?url=http://a.example/");
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
    }
}
