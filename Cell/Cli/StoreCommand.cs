using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell store</c>: where an API keeps its pages; <c>move</c>: from its own disk into the database of cell.json, while it runs.</summary>
internal static class StoreCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "For machines." };
        var data = CellLink.DataOption();
        var command = new Command("store", "Show where an API keeps its pages, and move them into the database.") { json, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var view = await cell.GetAsync("/store", ControlJson.Default.StoreView, cancellation);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(view, ControlJson.Default.StoreView) : Text(view));
            return view.Silence.Length > 0 ? ExitCode.No : ExitCode.Done;
        });
        command.Add(Move());
        return command;
    }

    private static Command Move()
    {
        var wait = new Option<bool>("--no-wait") { Description = "Give the order and return; `cell store` shows how far it is." };
        var data = CellLink.DataOption();
        var command = new Command("move", "Move the pages of an API from its own disk into the database that the genome names. Given again, it goes on.") { wait, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var view = await cell.PostAsync("/store", new StoreOrder(1), ControlJson.Default.StoreOrder, ControlJson.Default.StoreView, cancellation);
            for (var said = ""; view.Kind != StoreKind.Postgres && !parsed.GetValue(wait); view = await cell.GetAsync("/store", ControlJson.Default.StoreView, cancellation))
            {
                if (Text(view) is var now && now != said)
                {
                    Console.WriteLine(said = now);
                }

                await Task.Delay(Look, TimeProvider.System, cancellation);
            }

            Console.WriteLine(Text(view));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(StoreView view) => view switch
    {
        { Trouble.Length: > 0, Left: not null } => $"{view.Pages} pages; {view.Left} are to be copied into the database. It waits: {view.Trouble}",
        { Left: not null } => $"{view.Pages} pages; {view.Left} are to be copied into the database.",
        { Silence.Length: > 0 } => $"{view.Pages} pages in the database, which is not to be used now: {view.Silence}",
        { Kind: StoreKind.Postgres } => $"{view.Pages} pages in the database.",
        _ => $"{view.Pages} pages on its own disk.",
    };
}
