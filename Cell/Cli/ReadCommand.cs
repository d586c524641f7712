using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cell.Crawling;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell read URL|FILE</c>: what one page gives, as JSON.</summary>
internal static class ReadCommand
{
    private const long MostBytes = 10L << 20;
    private static readonly TissueJson Shown = new(new JsonSerializerOptions(TissueJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static Command Create()
    {
        var what = new Argument<string>("URL|FILE") { Description = "A page on the web, or an HTML file." };
        var command = new Command("read", "Show what the crawler reads out of one page.") { what };
        command.Does(async (parsed, cancellation) =>
        {
            var source = parsed.GetValue(what)!; // required
            var reading = File.Exists(source) ? OfFile(source) : await OfUrlAsync(source, cancellation);
            Console.WriteLine(JsonSerializer.Serialize(reading, Shown.CrawledPage));
            return ExitCode.Done;
        });
        return command;
    }

    private static CrawledPage Read(FetchedPage page) => PageReader.Read(page, TimeProvider.System.GetUtcNow(), 0).Page;

    private static CrawledPage OfFile(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new CommandFailure(ExitCode.Refused, $"{path} is larger than {MostBytes} bytes.");
        }

        var url = CanonicalUrl.Of(new Uri(Path.GetFullPath(path)).AbsoluteUri.Replace("file://", "http://file.invalid", StringComparison.Ordinal), null) ?? "http://file.invalid/";
        return Read(new FetchedPage(url, File.ReadAllBytes(path), new Dictionary<string, string>(), []));
    }

    private static async Task<CrawledPage> OfUrlAsync(string source, CancellationToken cancellation)
    {
        var url = CanonicalUrl.Of(source, null) ?? throw new CommandFailure(ExitCode.Usage, $"{source} is neither a file nor an http or https URL.");

        // A person names this page: the rules for addresses protect a daemon from strangers' links, not him from himself.
        var genes = GenesReader.Read("""{ "organism": { "name": "read" }, "crawler": { "allow": ["0.0.0.0/0", "::/0"] } }""").Genes!; // valid, by a test
        using var fetcher = new Fetcher(() => genes);
        return await fetcher.GetAsync(url, type => type is "text/html" or "application/xhtml+xml", MostBytes, null, cancellation) switch
        {
            FetchOutcome.Fetched(var page) => Read(page),
            FetchOutcome.Failed(_, var reason, _) => throw new CommandFailure(ExitCode.Unreachable, $"{url}: {reason}"),
            FetchOutcome.Gone(var status) => throw new CommandFailure(ExitCode.No, $"{url}: HTTP {status}"),
            FetchOutcome.Redirected(var status, var to) => throw new CommandFailure(ExitCode.No, $"{url}: {status} to {to}"),
            FetchOutcome.NotPage(var type) => throw new CommandFailure(ExitCode.No, $"{url} is {type}, not HTML."),
            FetchOutcome.Forbidden(var reason) => throw new CommandFailure(ExitCode.Refused, $"{url}: {reason}"),
            FetchOutcome.Refused(var reason) => throw new CommandFailure(ExitCode.Refused, $"{url}: {reason}"),
            var other => throw new InvalidOperationException($"An outcome is not handled: {other}"),
        };
    }
}
