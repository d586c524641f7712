using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>One GET at a time, bounded in time and size, to checked addresses only; redirects are told, not followed.</summary>
/// <param name="genes">Asked at each request: they may change.</param>
/// <param name="resolve">A host's addresses, in the order in which they are tried.</param>
internal sealed class Fetcher(Func<Genes> genes, Func<string, CancellationToken, Task<IPAddress[]>> resolve) : IDisposable
{
    /// <summary>The product token that robots.txt names us by.</summary>
    public const string Product = "Cell";

    public const string ProductInLowerCase = "cell";

    private const int MostHeaders = 64; // KiB
    private static readonly string[] Kept = ["Content-Type", "Last-Modified", "ETag", "X-Robots-Tag", "Content-Language"];

    private readonly HttpClient http = new(Handler(genes, resolve)) { Timeout = Timeout.InfiniteTimeSpan };

    public Fetcher(Func<Genes> genes)
        : this(genes, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="wanted">Says by content type whether the body is read.</param>
    /// <param name="mostBytes">A longer body is refused.</param>
    public Task<FetchOutcome> GetAsync(string url, Func<string, bool> wanted, long mostBytes, CancellationToken cancellation) =>
        AskAsync(url, wanted, new Bound(mostBytes, false), cancellation);

    /// <summary>Whatever its type, and of a longer body its first bytes.</summary>
    public Task<FetchOutcome> GetStartAsync(string url, long bytes, CancellationToken cancellation) => AskAsync(url, _ => true, new Bound(bytes, true), cancellation);

    private async Task<FetchOutcome> AskAsync(string url, Func<string, bool> wanted, Bound body, CancellationToken cancellation)
    {
        var timeout = genes().Crawler.Timeout;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent(genes().Organism.Contact));
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            return await ReadAsync(url, response, wanted, body, bound.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new FetchOutcome.Failed(null, $"no complete answer within {timeout.TotalSeconds:0} s", null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidDataException or UriFormatException or NotSupportedException)
        {
            return Root(fault) is AddressRefusedException refused
                ? new FetchOutcome.Refused(refused.Message)
                : new FetchOutcome.Failed(null, Root(fault).Message, null);
        }
    }

    public static string UserAgent(Uri? contact) => contact is null ? $"{Product}/1.0" : $"{Product}/1.0 (+{contact.OriginalString})";

    public void Dispose() => http.Dispose();

    private static async Task<FetchOutcome> ReadAsync(string url, HttpResponseMessage response, Func<string, bool> wanted, Bound bound, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
        return status switch
        {
            >= 200 and < 300 when !wanted(type) => new FetchOutcome.NotPage(type.Length > 0 ? type : "no content type"),
            >= 200 and < 300 => await BodyAsync(url, response, bound, cancellation),
            301 or 302 or 303 or 307 or 308 => Location(response) is { } to ? new FetchOutcome.Redirected(status, to) : new FetchOutcome.Failed(status, $"{status} without Location", null),
            404 or 410 => new FetchOutcome.Gone(status),
            429 or >= 500 => new FetchOutcome.Failed(status, $"HTTP {status}", RetryAfter(response)),
            _ => new FetchOutcome.Refused($"HTTP {status}"),
        };
    }

    private static async Task<FetchOutcome> BodyAsync(string url, HttpResponseMessage response, Bound bound, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var read = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int count;
            while ((count = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                // Counted after decompression: a small bomb is a large body.
                var room = bound.Bytes - read.Length;
                if (count > room && !bound.StartIsEnough)
                {
                    return new FetchOutcome.Refused($"larger than {bound.Bytes} bytes");
                }

                read.Write(buffer, 0, (int)Math.Min(count, room));
                if (count > room)
                {
                    break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new FetchOutcome.Fetched(new FetchedPage(url, read.ToArray(), KeptHeaders(response), Values(response, "X-Robots-Tag")));
    }

    private static Dictionary<string, string> KeptHeaders(HttpResponseMessage response) => Kept
        .Select(name => (Name: name, Values: Values(response, name)))
        .Where(header => header.Values.Count > 0)
        .ToDictionary(header => header.Name.ToLowerInvariant(), header => Clip.Words(string.Join(", ", header.Values), PageBounds.Header));

    private static IReadOnlyList<string> Values(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? [.. values] : [];

    private static string? Location(HttpResponseMessage response) => response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - response.Headers.Date) : null;

    private readonly record struct Bound(long Bytes, bool StartIsEnough);

    private static Exception Root(Exception fault) => fault.InnerException is { } inner ? Root(inner) : fault;

    private static SocketsHttpHandler Handler(Func<Genes> genes, Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = MostHeaders,
        MaxConnectionsPerServer = 8,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ActivityHeadersPropagator = null,
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, genes(), resolve, cancellation),
    };

    // The address that was checked is the one connected to: no second lookup may change it (DNS rebinding).
    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint end, Genes genes, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellation)
    {
        var own = genes.Pool.Machines.SelectMany(machine => machine.Addresses).ToList();
        var addresses = await resolve(end.Host, cancellation);
        var refusal = $"{end.Host} has no address";
        SocketException? unreachable = null;
        foreach (var address in addresses)
        {
            if (AddressRules.Refusal(address, genes.Crawler.Allow, own) is { } refused)
            {
                refusal = refused;
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, end.Port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException fault)
            {
                // The next one may answer: many hosts have an IPv6 address, many boxes no IPv6.
                socket.Dispose();
                unreachable = fault;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw unreachable ?? (Exception)new AddressRefusedException(refusal);
    }
}

/// <summary>No address of the host may be crawled.</summary>
internal sealed class AddressRefusedException(string message) : Exception(message);
