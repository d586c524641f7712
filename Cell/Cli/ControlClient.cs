using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Speaks to one cell: over its control socket on this box, or over the tissue with the operator's certificate.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly string place;
    private readonly HttpClient http;

    private ControlClient(string place, Uri address, SocketsHttpHandler handler)
    {
        this.place = place;
        http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public static ControlClient OverSocket(string socket) => new(socket, new Uri("http://cell.local"), new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch (SocketException)
            {
                connection.Dispose();
                throw;
            }
        },
    });

    /// <param name="tissue">"https://host:port".</param>
    public static ControlClient OverTissue(string tissue, TissueTls tls) => OverTissue(tissue, TissueHandler.Of(() => tls));

    /// <summary>Before the genome is known, by the roots alone.</summary>
    public static ControlClient FirstContact(string tissue, TissueTls tls) => OverTissue(tissue, TissueHandler.Of(tls.ForFirstContact));

    private static ControlClient OverTissue(string tissue, SocketsHttpHandler handler)
    {
        var client = new ControlClient(tissue, new Uri(tissue), handler);
        client.http.DefaultRequestVersion = HttpVersion.Version20;
        return client;
    }

    public Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> type, CancellationToken cancellation) =>
        AskAsync(Request(HttpMethod.Get, path), async content => await content.ReadFromJsonAsync(type, cancellation), cancellation);

    public Task<TAnswer> PostAsync<TQuestion, TAnswer>(
        string path, TQuestion question, JsonTypeInfo<TQuestion> questionType, JsonTypeInfo<TAnswer> type, CancellationToken cancellation) =>
        AskAsync(Post(path, question, questionType), async content => await content.ReadFromJsonAsync(type, cancellation), cancellation);

    /// <summary>An answer of bytes, as they come.</summary>
    /// <returns>How many.</returns>
    public Task<long> DownloadAsync(string path, Stream to, CancellationToken cancellation) => AskAsync(
        Request(HttpMethod.Get, path),
        async content =>
        {
            await content.CopyToAsync(to, cancellation);
            return to.Position;
        },
        cancellation);

    /// <summary>An answer of JSON lines, told one by one.</summary>
    /// <returns>The last line.</returns>
    public Task<TLine> PostLinesAsync<TQuestion, TLine>(
        string path, TQuestion question, JsonTypeInfo<TQuestion> questionType, JsonTypeInfo<TLine> type, Action<TLine> tell, CancellationToken cancellation)
        where TLine : class =>
        AskAsync(
            Post(path, question, questionType),
            async content =>
            {
                using var reader = new StreamReader(await content.ReadAsStreamAsync(cancellation));
                TLine? last = null;
                while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
                {
                    last = JsonSerializer.Deserialize(line, type);
                    if (last is not null)
                    {
                        tell(last);
                    }
                }

                return last;
            },
            cancellation);

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Post<T>(string path, T question, JsonTypeInfo<T> type)
    {
        var request = Request(HttpMethod.Post, path);
        request.Content = JsonContent.Create(question, type);
        return request;
    }

    // SendAsync takes the version from the message, not from the client.
    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, path) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };

    private async Task<TAnswer> AskAsync<TAnswer>(HttpRequestMessage request, Func<HttpContent, Task<TAnswer?>> read, CancellationToken cancellation)
    {
        using (request)
        {
            try
            {
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                if (!response.IsSuccessStatusCode)
                {
                    // A fault that nobody foresaw has none.
                    var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? await response.Content.ReadFromJsonAsync(ControlJson.Default.Problem, cancellation) : null;
                    throw new CommandFailure(CodeOf((int)response.StatusCode), problem?.Detail ?? $"The cell at {place} answered {(int)response.StatusCode}: its log says why.");
                }

                return await read(response.Content) ?? throw new CommandFailure(ExitCode.Bug, $"The cell at {place} answered nothing.");
            }
            catch (HttpRequestException fault)
            {
                throw new CommandFailure(ExitCode.Unreachable, $"No cell answers at {place} ({fault.InnerException?.Message ?? fault.Message}). Is it running? `cell start` starts one; --data names its folder.");
            }
        }
    }

    private static ExitCode CodeOf(int status) => status switch
    {
        400 => ExitCode.Usage,
        403 or 409 => ExitCode.Refused,
        404 => ExitCode.No,
        503 => ExitCode.Unreachable,
        _ => ExitCode.Bug,
    };
}
