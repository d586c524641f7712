using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cell.Binary;

/// <summary>A small web site on a loopback address that is none of the pool's. Its pages point in all directions: down a tree, on, back, out of
/// scope, to redirects, to nothing, to a picture, to what robots.txt and a page itself forbid.</summary>
internal sealed class LocalSite : IAsyncDisposable
{
    public const string Address = "127.0.0.3";

    /// <summary>Stands on every page that is to be found, and nowhere else.</summary>
    public const string Word = "lichen";

    private const int EveryMoved = 10;
    private const int EveryList = 50;
    private readonly int pages;
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, int> requests = new(StringComparer.Ordinal);
    private long answerTicks;

    private LocalSite(int pages)
    {
        this.pages = pages;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(Address), 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>Where a crawl of it starts.</summary>
    public string Seed => $"{Root}/docs/";

    /// <summary>How long each answer takes.</summary>
    public TimeSpan AnswerTime
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref answerTicks));
        set => Interlocked.Exchange(ref answerTicks, value.Ticks);
    }

    /// <summary>Requests by path and query.</summary>
    public IReadOnlyDictionary<string, int> Requests => requests;

    public int Count => requests.Values.Sum();

    /// <summary>What a whole crawl stores.</summary>
    public IReadOnlySet<string> Expected => Enumerable.Range(1, pages).Select(page => $"{Seed}pages/{page}.html")
        .Concat(Enumerable.Range(1, pages).Where(page => page % EveryList == 0).Select(page => $"{Seed}list?from={page}"))
        .Append(Seed)
        .ToHashSet(StringComparer.Ordinal);

    private string Root { get; set; } = "";

    public static async Task<LocalSite> OpenAsync(int pages)
    {
        var site = new LocalSite(pages);
        await site.app.StartAsync();
        site.Root = site.app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return site;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value + context.Request.QueryString;
        requests.AddOrUpdate(path, 1, (_, count) => count + 1);
        if (AnswerTime > TimeSpan.Zero)
        {
            await Task.Delay(AnswerTime, TimeProvider.System, context.RequestAborted);
        }

        await AnswerAsync(context.Response, path);
    }

    private Task AnswerAsync(HttpResponse response, string path) => path switch
    {
        "/robots.txt" => TextAsync(response, "text/plain", "User-agent: *\nDisallow: /docs/private/\n"),
        "/docs/" => HtmlAsync(response, "The index", "<a href='pages/1.html'>first</a> <a href='/elsewhere.html'>out of scope</a>"),
        "/docs/quiet.html" => TextAsync(response, "text/html", "<meta name=robots content=noindex><title>Quiet</title>not to be found"),
        "/docs/picture.png" => TextAsync(response, "image/png", "PNG"),
        _ when Number(path, "/docs/pages/", ".html") is { } page && page <= pages => HtmlAsync(response, $"Page {page}", Links(page)),
        _ when Number(path, "/docs/list?from=", "") is { } from => HtmlAsync(response, $"List {from}", $"<a href='pages/{from}.html'>first</a>"),
        _ when Number(path, "/docs/moved/", "") is { } moved => Redirect(response, $"../pages/{moved}.html"),
        _ => NotFound(response),
    };

    private string Links(int page)
    {
        var links = new StringBuilder();
        foreach (var to in new[] { 2 * page, (2 * page) + 1, page + 1, page - 1, 3 * page }.Where(to => to >= 1 && to <= pages))
        {
            links.Append($"<a href='{to}.html#part'>to {to}</a> ");
        }

        links.Append(page % EveryMoved == 0 ? $"<a href='../moved/{page}'>moved</a> " : "");
        links.Append(page % EveryList == 0 ? $"<a href='../list?from={page}'>list</a> " : "");
        return links.Append("<a href='../private/x.html'>private</a> <a href='../gone.html'>gone</a> <a href='../quiet.html'>quiet</a> <img src='../picture.png'> <a href='../picture.png'>picture</a> <a href='..'>index</a>").ToString();
    }

    private static int? Number(string path, string before, string after) =>
        path.StartsWith(before, StringComparison.Ordinal) && path.EndsWith(after, StringComparison.Ordinal) && path.Length > before.Length + after.Length
            && int.TryParse(path.AsSpan(before.Length, path.Length - before.Length - after.Length), out var number) && number > 0 ? number : null;

    private static Task HtmlAsync(HttpResponse response, string title, string links) =>
        TextAsync(response, "text/html; charset=utf-8", $"<!doctype html><title>{title}</title><h1>{title}</h1><p>Of {Word} and other growth, {title}.</p>{links}");

    private static Task TextAsync(HttpResponse response, string type, string text)
    {
        response.ContentType = type;
        return response.WriteAsync(text);
    }

    private static Task Redirect(HttpResponse response, string to)
    {
        response.StatusCode = StatusCodes.Status301MovedPermanently;
        response.Headers.Location = to;
        return Task.CompletedTask;
    }

    private static Task NotFound(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
