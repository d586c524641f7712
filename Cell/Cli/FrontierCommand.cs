using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell frontier [--host HOST]</c>: what is to be crawled and what it waits for; <c>pause|resume|drain|remove URL</c>: a scope of it.</summary>
internal static class FrontierCommand
{
    public static Command Create()
    {
        var host = new Option<string?>("--host") { Description = "Only this host, with \":port\" if its URLs have one." };
        var count = new Option<int>("--count") { Description = "Hosts and scopes shown, at most 1000.", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var data = CellLink.DataOption();
        var command = new Command("frontier", "Show what is to be crawled and what it waits for; pause, resume, drain or remove a part.") { host, count, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var view = await cell.GetAsync(
                $"/frontier?host={Uri.EscapeDataString(parsed.GetValue(host) ?? "")}&count={parsed.GetValue(count)}", ControlJson.Default.FrontierView, cancellation);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(view, ControlJson.Default.FrontierView) : FrontierTable.Draw(view));
            return parsed.GetValue(host) is not null && view.Slowest.Count == 0 ? ExitCode.No : ExitCode.Done;
        });
        command.Add(Order("pause", ScopeAction.Pause, "Ask for nothing of a scope until it is resumed; leases out are worked off.", "{0} is paused: {1} URLs known."));
        command.Add(Order("resume", ScopeAction.Resume, "Go on with a scope.", "{0} is crawled again: {1} URLs known."));
        command.Add(Order("drain", ScopeAction.Drain, "Visit what waits of a scope, take nothing more and visit nothing again.", "{0} is drained: {1} URLs known."));
        command.Add(Order("remove", ScopeAction.Remove, "Forget a scope's URLs and take no more of them; stored pages stay.", "{0} is not crawled any more: {1} URLs forgotten."));
        return command;
    }

    private static Command Order(string name, ScopeAction action, string description, string done)
    {
        var url = new Argument<string>("URL") { Description = "A seed of the scope, or its prefix." };
        var data = CellLink.DataOption();
        var command = new Command(name, description) { url, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var order = new ScopeOrder(1, action, parsed.GetRequiredValue(url));
            var receipt = await cell.PostAsync("/frontier", order, ControlJson.Default.ScopeOrder, ControlJson.Default.ScopeReceipt, cancellation);
            Console.WriteLine(done, receipt.Prefix, receipt.Urls);
            return ExitCode.Done;
        });
        return command;
    }
}
