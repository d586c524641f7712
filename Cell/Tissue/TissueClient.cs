using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cell.Tissue;

/// <summary>JSON calls to other cells: one kept HTTP/2 connection a peer, TLS by the handler that Identity configured.</summary>
/// <param name="handler">Makes one for each generation of connections.</param>
internal sealed class TissueClient(Func<SocketsHttpHandler> handler) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private volatile HttpClient http = Client(handler());
    private HttpClient? earlier;

    /// <summary>From now on over new connections, which show the certificate that is held now. Calls under way end over the old ones, which then fall idle.</summary>
    public void Renew()
    {
        Interlocked.Exchange(ref earlier, Interlocked.Exchange(ref http, Client(handler())))?.Dispose();
    }

    /// <exception cref="TissueException">Unreachable, refused by a certificate check, or answered with an error.</exception>
    public async Task<TAnswer> PostAsync<TQuestion, TAnswer>(
        string peer, string path, TQuestion question, JsonTypeInfo<TQuestion> questionType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, peer + path) { Content = JsonContent.Create(question, questionType) };
        return await SendAsync(request, answerType, cancellation);
    }

    public async Task<TAnswer> GetAsync<TAnswer>(string peer, string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, peer + path);
        return await SendAsync(request, answerType, cancellation);
    }

    public void Dispose()
    {
        http.Dispose();
        earlier?.Dispose();
    }

    private static HttpClient Client(SocketsHttpHandler handler) => new(handler)
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private async Task<TAnswer> SendAsync<TAnswer>(HttpRequestMessage request, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : class
    {
        var client = http;
        request.Version = client.DefaultRequestVersion;
        request.VersionPolicy = client.DefaultVersionPolicy;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        try
        {
            using var response = await client.SendAsync(request, bound.Token);
            if (!response.IsSuccessStatusCode)
            {
                var detail = await response.Content.ReadAsStringAsync(bound.Token);
                throw new TissueException($"{request.RequestUri} answered {(int)response.StatusCode}: {detail}", response.StatusCode, null) { RetryAfter = response.Headers.RetryAfter?.Delta };
            }

            await using var body = await response.Content.ReadAsStreamAsync(bound.Token);
            return await Message.ReadAsync(body, answerType, bound.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            throw new TissueException($"{request.RequestUri}: {Innermost(fault).Message}", null, fault);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TissueException($"{request.RequestUri}: no answer within {Patience.TotalSeconds:0} s.", null, late);
        }
    }

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;
}

/// <summary>A peer could not be reached or said no.</summary>
/// <param name="status">Null: no answer at all.</param>
internal sealed class TissueException(string message, HttpStatusCode? status, Exception? inner) : Exception(message, inner)
{
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Not sooner than after this; null: it was not said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
