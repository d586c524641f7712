using System.CommandLine;
using System.Text;
using Cell.Crawling;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell robots FILE AGENT URL…</c>: what a robots.txt says to an agent, a line a URL.</summary>
internal static class RobotsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A robots.txt." };
        var agent = new Argument<string>("AGENT") { Description = "The product token of a crawler, without version." };
        var urls = new Argument<string[]>("URL") { Description = "URLs, or paths that begin with '/'.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("robots", "Show what a robots.txt allows an agent (RFC 9309).") { file, agent, urls };
        command.Does((parsed, _) =>
        {
            var rules = RobotsRules.Parse(Start(parsed.GetValue(file)!), parsed.GetValue(agent)!); // required
            var verdicts = parsed.GetValue(urls)!.Select(url => (Url: url, Verdict: rules.Judge(PathOf(url)))).ToList(); // required
            foreach (var (url, verdict) in verdicts)
            {
                Console.WriteLine($"{(verdict.Allowed ? "allowed" : "disallowed")}\t{url}\t{verdict.Rule}");
            }

            return Task.FromResult(verdicts.TrueForAll(one => one.Verdict.Allowed) ? ExitCode.Done : ExitCode.No);
        });
        return command;
    }

    private static string Start(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[(int)Math.Min(file.Length, RobotsRules.MostBytes)];
        file.ReadExactly(start);
        return Encoding.UTF8.GetString(start);
    }

    private static string PathOf(string url) =>
        CanonicalUrl.Of(url.StartsWith('/') ? $"http://path.invalid{url}" : url, null) is { } canonical
            ? new Uri(canonical).PathAndQuery
            : throw new CommandFailure(ExitCode.Usage, $"{url} is neither an http or https URL nor a path.");
}
