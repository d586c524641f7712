using System.Text.Json;
using System.Threading.Channels;
using Cell.Genome;
using Cell.Mitosis;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>The cell as a mother, and as a daughter of a machine with a guard.</summary>
internal sealed partial class CellHost
{
    // Ten steps, the end, and as many again.
    private const int MostNews = 32;

    private const string Pregnant = "This cell is bearing already: one daughter at a time.";

    private readonly SemaphoreSlim pregnancy = new(1, 1);
    private MotherJournal? journal;
    private (DivideOrder Order, CancellationTokenSource Stop)? birth;

    private string? BarsBearing => settings.Papers.Brake.Now.Holds ?? Freshness.BarsBearing(heartbeats.RosterAge) ?? heartbeats.Quarantined(settings.Self.Id);

    private void AddBearing()
    {
        controlDoor.Map("POST", "/divide", DivideAsync).Map("POST", "/divide/stop", StopAsync).Map("POST", "/blank", BlankAsync).Map("POST", "/clear", ClearAsync);
        if (File.Exists(settings.Data.Journal))
        {
            loops.Add(("unfinished births", stopping => new UnfinishedBirths(Journal(), council, time, log).RunAsync(stopping)));
        }
    }

    private void AddGuardMarks()
    {
        marks = new GuardMarks(settings.Data, time);
        heartbeats.Accepted += marks.Heard;
        heartbeats.Ended += reason => End(reason, 0);
    }

    /// <summary>Bears by the cell's own will, on whatever machine its keeper gives.</summary>
    private Task<DivisionEnd> BearAsync(Role role, CancellationToken cancellation) => BearOwnAsync(role, replaces: false, cancellation);

    private async Task<DivisionEnd> BearOwnAsync(Role role, bool replaces, CancellationToken cancellation)
    {
        if (BarsBearing is { } barred)
        {
            return new DivisionEnd(DivisionVerdict.Refused, barred);
        }

        return await BearOneAsync(Division(ordered: false, replaces), new DivideOrder(1, "", role), cancellation);
    }

    private async Task<DivisionEnd> BearOneAsync(Division division, DivideOrder order, CancellationToken cancellation)
    {
        if (!await pregnancy.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return new DivisionEnd(DivisionVerdict.Refused, Pregnant);
        }

        try
        {
            return await division.RunAsync(order, _ => { }, cancellation);
        }
        finally
        {
            pregnancy.Release();
        }
    }

    private Division Division(bool ordered, bool replaces) => new(
        Mother(), Leave.Of(council, settings.Self.Id, ordered, replaces) with { Forbidden = () => settings.Papers.Brake.Now.Holds }, Journal(), time, log);

    private async Task DivideAsync(HttpContext context)
    {
        var order = await JsonSerializer.DeserializeAsync(context.Request.Body, ControlJson.Default.DivideOrder, context.RequestAborted) ?? throw new JsonException("null is no order.");
        var wish = $"A {order.Role.ToString().ToLowerInvariant()} on {(order.Target.Length > 0 ? order.Target : "a blank machine")}";
        if (BarsBearing is { } barred)
        {
            await RefuseAsync(context, wish, barred);
            return;
        }

        if (!await pregnancy.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            await RefuseAsync(context, wish, Pregnant);
            return;
        }

        try
        {
            await RecordAsync(context, AuditKind.Divide, $"{wish}: ordered.");
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end.Token, work.Token);
            var news = Channel.CreateBounded<DivideProgress>(MostNews);
            var caller = Caller.Of(context);
            birth = (order, ending);
            var bearing = BearAsync(Division(ordered: true, replaces: false), order, news, ending.Token);
            await SendAsync(context, news.Reader);
            var ended = await bearing;
            await audit.RecordAsync(new AuditDeed(AuditKind.Divide, caller.By, $"{wish}: {ended.Verdict.ToString().ToLowerInvariant()}: {ended.Detail}", caller.From), CancellationToken.None);
        }
        finally
        {
            birth = null;
            pregnancy.Release();
        }
    }

    // Who ordered it goes on listening there: what becomes of it is told by the lines of the order.
    private async Task StopAsync(HttpContext context)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.DivideOrder, context.RequestAborted);
        if (birth is not { } underWay || underWay.Order != order)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell bears no such daughter now.");
            return;
        }

        await RecordAsync(context, AuditKind.Divide, $"The birth on {order.Target} is to stop.");
        try
        {
            await underWay.Stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just come to its end.
        }

        await Door.WriteAsync(context, order, ControlJson.Default.DivideOrder);
    }

    private static async Task<DivisionEnd> BearAsync(Division division, DivideOrder order, Channel<DivideProgress> news, CancellationToken cancellation)
    {
        try
        {
            return await division.RunAsync(order, progress => news.Writer.TryWrite(progress), cancellation);
        }
        finally
        {
            news.Writer.Complete();
        }
    }

    // A client that goes away ends the telling; the birth comes to its own end.
    private static async Task SendAsync(HttpContext context, ChannelReader<DivideProgress> news)
    {
        context.Response.ContentType = "application/jsonl";
        await foreach (var progress in news.ReadAllAsync(CancellationToken.None))
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(JsonSerializer.Serialize(progress, ControlJson.Default.DivideProgress) + "\n", CancellationToken.None);
                await context.Response.Body.FlushAsync(CancellationToken.None);
            }
        }
    }

    private async Task BlankAsync(HttpContext context)
    {
        var machine = await JsonSerializer.DeserializeAsync(context.Request.Body, ControlJson.Default.BlankMachine, context.RequestAborted) ?? throw new JsonException("null is no machine.");
        if (ownKeeper is null)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps no roster.");
            return;
        }

        await RecordAsync(context, AuditKind.Blank, $"{machine.Host} was found blank.");
        ownKeeper.SeenBlank(machine.Host);
        await Door.WriteAsync(context, machine, ControlJson.Default.BlankMachine);
    }

    private async Task ClearAsync(HttpContext context)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.ClearOrder, context.RequestAborted);
        if (ownKeeper is null)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps no roster.");
        }
        else if (!ownKeeper.Clear(order.Cell))
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, $"Cell {order.Cell} is not in quarantine here.");
        }
        else
        {
            await RecordAsync(context, AuditKind.Quarantine, $"The quarantine of cell {order.Cell} is ended.");
            await Door.WriteAsync(context, order, ControlJson.Default.ClearOrder);
        }
    }

    private Mother Mother() => new(
        settings.Self.Credentials.AsSigner,
        settings.Self.Id,
        settings.Genome.Now,
        settings.Genome.Envelope,
        settings.Papers.Revocations.Envelope,
        settings.Data.Secrets(settings.Self.Credentials.Roots),
        [.. heartbeats.Roster.Of(Role.Health).Select(entry => entry.Facts.Tissue)])
    {
        Store = StoreChoice.Of(Store, StoreLoads()),
    };

    // Opened by the first birth: most cells never bear.
    private MotherJournal Journal()
    {
        if (journal is null)
        {
            journal = new MotherJournal(settings.Data.Journal, time);
            stores.Push(journal);
        }

        return journal;
    }
}
