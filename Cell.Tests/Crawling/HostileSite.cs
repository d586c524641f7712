using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cell.Crawling;

/// <summary>A site that has forty sane pages, and links beside them to all that a crawler may be fooled by.</summary>
internal static class HostileSite
{
    public const int Sane = 40;

    private static readonly string[] Traps =
    [
        "/redirect/0", "/circle", "/maze/0", "/calendar?day=1", "/session;id=0", "/a/a", "/drip", "/huge", "/bomb", "/short", "/headers", "/deep", "/wide", "/codes", "/type", "/nothing",
    ];

    private static readonly byte[] Block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<p>more</p>\n", 5_000)));
    private static readonly byte[] Bomb = Packed();

    public static Task<TestSite> StartAsync() => TestSite.StartAsync(AnswerAsync);

    /// <summary>Takes connections and answers by what is given, or never.</summary>
    public static TcpListener StartRaw(IPAddress address, byte[]? answer)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            var taken = new List<TcpClient>();
            try
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    taken.Add(client);
                    if (answer is not null)
                    {
                        await client.GetStream().WriteAsync(answer);
                        client.Close();
                    }
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or IOException)
            {
                taken.ForEach(client => client.Dispose());
            }
        });
        return listener;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var response = context.Response;
        response.ContentType = "text/html";
        var number = int.TryParse(new string([.. (path + context.Request.QueryString).Where(char.IsAsciiDigit)]), out var read) ? read : 0;
        switch (path.Split('/', ';')[1])
        {
            case "robots.txt":
                await response.WriteAsync("User-agent: *\nDisallow: /forbidden\n");
                await EndlesslyAsync(context, Block);
                break;
            case "":
                await response.WriteAsync(string.Concat(Enumerable.Range(0, Sane).Select(at => $"<a href=/sane/{at}>")) + string.Concat(Traps.Append("/forbidden").Select(trap => $"<a href='{trap}'>")));
                break;
            case "sane":
                await response.WriteAsync($"<title>Sane {number}</title><p>words of page {number}");
                break;
            case "redirect":
                response.Redirect($"/redirect/{number + 1}");
                break;
            case "circle":
                response.Redirect("/circle");
                break;
            case "maze":
                await response.WriteAsync(string.Concat(Enumerable.Range(1, 20).Select(at => $"<a href=/maze/{((number * 20) + at) % 1_000_000_007}>")));
                break;
            case "calendar":
                await response.WriteAsync($"<a href='?day={number + 1}'>next</a><a href='?day={number - 1}'>before</a>");
                break;
            case "session":
                await response.WriteAsync($"<a href='/session;id={number + 1}'>on</a>");
                break;
            case "a":
                await response.WriteAsync("<a href='a/a'>deeper</a>");
                break;
            case "drip":
                for (var count = 0; count < 1000; count++)
                {
                    await response.WriteAsync("x");
                    await response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, context.RequestAborted);
                }

                break;
            case "huge":
                await EndlesslyAsync(context, Block);
                break;
            case "bomb":
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(Bomb);
                break;
            case "short":
                response.ContentLength = 1000;
                await response.WriteAsync("<p>cut");
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case "headers":
                response.Headers["X-Much"] = new string('x', 1 << 20);
                break;
            case "deep":
                await response.WriteAsync(string.Concat(Enumerable.Repeat("<div><b>", 100_000)));
                break;
            case "wide":
                await response.WriteAsync(string.Concat(Enumerable.Range(0, 100_000).Select(at => $"<a href='/wide/{at}'>")));
                break;
            case "codes":
                response.ContentType = "text/html; charset=no-such";
                await response.Body.WriteAsync(new byte[] { 0xff, 0xfe, 0x00, 0xd8, 0x3c, 0x00 });
                break;
            case "type":
                response.ContentType = "text/html;;;=\u0001\"";
                break;
            default:
                response.StatusCode = 404;
                break;
        }
    }

    private static async Task EndlesslyAsync(HttpContext context, byte[] block)
    {
        for (long sent = 0; sent < 10L << 30 && !context.RequestAborted.IsCancellationRequested; sent += block.Length)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }
    }

    private static byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var at = 0; at < 3_000; at++)
            {
                gzip.Write(Block);
            }
        }

        return packed.ToArray();
    }
}
