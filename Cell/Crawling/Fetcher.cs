using System.Buffers;
using System.Collections.Concurrent;
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

    private const int MostAddresses = 10_000;

    private readonly ConcurrentDictionary<string, string> addresses = new(StringComparer.Ordinal);
    private readonly Reach reach = new();
    private HttpClient? client;

    private HttpClient Http => LazyInitializer.EnsureInitialized(ref client, () => new HttpClient(Handler()) { Timeout = Timeout.InfiniteTimeSpan });

    public Fetcher(Func<Genes> genes)
        : this(genes, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="wanted">Says by content type whether the body is read.</param>
    /// <param name="mostBytes">A longer body is refused.</param>
    /// <param name="last">Asked by condition, whether it is still this one (RFC 9110, 13.1); null: whatever it is now.</param>
    public Task<FetchOutcome> GetAsync(string url, Func<string, bool> wanted, long mostBytes, PageVersion? last, CancellationToken cancellation) =>
        AskAsync(url, wanted, new Bound(mostBytes, false), last, cancellation);

    /// <summary>Whatever its type, and of a longer body its first bytes.</summary>
    public Task<FetchOutcome> GetStartAsync(string url, long bytes, CancellationToken cancellation) => AskAsync(url, _ => true, new Bound(bytes, true), null, cancellation);

    /// <summary>The address that a host was last connected at; "" when it was not.</summary>
    /// <param name="host">As in URLs, with its port where that is not the scheme's.</param>
    public string AddressOf(string host) => addresses.GetValueOrDefault(host, "");

    private async Task<FetchOutcome> AskAsync(string url, Func<string, bool> wanted, Bound body, PageVersion? last, CancellationToken cancellation)
    {
        var timeout = genes().Crawler.Timeout;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent(genes().Organism.Contact));
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1");
            if (last is { ETag.Length: > 0 })
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", last.ETag);
            }

            if (last is { LastModified.Length: > 0 })
            {
                request.Headers.TryAddWithoutValidation("If-Modified-Since", last.LastModified);
            }

            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            return await ReadAsync(url, response, wanted, body, bound.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new FetchOutcome.Failed(null, $"no complete answer within {timeout.TotalSeconds:0} s", null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidDataException or UriFormatException or NotSupportedException)
        {
            return Root(fault) is AddressRefusedException refused
                ? new FetchOutcome.Forbidden(refused.Message)
                : new FetchOutcome.Failed(null, Root(fault).Message, null) { Ours = Root(fault) is OwnFaultException };
        }
    }

    public static string UserAgent(Uri? contact) => contact is null ? $"{Product}/1.0" : $"{Product}/1.0 (+{contact.OriginalString})";

    public void Dispose() => client?.Dispose();

    private static async Task<FetchOutcome> ReadAsync(string url, HttpResponseMessage response, Func<string, bool> wanted, Bound bound, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
        return status switch
        {
            >= 200 and < 300 when !wanted(type) => new FetchOutcome.NotPage(type.Length > 0 ? type : "no content type"),
            >= 200 and < 300 => await BodyAsync(url, response, bound, cancellation),
            304 => new FetchOutcome.Unchanged(),
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

    private SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = MostHeaders,
        MaxConnectionsPerServer = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1), // a name may get other addresses
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ActivityHeadersPropagator = null,
        ConnectCallback = async (context, cancellation) =>
        {
            var (stream, address) = await ConnectAsync(context.DnsEndPoint, cancellation);
            if (addresses.Count >= MostAddresses)
            {
                addresses.Clear();
            }

            addresses[context.InitialRequestMessage.RequestUri!.Authority] = address.ToString(); // it has one, or it were not sent
            return stream;
        },
    };

    // The address that was checked is the one connected to: no second lookup may change it (DNS rebinding).
    private async Task<(Stream Stream, IPAddress Address)> ConnectAsync(DnsEndPoint end, CancellationToken cancellation)
    {
        var now = genes();
        var own = now.Pool.Machines.SelectMany(machine => machine.Addresses).ToList();
        var addresses = await resolve(end.Host, cancellation);
        var refusal = $"{end.Host} has no address";
        Exception? unreachable = null;
        foreach (var address in addresses)
        {
            if ((AddressRules.Refusal(address, now.Crawler.Allow, own) ?? (now.Organism.Contact is null ? AddressRules.Anonymous(address, now.Crawler.Allow) : null)) is { } refused)
            {
                refusal = refused;
                continue;
            }

            // A request that was given up must not be sent again by the kernel when the network is back: the host may be another crawler's by then.
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
                await socket.ConnectAsync(new IPEndPoint(address, end.Port), cancellation);
                reach.Reached(address.AddressFamily);
                return (new NetworkStream(socket, ownsSocket: true), address);
            }
            catch (SocketException fault)
            {
                // The next one may answer: many hosts have an IPv6 address, many boxes no IPv6.
                socket?.Dispose();
                unreachable = reach.IsOwn(fault.SocketErrorCode, address.AddressFamily) ? new OwnFaultException(fault.Message) : unreachable ?? fault;
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }

        throw unreachable ?? new AddressRefusedException(refusal);
    }
}

/// <summary>No address of the host may be crawled.</summary>
internal sealed class AddressRefusedException(string message) : Exception(message);
