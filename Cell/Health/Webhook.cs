using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a webhook is sent. "text" is what chat services show.</summary>
/// <param name="Id">The same when it is sent again.</param>
internal sealed record WebhookMessage(
    int V, string Organism, string Name, string Id, TellingKind State, string Condition, string Text, DateTimeOffset Since, DateTimeOffset At, int Times);

/// <summary>Tells the operator by a POST of JSON. Redirects are not followed, proxies of the environment not used.</summary>
internal static class Webhook
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
    {
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <param name="key">For <c>X-Cell-Signature: sha256=HEX</c>, the body's HMAC; "": not signed.</param>
    /// <exception cref="HttpRequestException">It was not taken: any answer but 2xx.</exception>
    public static async Task SendAsync(Uri url, string key, WebhookMessage message, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, WebhookJson.Default.WebhookMessage);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.UserAgent.ParseAdd("cell");
        if (key.Length > 0)
        {
            request.Headers.Add("X-Cell-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body))}");
        }

        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCaseEnum<TellingKind>)])]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
